import type { CompactionStore } from '../compactions.ts'
import { packTail } from '../packed-tail.ts'
import { findBehind, readUpdates } from '../queries.ts'
import { findUnfolded } from '../read-log.ts'
import type { Database } from '../schema.ts'
import { keepCompacted, prune } from '../write-log.ts'

/** `onKept` is told which document, by its key, has a new snapshot. */
export function compactionStore(db: Database, onKept: (key: number) => void): CompactionStore {
  return {
    findUnfolded: documentId => findUnfolded(db, documentId),
    readPiece: async ({ document, ...span }) => packTail(await readUpdates(db, document, span)),
    findBehind: ({ document, ...place }) => findBehind(db, document, place),
    keep: async compacted => {
      await keepCompacted(db, compacted, { isShared: true })
      onKept(compacted.snapshot.document)
    },
    prune: piece => prune(db, piece),
  }
}
