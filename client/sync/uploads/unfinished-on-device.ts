import * as v from 'valibot'
import { customStore, openDatabase, startingWith } from '../device-database.ts'
import { copiesOnDevice } from '../unsaved-on-device.ts'
import { keptFileSchema, uploadPrefix } from './kept-uploads.ts'

let isLetGo = false

/** Whoever leaves the page has been asked about their files already. */
export function letGo(): void {
  isLetGo = true
}

export const hasLetGo = (): boolean => isLetGo

/** The names of the files that are on their way into documents from this device, whichever window began them. `opened`: see `forgetSaved`. */
export async function unfinishedOnDevice(opened: readonly string[] = []): Promise<string[]> {
  const names: string[] = []
  for (const copy of await copiesOnDevice(opened)) names.push(...(await namesIn(copy)))
  return names
}

async function namesIn(copy: string): Promise<string[]> {
  const database = await openDatabase(copy)
  try {
    const store = database.transaction([customStore], 'readonly').objectStore(customStore)
    const kept = await answered<unknown[]>(store.getAll(startingWith(uploadPrefix)))
    return kept.filter(each => v.is(keptFileSchema, each)).map(({ name }) => name)
  } finally {
    database.close()
  }
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
