import type { Seq } from '../../protocol/index.ts'
import type { Compacted } from './compactions.ts'
import { deleteUpdates, findOldest, replaceSnapshot, replaceSummary } from './queries.ts'
import type { Database } from './schema.ts'

/** Keeps what a compaction made, unless something as new is there. */
export function keepCompacted(db: Database, { snapshot, summary }: Compacted): Promise<void> {
  return db.transaction().execute(async tx => {
    if (await replaceSnapshot(tx, snapshot)) await replaceSummary(tx, summary)
  })
}

/** Takes a few milliseconds. */
const prunedRows = 1000

/** Deletes some of a document's updates up to `upTo`, the oldest first: true when there are more. A bounded piece of work, so
 *  that appends pass in between. */
export async function prune(
  db: Database,
  { document, upTo }: { document: number; upTo: Seq },
): Promise<boolean> {
  const oldest = await findOldest(db, document)
  if (oldest === undefined || oldest > upTo) return false
  const last = Math.min(oldest + prunedRows - 1, upTo)
  await deleteUpdates(db, document, last)
  return last < upTo
}
