import { databasePrefix, holdsPendings, openDatabase } from './device-database.ts'

/** The names of the databases in which this device keeps documents. `guessed`: ids of documents that it may keep, for where the browser
 *  does not tell. */
export async function copiesOnDevice(guessed: readonly string[] = []): Promise<string[]> {
  if (typeof indexedDB === 'undefined') return []
  // Older browsers do not tell what there is.
  if (indexedDB.databases === undefined) return guessed.map(id => databasePrefix + id)
  const names = (await indexedDB.databases()).map(({ name = '' }) => name)
  return names.filter(name => name.startsWith(databasePrefix))
}

/** @throws where the browser has no IndexedDB for us */
export async function hasUnsaved(name: string): Promise<boolean> {
  const database = await openDatabase(name)
  try {
    return await holdsPendings(database)
  } finally {
    database.close()
  }
}

/** The ids of the documents of which this device has words that no server has yet. One after the other: it is done beside what somebody is doing. */
export async function unsavedOnDevice(): Promise<string[]> {
  const unsaved: string[] = []
  for (const name of await copiesOnDevice()) {
    if (await hasUnsaved(name)) unsaved.push(name.slice(databasePrefix.length))
  }
  return unsaved
}
