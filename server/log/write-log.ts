import type { Seq } from '../../protocol/index.ts'
import type { Compacted } from './compactions.ts'
import { deletedId, deleteUpdates, findOldest, replaceSnapshot, replaceSummary } from './queries.ts'
import type { Database } from './schema.ts'

/** Keeps what a compaction made, unless something as new is there, or the document was deleted meanwhile. `isShared`: other nodes may
 *  be about to delete it. */
export function keepCompacted(
  db: Database,
  { snapshot, summary }: Compacted,
  { isShared }: { isShared: boolean },
): Promise<void> {
  return db.transaction().execute(async tx => {
    if (!(await isThere(tx, snapshot.document, isShared))) return
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

/** In a shared store it stays there until the end of the transaction: a deletion waits. Appends do not. */
async function isThere(tx: Database, document: number, isShared: boolean): Promise<boolean> {
  const row = await tx
    .selectFrom('documents')
    .select('key')
    .where('key', '=', document)
    .where('id', 'not like', deletedId('%'))
    .$if(isShared, query => query.forKeyShare())
    .executeTakeFirst()
  return row !== undefined
}
