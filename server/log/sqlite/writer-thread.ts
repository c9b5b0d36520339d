import { workerData } from 'node:worker_threads'
import type { DocumentId, Seq } from '../../../protocol/index.ts'
import type { Batch, Committed } from '../batch.ts'
import type { Compacted } from '../compactions.ts'
import { createDocument, deleteUpdates, findOldest, replaceSnapshot, replaceSummary } from '../queries.ts'
import { serve } from '../thread.ts'
import { Appender } from './appender.ts'
import { openWriter, type WriterOptions } from './connection.ts'
import { kyselyOn } from './kysely-on.ts'

// The thread that owns all writes.

export interface Writer {
  commit(batch: Batch): Committed
  create(id: DocumentId): void
  /** Keeps what a compaction made, unless something as new is there. */
  keep(compacted: Compacted): void
  /** Deletes some of a document's updates up to `upTo`, the oldest first: true when there are more. A bounded piece of
   *  work, so that appends pass in between. */
  prune(piece: { document: number; upTo: Seq }): boolean
}

/** Takes a few milliseconds. */
const prunedRows = 1000

const options: WriterOptions = workerData
const db = openWriter(options)
const kysely = kyselyOn(db)
const appender = new Appender(db)

serve<Writer>(
  {
    commit: batch => appender.commit(batch),
    create: id => createDocument(kysely, id, Date.now()),
    keep,
    prune,
  },
  () => db.close(),
)

async function keep({ snapshot, summary }: Compacted): Promise<void> {
  await kysely.transaction().execute(async tx => {
    if (await replaceSnapshot(tx, snapshot)) await replaceSummary(tx, summary)
  })
  appender.compacted(snapshot.document)
}

async function prune({ document, upTo }: { document: number; upTo: Seq }): Promise<boolean> {
  const oldest = await findOldest(kysely, document)
  if (oldest === undefined || oldest > upTo) return false
  const last = Math.min(oldest + prunedRows - 1, upTo)
  await deleteUpdates(kysely, document, last)
  return last < upTo
}
