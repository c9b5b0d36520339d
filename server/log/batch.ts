import type { DocumentId, Seq } from '../../protocol/index.ts'
import type { Entry, Outcome } from './group-commit.ts'
import type { Append } from './log.ts'
import type { Turn } from './turns.ts'

/** The appends of one commit on their way to the store. Few objects and one buffer: a structured clone between threads
 *  takes time for every object, and so does a parameter of a statement. */
export interface Batch {
  /** The rows of a document follow each other, in their order. */
  documents: { id: DocumentId; rows: number }[]
  /** Three for each row: session, n, length. */
  numbers: Float64Array<ArrayBuffer>
  /** The updates, one behind the other. */
  bytes: Uint8Array<ArrayBuffer>
  /** At most one for each client ID of a document. */
  turns: Turn[]
}

/** What became of a batch. */
export interface Committed {
  /** Each document's head after the commit, in the order of `documents`; 0 where the document is unknown, `overtaken` where a turn does not
   *  hold any more: nothing of the document was committed. */
  heads: Seq[]
  /** Documents whose tail has grown so long that a compaction pays. */
  due: DocumentId[]
}

export const overtaken = -1

/** `turnsOf`: which turns the store must look at. */
export function packBatch(
  entries: readonly Entry[],
  turnsOf: (entries: readonly Entry[], documents: Batch['documents']) => Turn[],
): Batch {
  const byDocument = new Map<DocumentId, Append[]>()
  let length = 0
  for (const { documentId, update } of entries) {
    const updates = byDocument.get(documentId)
    if (updates === undefined) byDocument.set(documentId, [update])
    else updates.push(update)
    length += update.update.length
  }
  const documents: Batch['documents'] = []
  const numbers = new Float64Array(3 * entries.length)
  const bytes = new Uint8Array(length)
  let row = 0
  let at = 0
  for (const [id, updates] of byDocument) {
    documents.push({ id, rows: updates.length })
    for (const { session, n, update } of updates) {
      numbers[row++] = session
      numbers[row++] = n
      numbers[row++] = update.length
      bytes.set(update, at)
      at += update.length
    }
  }
  return { documents, numbers, bytes, turns: turnsOf(entries, documents) }
}

/** A row of a batch, without its bytes. */
interface BatchRow {
  /** Its document's among the batch's, and its own among the document's rows; both counted from 1. */
  place: number
  nth: number
  session: number
  n: number
  /** Where its update lies in `bytes`. */
  start: number
  length: number
}

export function* rowsOf({ documents, numbers }: Batch): Generator<BatchRow> {
  let at = 0
  let start = 0
  for (const [i, { rows }] of documents.entries()) {
    for (let nth = 1; nth <= rows; nth++) {
      const session = numbers[at++] ?? 0
      const n = numbers[at++] ?? 0
      const length = numbers[at++] ?? 0
      yield { place: i + 1, nth, session, n, start, length }
      start += length
    }
  }
}

/** The rows of a batch, document by document. */
export function* unpackBatch({ documents, numbers, bytes }: Batch): Generator<[DocumentId, Append[]]> {
  let row = 0
  let at = 0
  for (const { id, rows } of documents) {
    const updates: Append[] = []
    for (let i = 0; i < rows; i++) {
      const session = numbers[row++] ?? 0
      const n = numbers[row++] ?? 0
      const end = at + (numbers[row++] ?? 0)
      updates.push({ session, n, update: bytes.subarray(at, end) })
      at = end
    }
    yield [id, updates]
  }
}

/** What became of each entry. */
export function outcomesOf(
  entries: readonly Entry[],
  documents: Batch['documents'],
  { heads }: Committed,
): Outcome[] {
  const last = new Map<DocumentId, Seq>()
  documents.forEach(({ id, rows }, i) => {
    const head = heads[i] ?? 0
    if (head !== 0) last.set(id, head === overtaken ? overtaken : head - rows)
  })
  return entries.map(({ documentId }) => {
    const before = last.get(documentId)
    if (before === undefined) return 'unknown'
    if (before === overtaken) return 'overtaken'
    last.set(documentId, before + 1)
    return before + 1
  })
}
