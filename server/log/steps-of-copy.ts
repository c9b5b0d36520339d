import { sql } from 'kysely'
import type { DocumentId } from '../../protocol/index.ts'
import type { CopiedLog } from './copy-document.ts'
import type { Database } from './schema.ts'
import type { Step } from './tables.ts'

/** SQLite takes 32,766 parameters in one statement. */
const rowsAtOnce = 4000

/** Fills a document that was made just now, in the same transaction: its log begins with a snapshot, all of whose client IDs are the
 *  author's. */
export function stepsOfCopy(
  query: Database,
  id: DocumentId,
  { folded, clients, author }: CopiedLog & { author: string },
): Step[] {
  const { bytes, inflated, clocks, title, excerpt, text, foldedTitle, foldedText } = folded
  const document = sql<number>`(SELECT key FROM documents WHERE id = ${id})`
  const at = Date.now()
  // Held by a session that is none: nobody goes on under them.
  const session = 1
  const authors = clients.map(client => ({ document, client, author, session, at }))
  const pieces = Array.from({ length: Math.ceil(authors.length / rowsAtOnce) }, (_, i) =>
    authors.slice(i * rowsAtOnce, (i + 1) * rowsAtOnce),
  )
  return [
    query.updateTable('documents').set({ head: 1 }).where('id', '=', id),
    query.insertInto('snapshots').values({ document, seq: 1, inflated, clocks, bytes }),
    query
      .insertInto('summaries')
      .values({ document, title, excerpt, text, folded_title: foldedTitle, folded_text: foldedText }),
    ...pieces.map(piece => query.insertInto('authors').values(piece)),
  ]
}
