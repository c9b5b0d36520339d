import { databasePrefix } from './device-database.ts'
import { copiesOnDevice, hasUnsaved } from './unsaved-on-device.ts'

/**
 * Takes from this device its copies of documents, but for those with words that no server has yet: whoever signs out should leave
 * nothing for the next person to read, and nobody loses a word. Gives the ids of those that stay.
 * `opened`: ids of those that were opened here, for browsers that do not tell what there is.
 */
export async function forgetSaved(opened: readonly string[] = []): Promise<string[]> {
  const copies = await copiesOnDevice(opened)
  const kept = await Promise.all(copies.map(async name => ((await hasUnsaved(name)) ? [name] : forget(name))))
  return kept.flat().map(name => name.slice(databasePrefix.length))
}

function forget(name: string): Promise<[]> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve([])
    request.onerror = () => reject(request.error)
  })
}
