import * as decoding from 'lib0/decoding'
import { type DocumentId, packUpdates, type Seq, type Summary } from '../../protocol/index.ts'
import type { Changes } from './changes.ts'
import { DocumentGate } from './document-gate.ts'
import type { DocumentState, StoredSnapshot, Tail } from './log.ts'
import { decodeOutline } from './outline.ts'
import {
  type DocumentRow,
  findAuthors,
  findClaims,
  findDocument,
  findEndOfRun,
  findOldest,
  findSnapshot,
  findSummaries,
  measureUpdates,
  readSnapshot,
  readUpdates,
} from './queries.ts'
import type { Database } from './schema.ts'

/** Each is one transaction where it takes more than one query, and sees one moment of the log: a compaction may replace the
 *  snapshot and delete the rows behind it in between, and the answer would have a hole. */
function oneMoment(db: Database) {
  // SQLite knows no other way; for Postgres it must be asked for.
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
}

export function readState(db: Database, documentId: DocumentId): Promise<DocumentState | undefined> {
  return oneMoment(db).execute(async tx => {
    const document = await findDocument(tx, documentId)
    if (document === undefined) return undefined
    const { key, head } = document
    const snapshot = await findSnapshot(tx, key)
    const gate = new DocumentGate(snapshot === undefined ? { clocks: new Map() } : decodeFolded(snapshot))
    for (const { update } of await readUpdates(tx, key, { after: snapshot?.seq ?? 0, upTo: head })) {
      gate.learn(update)
    }
    return { head, clocks: gate.clocks, outline: gate.outline, claims: await findClaims(tx, key) }
  })
}

export async function readAuthors(db: Database, documentId: DocumentId): Promise<Map<number, string>> {
  const document = await findDocument(db, documentId)
  return new Map(document && (await findAuthors(db, document.key)))
}

export function readTail(db: Database, documentId: DocumentId, after: Seq): Promise<Tail | undefined> {
  return oneMoment(db).execute(async tx => {
    const document = await findDocument(tx, documentId)
    if (document === undefined) return undefined
    const { key, head } = document
    const from = after > head ? 0 : after
    if (await isTailEnough(tx, document, from)) {
      return { head, updates: packUpdates(await readUpdates(tx, key, { after: from, upTo: head })) }
    }
    const snapshot = await readSnapshot(tx, key)
    if (snapshot === undefined) throw new Error(`the log of ${documentId} lacks its first updates`)
    const updates = await readUpdates(tx, key, { after: snapshot.seq, upTo: head })
    return { head, snapshot, updates: packUpdates(updates) }
  })
}

/** Of a log in one answer: what a follower takes in at once, and a node holds for many of them. */
const maxRun = { rows: 1000, bytes: 512 * 1024 }

/** The updates themselves for as long as they are there: who follows wants each of them, whatever a snapshot would cost less. */
export function readChanges(db: Database, documentId: DocumentId, after: Seq): Promise<Changes | undefined> {
  return oneMoment(db).execute(async tx => {
    const document = await findDocument(tx, documentId)
    if (document === undefined) return undefined
    const { key, head } = document
    const from = after > head ? 0 : after
    if (from === head) return { after: from, head, updates: new Uint8Array() }
    const oldest = await findOldest(tx, key)
    const isGone = oldest === undefined || oldest > from + 1
    const snapshot = isGone ? await findSnapshot(tx, key) : undefined
    if (isGone && snapshot === undefined) throw new Error(`the log of ${documentId} lacks its first updates`)
    const behind = snapshot?.seq ?? from
    const upTo = await findEndOfRun(tx, key, { after: behind, ...maxRun })
    return {
      after: from,
      head,
      ...(snapshot && { snapshot: { seq: snapshot.seq, size: snapshot.size } }),
      updates: packUpdates(await readUpdates(tx, key, { after: behind, upTo })),
    }
  })
}

/** A tail this short is taken in any case: it costs next to nothing, and shows whoever was away for a moment which of
 *  their own updates have arrived. */
const shortTailBytes = 4096

/** Whether the tail alone is there, and costs no more than the snapshot with what follows it. */
async function isTailEnough(tx: Database, { key, head }: DocumentRow, after: Seq): Promise<boolean> {
  if (after === head) return true
  const oldest = await findOldest(tx, key)
  if (oldest === undefined || oldest > after + 1) return false
  const snapshot = await findSnapshot(tx, key)
  if (snapshot === undefined || snapshot.seq <= after) return true
  const folded = await measureUpdates(tx, key, { after, upTo: snapshot.seq })
  return folded.bytes <= Math.max(shortTailBytes, snapshot.size)
}

export async function readNewestSnapshot(
  db: Database,
  documentId: DocumentId,
): Promise<StoredSnapshot | undefined> {
  const document = await findDocument(db, documentId)
  return document && readSnapshot(db, document.key)
}

/** What a compaction has to fold: at least one update. */
export interface UnfoldedTail {
  document: number
  snapshot: StoredSnapshot | undefined
  head: Seq
}

export function findUnfolded(db: Database, documentId: DocumentId): Promise<UnfoldedTail | undefined> {
  return oneMoment(db).execute(async tx => {
    const document = await findDocument(tx, documentId)
    if (document === undefined) return undefined
    const { key, head } = document
    // Most often there is nothing to do, and the snapshot's bytes need not be read.
    if (((await findSnapshot(tx, key))?.seq ?? 0) === head) return undefined
    return { document: key, snapshot: await readSnapshot(tx, key), head }
  })
}

export function readSummaries(db: Database, ids: readonly DocumentId[]): Promise<Summary[]> {
  return findSummaries(db, ids)
}

/** Yjs has the first half in `decodeStateVector`; whoever reads the log needs nothing else of it. */
function decodeFolded(snapshot: { clocks: Uint8Array; inflated: number }): Omit<DocumentState, 'head'> {
  const from = decoding.createDecoder(snapshot.clocks)
  const clocks = new Map<number, number>()
  for (let left = decoding.readVarUint(from); left > 0; left--) {
    clocks.set(decoding.readVarUint(from), decoding.readVarUint(from))
  }
  return { clocks, outline: decodeOutline(from, snapshot.inflated) }
}
