import * as v from 'valibot'
import type { LogPlace } from './log-reader.ts'

/** Stores of y-indexeddb's database: the document's updates, and room for what belongs to them. */
const updatesStore = 'updates'
const customStore = 'custom'
const placeKey = 'quire/place'
const pendingPrefix = 'quire/pending/'
/** An update that stands for all that the server lacks. */
const nothing = new Uint8Array(2)
/** The first string after all that begin with the prefix. */
const pendingEnd = 'quire/pending0'

/** Something to write down; the writes of one transaction are there together or not at all. */
export type Write =
  | { what: 'update'; update: Uint8Array }
  | { what: 'pending'; key: string; update: Uint8Array }
  | { what: 'forget'; key: string }
  | { what: 'place'; place: LogPlace }
  /** In place of all that is there: a document of which nobody knows what is saved. */
  | { what: 'instead'; update: Uint8Array }

/** What an earlier page, or another tab, left for us. */
export interface Left {
  place: LogPlace | undefined
  pendings: { key: string; update: Uint8Array }[]
}

/** @throws where the browser has no IndexedDB for us (private windows, a full disk) */
export function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(updatesStore, { autoIncrement: true })
      request.result.createObjectStore(customStore)
    }
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const database = request.result
      // Somebody deletes it: we must not be what that waits for.
      database.onversionchange = () => database.close()
      resolve(database)
    }
  })
}

/** Resolves when all of it is written.  @throws when nothing of it is */
export function write(database: IDBDatabase, writes: readonly Write[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([updatesStore, customStore], 'readwrite')
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
    const updates = transaction.objectStore(updatesStore)
    const custom = transaction.objectStore(customStore)
    for (const each of writes) {
      if (each.what === 'update') updates.add(each.update)
      else if (each.what === 'pending') custom.put(each.update, pendingPrefix + each.key)
      else if (each.what === 'forget') custom.delete(pendingPrefix + each.key)
      else if (each.what === 'place') custom.put(each.place, placeKey)
      else {
        updates.clear()
        custom.clear()
        updates.add(each.update)
        custom.put(nothing, `${pendingPrefix}whole`)
      }
    }
  })
}

const placeSchema = v.object({ seq: v.number(), epoch: v.string() })

export function readLeft(database: IDBDatabase): Promise<Left> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([customStore], 'readonly')
    const custom = transaction.objectStore(customStore)
    const range = IDBKeyRange.bound(pendingPrefix, pendingEnd, false, true)
    const place = custom.get(placeKey)
    const keys = custom.getAllKeys(range)
    const updates = custom.getAll(range)
    transaction.onabort = () => reject(transaction.error)
    transaction.oncomplete = () => {
      const pendings = keys.result.flatMap((key, i) => {
        const update: unknown = updates.result[i]
        return update instanceof Uint8Array ? [{ key: String(key).slice(pendingPrefix.length), update }] : []
      })
      resolve({ place: v.is(placeSchema, place.result) ? place.result : undefined, pendings })
    }
  })
}
