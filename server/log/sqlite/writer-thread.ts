import { workerData } from 'node:worker_threads'
import type { DocumentId, Seq } from '../../../protocol/index.ts'
import type { Batch, Committed } from '../batch.ts'
import type { Compacted } from '../compactions.ts'
import { createDocument } from '../queries.ts'
import { runWrite, type Statement } from '../tables.ts'
import { serve } from '../thread.ts'
import { keepCompacted, prune } from '../write-log.ts'
import { Appender } from './appender.ts'
import { openWriter, type WriterOptions } from './connection.ts'
import { kyselyOn } from './kysely-on.ts'

// The thread that owns all writes.

export interface Writer {
  commit(batch: Batch): Committed
  create(id: DocumentId): void
  /** See `keepCompacted`. */
  keep(compacted: Compacted): void
  /** See `prune`. */
  prune(piece: { document: number; upTo: Seq }): boolean
  /** For other parts of the server (see `Tables`). */
  write(statements: readonly Statement[]): unknown[][] | undefined
}

const options: WriterOptions = workerData
const db = openWriter(options)
const kysely = kyselyOn(db)
const appender = new Appender(db)

serve<Writer>(
  {
    commit: batch => appender.commit(batch),
    create: id => createDocument(kysely, id, Date.now()),
    keep: async compacted => {
      await keepCompacted(kysely, compacted, { isShared: false })
      appender.compacted(compacted.snapshot.document)
    },
    prune: piece => prune(kysely, piece),
    write: statements => runWrite(kysely, statements),
  },
  () => db.close(),
)
