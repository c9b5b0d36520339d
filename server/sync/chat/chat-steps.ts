import { type RawBuilder, sql } from 'kysely'
import {
  type ChatReact,
  maxChatMessages,
  maxChatReactions,
  maxReactionsOfOne,
} from '../../../protocol/chat.ts'
import type { DocumentId } from '../../../protocol/index.ts'
import type { UserId } from '../../access/caller.ts'
import { personOf } from '../../access/sharing-queries.ts'
import type { Database } from '../../log/schema.ts'
import { must, type Step } from '../../log/tables.ts'

// What changes a chat, statement by statement: each list is for one transaction.

/** Who says something, as the server knows them. */
export interface Speaker {
  user: UserId | undefined
  name: string
  color: string
}

export interface Post {
  documentId: DocumentId
  id: string
  text: string
  by: Speaker
}

export type Reacting = ChatReact & { by: { user: UserId; name: string } }

/** Nothing of a document that is not there, or not any more. */
export function keyOf(documentId: DocumentId): RawBuilder<number> {
  return sql<number>`(SELECT key FROM documents WHERE id = ${documentId})`
}

/** Takes a message under the next number; nothing where it is there already, or there is no room, or no such document. */
export function stepsOfPost(query: Database, { documentId, id, text, by }: Post): Step[] {
  const document = keyOf(documentId)
  const isThere = query
    .selectFrom('chat_messages')
    .select('n')
    .where('document', '=', document)
    .where('id', '=', id)
  const written = query
    .selectFrom('chats')
    .where('document', '=', document)
    .select(({ ref }) => [
      ref('document').as('document'),
      ref('head').as('n'),
      ref('revision').as('revision'),
      textOf(id).as('id'),
      textOf(by.user ?? null).as('person'),
      textOf(by.name).as('name'),
      textOf(by.color).as('color'),
      textOf(text).as('text'),
      now().as('at'),
    ])
  return [
    beginning(query, documentId),
    // Held first, and looked at in a statement of its own: one that waits for a row sees other tables as they were before it waited.
    holding(query, document),
    must(
      query
        .updateTable('chats')
        .set({ head: sql`head + 1`, revision: sql`revision + 1` })
        .where('document', '=', document)
        .where('head', '<', maxChatMessages)
        .where(({ not, exists }) => not(exists(isThere))),
    ),
    query
      .insertInto('chat_messages')
      .columns(['document', 'n', 'revision', 'id', 'person', 'name', 'color', 'text', 'at'])
      .expression(written),
  ]
}

/** Gives or takes back a reaction, and makes that the newest change; nothing where it was so already. The last gives the revision. */
export function stepsOfReaction(query: Database, reacting: Reacting) {
  const { documentId, n, isOn } = reacting
  const document = keyOf(documentId)
  return [
    holding(query, document),
    must(isOn ? reaction(query, reacting) : noReaction(query, reacting)),
    query.updateTable('chats').set({ revision: sql`revision + 1` }).where('document', '=', document),
    query
      .updateTable('chat_messages')
      .set({ revision: query.selectFrom('chats').select('revision').where('document', '=', document) })
      .where('document', '=', document)
      .where('n', '=', n)
      .returning('revision'),
  ] as const
}

function beginning(query: Database, documentId: DocumentId) {
  const nothing = sql<number>`0`
  return query
    .insertInto('chats')
    .columns(['document', 'head', 'revision'])
    .expression(
      query
        .selectFrom('documents')
        .where('id', '=', documentId)
        .select(({ ref }) => [ref('key').as('document'), nothing.as('head'), nothing.as('revision')]),
    )
    .onConflict(known => known.column('document').doNothing())
}

/** Nobody else changes this chat until the transaction is over. */
const holding = (query: Database, document: RawBuilder<number>) =>
  must(query.updateTable('chats').set({ head: sql`head` }).where('document', '=', document))

function reaction(query: Database, { documentId, n, emoji, by: { user, name } }: Reacting) {
  const document = keyOf(documentId)
  const given = query.selectFrom('chat_reactions').where('document', '=', document).where('n', '=', n)
  const all = given.select(({ fn }) => fn.countAll<number>().as('all'))
  const row = query
    .selectFrom('chat_messages')
    .where('document', '=', document)
    .where('n', '=', n)
    .where(({ eb }) => eb(all, '<', maxChatReactions))
    .where(({ eb }) => eb(all.where('person', '=', personOf(user)), '<', maxReactionsOfOne))
    .select(({ ref }) => [
      ref('document').as('document'),
      ref('n').as('n'),
      textOf(emoji).as('emoji'),
      personOf(user).as('person'),
      textOf(name).as('name'),
      now().as('at'),
    ])
  return query
    .insertInto('chat_reactions')
    .columns(['document', 'n', 'emoji', 'person', 'name', 'at'])
    .expression(row)
    .onConflict(known => known.columns(['document', 'n', 'emoji', 'person']).doNothing())
}

function noReaction(query: Database, { documentId, n, emoji, by: { user } }: Reacting) {
  const guests = query.selectFrom('other_names').select('guest').where('person', '=', personOf(user))
  return query
    .deleteFrom('chat_reactions')
    .where('document', '=', keyOf(documentId))
    .where('n', '=', n)
    .where('emoji', '=', emoji)
    .where(({ or, eb }) => or([eb('person', '=', personOf(user)), eb('person', 'in', guests)]))
}

const now = () => sql<number>`cast(${Date.now()} as bigint)`

/** Postgres asks of what kind a value is that stands in a list of columns, and takes no zeros in a text, which a name may have. */
function textOf<T extends string | null>(value: T): RawBuilder<T> {
  return sql<T>`cast(${value?.replaceAll('\0', '') ?? null} as text)`
}
