import { databasePrefix, openDatabase, readLeft } from './device-database.ts'

/**
 * Takes from this device its copies of documents, but for those with words that no server has yet: whoever signs out should leave
 * nothing for the next person to read, and nobody loses a word. Gives the ids of those that stay.
 */
export async function forgetSaved(): Promise<string[]> {
  if (typeof indexedDB === 'undefined') return []
  const names = (await indexedDB.databases()).map(({ name = '' }) => name)
  const copies = names.filter(name => name.startsWith(databasePrefix))
  const kept = await Promise.all(copies.map(async name => ((await isUnsaved(name)) ? [name] : forget(name))))
  return kept.flat().map(name => name.slice(databasePrefix.length))
}

async function isUnsaved(name: string): Promise<boolean> {
  const database = await openDatabase(name)
  try {
    return (await readLeft(database)).pendings.length > 0
  } finally {
    database.close()
  }
}

function forget(name: string): Promise<[]> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve([])
    request.onerror = () => reject(request.error)
  })
}
