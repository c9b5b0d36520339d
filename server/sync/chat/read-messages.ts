import { type SelectQueryBuilder, sql } from 'kysely'
import type { ChatMessage, ChatReaction } from '../../../protocol/chat.ts'
import type { DocumentId } from '../../../protocol/index.ts'
import type { Schema } from '../../log/schema.ts'
import type { Tables } from '../../log/tables.ts'

type Messages = SelectQueryBuilder<Schema, 'chat_messages', object>

/** A guest who has signed in since is who they are now. */
const personIn = (table: 'chat_messages' | 'chat_reactions') => {
  const person = sql.ref(`${table}.person`)
  return sql<string>`coalesce((SELECT other_names.person FROM other_names WHERE guest = ${person}), ${person})`
}

/** Those of a document's messages that `choose` leaves, oldest first, with what was reacted to them. */
export async function readMessages(
  tables: Tables,
  documentId: DocumentId,
  choose: (all: Messages) => Messages,
): Promise<ChatMessage[]> {
  const { query } = tables
  const document = sql<number>`(SELECT key FROM documents WHERE id = ${documentId})`
  const messages: Messages = query.selectFrom('chat_messages').where('document', '=', document)
  const rows = await tables.read(
    choose(messages).select([
      'n',
      'revision',
      'id',
      'name',
      'color',
      'text',
      'at',
      personIn('chat_messages').$castTo<string | null>().as('person'),
    ]),
  )
  if (rows.length === 0) return []
  const places = rows.map(({ n }) => n)
  const reactions = await tables.read(
    query
      .selectFrom('chat_reactions')
      .select(['n', 'emoji', 'name', personIn('chat_reactions').as('person')])
      .where('document', '=', document)
      .where('n', 'in', places)
      .orderBy('at'),
  )
  const byMessage = Map.groupBy(reactions, ({ n }) => n)
  return rows
    .toSorted((a, b) => a.n - b.n)
    .map(({ person, ...row }) => ({
      ...row,
      ...(person !== null && { user: person }),
      reactions: grouped(byMessage.get(row.n) ?? []),
    }))
}

function grouped(rows: readonly { emoji: string; person: string; name: string }[]): ChatReaction[] {
  const byEmoji = Map.groupBy(rows, ({ emoji }) => emoji)
  return [...byEmoji].map(([emoji, all]) => {
    // As a guest, and again after having signed in, somebody is one person.
    const people = new Map(all.map(({ person, name }) => [person, { user: person, name }]))
    return { emoji, people: [...people.values()] }
  })
}
