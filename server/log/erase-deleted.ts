import { type Expression, sql } from 'kysely'
import type { Tables } from './tables.ts'

/** Takes a few milliseconds, and appends pass in between. */
const rowsAtOnce = 1000
const documentsAtOnce = 20

/** Deletes what deleted documents held, piece by piece. Harmless at any moment, on several nodes at once, and when it is interrupted.
 *  Nothing new can come: nobody finds such a document to append to, and a compaction that is under way keeps nothing of it. */
export async function eraseDeleted(tables: Tables): Promise<void> {
  for (;;) {
    const documents = await tables.read(withRemains(tables))
    for (const { key } of documents) await erase(tables, key)
    if (documents.length < documentsAtOnce) return
  }
}

function withRemains({ query }: Tables) {
  return query
    .selectFrom('documents')
    .select('key')
    .where('id', '>', 'deleted:')
    .where('id', '<', 'deleted;')
    .where(({ or, exists, selectFrom }) =>
      or([
        exists(selectFrom('updates').select('seq').whereRef('document', '=', 'documents.key')),
        exists(selectFrom('snapshots').select('seq').whereRef('document', '=', 'documents.key')),
        exists(selectFrom('authors').select('client').whereRef('document', '=', 'documents.key')),
        // The last of its chat to go.
        exists(selectFrom('chats').select('head').whereRef('document', '=', 'documents.key')),
        exists(selectFrom('document_files').select('count').whereRef('document', '=', 'documents.key')),
        exists(selectFrom('files').select('id').whereRef('document', '=', 'documents.key')),
      ]),
    )
    .limit(documentsAtOnce)
}

async function erase(tables: Tables, document: number): Promise<void> {
  const { query } = tables
  for (;;) {
    const [row] = await tables.read(
      query
        .selectFrom('updates')
        .select(({ fn }) => fn.min<number | null>('seq').as('oldest'))
        .where('document', '=', document),
    )
    if (row?.oldest == null) break
    await tables.write([
      query
        .deleteFrom('updates')
        .where('document', '=', document)
        .where('seq', '<', row.oldest + rowsAtOnce),
    ])
  }
  await eraseChat(tables, document)
  await eraseFiles(tables, document)
  // Last, with the summary: as long as there is one of these, the document is found again.
  await tables.write([
    query.deleteFrom('summaries').where('document', '=', document),
    query.deleteFrom('authors').where('document', '=', document),
    query.deleteFrom('snapshots').where('document', '=', document),
  ])
}

/** The rows; what was in the files is left to whoever keeps those. */
async function eraseFiles(tables: Tables, document: number): Promise<void> {
  const { query } = tables
  const at = sql<number>`cast(${Date.now()} as bigint)`.as('at')
  const lose = (blobs: Expression<{ blob: string; at: number }>) =>
    query
      .insertInto('lost_blobs')
      .columns(['blob', 'at'])
      .expression(blobs)
      .onConflict(known => known.column('blob').doNothing())
  const files = query.selectFrom('files').where('document', '=', document)
  const uploads = query.selectFrom('uploads').where('document', '=', document)
  await tables.write([
    lose(files.select(['blob', at])),
    lose(uploads.select(['id as blob', at])),
    query.deleteFrom('files').where('document', '=', document),
    query.deleteFrom('uploads').where('document', '=', document),
    query.deleteFrom('document_files').where('document', '=', document),
  ])
}

async function eraseChat(tables: Tables, document: number): Promise<void> {
  const { query } = tables
  for (;;) {
    const [chat] = await tables.read(
      query
        .selectFrom('chat_messages')
        .select(({ fn }) => fn.min<number | null>('n').as('oldest'))
        .where('document', '=', document),
    )
    if (chat?.oldest == null) break
    const upTo = chat.oldest + rowsAtOnce
    await tables.write([
      query.deleteFrom('chat_messages').where('document', '=', document).where('n', '<', upTo),
      query.deleteFrom('chat_reactions').where('document', '=', document).where('n', '<', upTo),
    ])
  }
  await tables.write([
    query.deleteFrom('chat_reads').where('document', '=', document),
    query.deleteFrom('chats').where('document', '=', document),
  ])
}
