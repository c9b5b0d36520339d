import * as v from 'valibot'
import * as Y from 'yjs'
import type { LogPlace } from './log-reader.ts'
import type { Writer } from './who-i-am.ts'

/** Stores of y-indexeddb's database: the document's updates, and room for what belongs to them. */
const updatesStore = 'updates'
export const customStore = 'custom'
const placeKey = 'quire/place'
const writerKey = 'quire/writer'
const pendingPrefix = 'quire/pending/'
/** An update that stands for all that the server lacks. */
const nothing = new Uint8Array(2)
/** Of what was said beside the document, and no server has. */
export const chatPrefix = 'quire/chat/'

/** Before a document's id, this is the name of its copy on the device. */
export const databasePrefix = 'quire/'

/** Something to write down; the writes of one transaction are there together or not at all. */
export type Write =
  | { what: 'update'; update: Uint8Array }
  | { what: 'pending'; key: string; update: Uint8Array }
  | { what: 'forget'; key: string }
  | { what: 'place'; place: LogPlace }
  /** Whose the words are that are not saved. */
  | { what: 'writer'; writer: Writer | undefined }
  /** A document of which nobody knows what is saved, in place of `before` and of these pendings. What another tab has written meanwhile
   *  stays. */
  | { what: 'instead'; update: Uint8Array; before: Uint8Array; pendings: ReadonlySet<string> }
  /** Nothing in place of it. */
  | { what: 'nothing'; before: Uint8Array; pendings: ReadonlySet<string> }

/** What an earlier page, or another tab, left for us. */
export interface Left {
  place: LogPlace | undefined
  writer: Writer | undefined
  pendings: { key: string; update: Uint8Array }[]
}

/** All that tabs have written, of this one, too. */
export interface Kept extends Pick<Left, 'pendings'> {
  updates: Uint8Array[]
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
      else if (each.what === 'writer') noteWriter(custom, each.writer)
      else writeInstead(transaction, each)
    }
  })
}

function noteWriter(custom: IDBObjectStore, writer: Writer | undefined): void {
  if (writer === undefined) custom.delete(writerKey)
  else custom.put(writer, writerKey)
}

function writeInstead(
  transaction: IDBTransaction,
  instead: Extract<Write, { what: 'instead' | 'nothing' }>,
): void {
  const updates = transaction.objectStore(updatesStore)
  const custom = transaction.objectStore(customStore)
  const { before, pendings } = instead
  const known = Y.decodeStateVector(before)
  const there = updates.getAll()
  there.onsuccess = () => {
    updates.clear()
    if (instead.what === 'instead') updates.add(instead.update)
    for (const each of there.result) {
      if (!(each instanceof Uint8Array)) continue
      const isKnown = [...Y.parseUpdateMeta(each).to].every(
        ([client, clock]) => clock <= (known.get(client) ?? 0),
      )
      if (!isKnown) updates.add(Y.diffUpdate(each, before))
    }
  }
  for (const key of pendings) custom.delete(pendingPrefix + key)
  custom.delete(placeKey)
  if (instead.what === 'instead') custom.put(nothing, `${pendingPrefix}whole`)
}

const placeSchema = v.object({ seq: v.number(), epoch: v.string() })
const writerSchema = v.object({ user: v.string(), name: v.string() })

export function readLeft(database: IDBDatabase): Promise<Left> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([customStore], 'readonly')
    const place = transaction.objectStore(customStore).get(placeKey)
    const writer = transaction.objectStore(customStore).get(writerKey)
    const pendings = readPendings(transaction)
    transaction.onabort = () => reject(transaction.error)
    transaction.oncomplete = () =>
      resolve({
        place: v.is(placeSchema, place.result) ? place.result : undefined,
        writer: v.is(writerSchema, writer.result) ? writer.result : undefined,
        pendings: pendings(),
      })
  })
}

/** Whether there are changes, or messages, that are not saved; without reading what may be many pictures. */
export function holdsPendings(database: IDBDatabase): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([customStore], 'readonly')
    const store = transaction.objectStore(customStore)
    const counts = [pendingPrefix, chatPrefix].map(prefix => store.count(startingWith(prefix)))
    transaction.onabort = () => reject(transaction.error)
    transaction.oncomplete = () => resolve(counts.some(count => count.result > 0))
  })
}

export function readKept(database: IDBDatabase): Promise<Kept> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([updatesStore, customStore], 'readonly')
    const updates = transaction.objectStore(updatesStore).getAll()
    const pendings = readPendings(transaction)
    transaction.onabort = () => reject(transaction.error)
    transaction.oncomplete = () =>
      resolve({ updates: updates.result.filter(each => each instanceof Uint8Array), pendings: pendings() })
  })
}

/** Made when it is asked for: not every program that imports this has IndexedDB. */
export function startingWith(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`)
}

/** The returned function gives them once the transaction is complete. */
function readPendings(transaction: IDBTransaction): () => Left['pendings'] {
  const custom = transaction.objectStore(customStore)
  const range = startingWith(pendingPrefix)
  const keys = custom.getAllKeys(range)
  const updates = custom.getAll(range)
  return () =>
    keys.result.flatMap((key, i) => {
      const update: unknown = updates.result[i]
      return update instanceof Uint8Array ? [{ key: String(key).slice(pendingPrefix.length), update }] : []
    })
}
