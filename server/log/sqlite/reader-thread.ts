import { workerData } from 'node:worker_threads'
import type { DocumentId, Seq, Summary } from '../../../protocol/index.ts'
import type { Changes } from '../changes.ts'
import type { DocumentState, StoredSnapshot, Tail } from '../log.ts'
import { type PackedTail, packTail } from '../packed-tail.ts'
import { findBehind, findHeads, readUpdates } from '../queries.ts'
import {
  findUnfolded,
  readAuthors,
  readChanges,
  readNewestSnapshot,
  readState,
  readSummaries,
  readTail,
  type UnfoldedTail,
} from '../read-log.ts'
import { runRead, type Statement } from '../tables.ts'
import { serve } from '../thread.ts'
import { openReader } from './connection.ts'
import { kyselyOn } from './kysely-on.ts'

// The thread that reads: however long a tail is, packing it keeps nobody else waiting but readers.

export interface Reader {
  state(id: DocumentId): DocumentState | undefined
  authors(id: DocumentId): Map<number, string>
  heads(ids: readonly DocumentId[]): Map<DocumentId, Seq>
  read(from: { documentId: DocumentId; after: Seq }): Tail | undefined
  changes(from: { documentId: DocumentId; after: Seq }): Changes | undefined
  snapshot(id: DocumentId): StoredSnapshot | undefined
  summaries(ids: readonly DocumentId[]): Summary[]
  findUnfolded(id: DocumentId): UnfoldedTail | undefined
  readPiece(piece: { document: number; after: Seq; upTo: Seq }): PackedTail
  /** See `findBehind`. */
  findBehind(place: { document: number; seq: Seq; bytes: number }): Seq
  /** Of another part of the server (see `Tables`). */
  query(statement: Statement): unknown[]
}

const { path }: { path: string } = workerData
const db = openReader(path)
const kysely = kyselyOn(db)

serve<Reader>(
  {
    state: documentId => readState(kysely, documentId),
    authors: documentId => readAuthors(kysely, documentId),
    heads: ids => findHeads(kysely, ids),
    read: ({ documentId, after }) => readTail(kysely, documentId, after),
    changes: ({ documentId, after }) => readChanges(kysely, documentId, after),
    snapshot: documentId => readNewestSnapshot(kysely, documentId),
    summaries: ids => readSummaries(kysely, ids),
    findUnfolded: documentId => findUnfolded(kysely, documentId),
    readPiece: async ({ document, ...span }) => packTail(await readUpdates(kysely, document, span)),
    findBehind: ({ document, ...place }) => findBehind(kysely, document, place),
    query: statement => runRead(kysely, statement),
  },
  () => db.close(),
)
