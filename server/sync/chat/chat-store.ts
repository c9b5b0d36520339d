import { type RawBuilder, sql } from 'kysely'
import {
  type ChatMessage,
  type ChatReact,
  maxChatMessages,
  maxChatPage,
  maxChatReactions,
} from '../../../protocol/chat.ts'
import type { DocumentId } from '../../../protocol/index.ts'
import type { UserId } from '../../access/caller.ts'
import { personOf } from '../../access/sharing-queries.ts'
import { must, type Tables } from '../../log/tables.ts'
import { readMessages } from './read-messages.ts'

/** What the chats of documents are asked. */
export type Chat = { [Ask in keyof ChatStore]: ChatStore[Ask] }

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

/** `messages` oldest first. */
export interface ChatState {
  revision: number
  head: number
  messages: ChatMessage[]
}

/** Says more of the changes than a client that lacks so many should be told one by one. */
const maxChanges = 200

/**
 * The chats of documents: messages in one order, numbered from 1 without gaps, each of them once, whatever is sent twice.
 * What is resolved is durable. Rejects as `Tables` does.
 */
export class ChatStore {
  readonly #tables: Tables

  constructor(tables: Tables) {
    this.#tables = tables
  }

  /** The newest messages, or the newest before `before`. */
  async page(documentId: DocumentId, before?: number): Promise<ChatState> {
    const state = await this.#state(documentId)
    if (state.head === 0) return { ...state, messages: [] }
    const messages = await readMessages(this.#tables, documentId, all => {
      const older = before === undefined ? all : all.where('n', '<', before)
      return older.orderBy('n', 'desc').limit(maxChatPage)
    })
    return { ...state, messages }
  }

  /** What has changed after that revision, each message as it is now. Undefined: too much, or the client has been in a future that is
   *  not ours (a backup was put back). */
  async since(documentId: DocumentId, after: number): Promise<ChatState | undefined> {
    const state = await this.#state(documentId)
    if (after > state.revision) return undefined
    if (after === state.revision) return { ...state, messages: [] }
    const messages = await readMessages(this.#tables, documentId, all =>
      all
        .where('revision', '>', after)
        .orderBy('revision')
        .limit(maxChanges + 1),
    )
    return messages.length > maxChanges ? undefined : { ...state, messages }
  }

  /** Takes a message, once. `isNew` is false where it was there already. */
  async post({
    documentId,
    id,
    text,
    by,
  }: Post): Promise<{ message: ChatMessage; isNew: boolean } | 'unknown-document' | 'full'> {
    const { query } = this.#tables
    const document = keyOf(documentId)
    const row = {
      id: textOf(id),
      person: textOf(by.user ?? null),
      name: textOf(by.name),
      color: textOf(by.color),
      text: textOf(text),
      at: sql<number>`cast(${Date.now()} as bigint)`,
    }
    const written = await this.#tables.write([
      this.#beginning(documentId),
      // Held first, and looked at in a statement of its own: one that waits for a row sees other tables as they were before it waited.
      must(query.updateTable('chats').set({ head: sql`head` }).where('document', '=', document)),
      must(
        query
          .updateTable('chats')
          .set({ head: sql`head + 1`, revision: sql`revision + 1` })
          .where('document', '=', document)
          .where('head', '<', maxChatMessages)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('chat_messages').select('n').where('document', '=', document).where('id', '=', id),
              ),
            ),
          ),
      ),
      query
        .insertInto('chat_messages')
        .columns(['document', 'n', 'revision', 'id', 'person', 'name', 'color', 'text', 'at'])
        .expression(
          query
            .selectFrom('chats')
            .where('document', '=', document)
            .select(({ ref }) => [
              ref('document').as('document'),
              ref('head').as('n'),
              ref('revision').as('revision'),
              row.id.as('id'),
              row.person.as('person'),
              row.name.as('name'),
              row.color.as('color'),
              row.text.as('text'),
              row.at.as('at'),
            ]),
        ),
    ])
    const [message] = await readMessages(this.#tables, documentId, all => all.where('id', '=', id))
    if (message !== undefined) return { message, isNew: written !== undefined }
    const { head } = await this.#state(documentId)
    return head >= maxChatMessages ? 'full' : 'unknown-document'
  }

  /** Gives the message as it is then; undefined where nothing has changed by it: it was so already, there is no such message, or it has as
   *  many reactions as one can have. */
  async react(
    { documentId, n, emoji, isOn }: ChatReact,
    by: { user: UserId; name: string },
  ): Promise<ChatState | undefined> {
    const { query } = this.#tables
    const document = keyOf(documentId)
    const written = await this.#tables.write([
      must(query.updateTable('chats').set({ head: sql`head` }).where('document', '=', document)),
      must(
        isOn ? this.#reaction({ documentId, n, emoji }, by) : this.#noReaction({ documentId, n, emoji }, by),
      ),
      query.updateTable('chats').set({ revision: sql`revision + 1` }).where('document', '=', document),
      query
        .updateTable('chat_messages')
        .set({ revision: query.selectFrom('chats').select('revision').where('document', '=', document) })
        .where('document', '=', document)
        .where('n', '=', n)
        .returning('revision'),
    ])
    const revision = written?.[3][0]?.revision
    if (revision === undefined) return undefined
    const messages = await readMessages(this.#tables, documentId, all => all.where('n', '=', n))
    return { ...(await this.#state(documentId)), revision, messages }
  }

  /** Up to where somebody has read. */
  async read(documentId: DocumentId, user: UserId): Promise<number> {
    const { query } = this.#tables
    const [row] = await this.#tables.read(
      query
        .selectFrom('chat_reads')
        .select('n')
        .where('person', '=', personOf(user))
        .where('document', '=', keyOf(documentId)),
    )
    return row?.n ?? 0
  }

  /** It never goes back, nor beyond what there is. */
  async noteRead(documentId: DocumentId, user: UserId, n: number): Promise<void> {
    const { query } = this.#tables
    const there = query
      .selectFrom('chats')
      .where('document', '=', keyOf(documentId))
      .where('head', '>=', n)
      .select(({ ref }) => [
        personOf(user).as('person'),
        ref('document').as('document'),
        sql<number>`cast(${n} as bigint)`.as('n'),
      ])
    await this.#tables.write([
      query
        .insertInto('chat_reads')
        .columns(['person', 'document', 'n'])
        .expression(there)
        .onConflict(known =>
          known
            .columns(['person', 'document'])
            .doUpdateSet(({ ref }) => ({ n: ref('excluded.n') }))
            .where(({ eb, ref }) => eb(ref('excluded.n'), '>', ref('chat_reads.n'))),
        ),
    ])
  }

  /** How far these documents' chats have come; without those that nobody has begun. */
  async revisions(ids: readonly DocumentId[]): Promise<Map<DocumentId, number>> {
    const { query } = this.#tables
    const rows = await this.#tables.read(
      query
        .selectFrom('chats')
        .innerJoin('documents', 'documents.key', 'chats.document')
        .select(['documents.id', 'chats.revision'])
        .where('documents.id', 'in', ids),
    )
    return new Map(rows.map(({ id, revision }) => [id, revision]))
  }

  async #state(documentId: DocumentId): Promise<Omit<ChatState, 'messages'>> {
    const { query } = this.#tables
    const [row] = await this.#tables.read(
      query.selectFrom('chats').select(['head', 'revision']).where('document', '=', keyOf(documentId)),
    )
    return row ?? { head: 0, revision: 0 }
  }

  #beginning(documentId: DocumentId) {
    const { query } = this.#tables
    return query
      .insertInto('chats')
      .columns(['document', 'head', 'revision'])
      .expression(
        query
          .selectFrom('documents')
          .where('id', '=', documentId)
          .select(({ ref }) => [
            ref('key').as('document'),
            sql<number>`0`.as('head'),
            sql<number>`0`.as('revision'),
          ]),
      )
      .onConflict(known => known.column('document').doNothing())
  }

  #reaction(
    { documentId, n, emoji }: Omit<ChatReact, 'isOn'>,
    { user, name }: { user: UserId; name: string },
  ) {
    const { query } = this.#tables
    const document = keyOf(documentId)
    return query
      .insertInto('chat_reactions')
      .columns(['document', 'n', 'emoji', 'person', 'name', 'at'])
      .expression(
        query
          .selectFrom('chat_messages')
          .where('document', '=', document)
          .where('n', '=', n)
          .where(({ eb, selectFrom }) =>
            eb(
              selectFrom('chat_reactions')
                .select(({ fn }) => fn.countAll<number>().as('all'))
                .where('document', '=', document)
                .where('n', '=', n),
              '<',
              maxChatReactions,
            ),
          )
          .select(({ ref }) => [
            ref('document').as('document'),
            ref('n').as('n'),
            textOf(emoji).as('emoji'),
            personOf(user).as('person'),
            textOf(name).as('name'),
            sql<number>`cast(${Date.now()} as bigint)`.as('at'),
          ]),
      )
      .onConflict(known => known.columns(['document', 'n', 'emoji', 'person']).doNothing())
  }

  #noReaction({ documentId, n, emoji }: Omit<ChatReact, 'isOn'>, { user }: { user: UserId }) {
    const { query } = this.#tables
    const guests = query.selectFrom('other_names').select('guest').where('person', '=', personOf(user))
    return query
      .deleteFrom('chat_reactions')
      .where('document', '=', keyOf(documentId))
      .where('n', '=', n)
      .where('emoji', '=', emoji)
      .where(({ or, eb }) => or([eb('person', '=', personOf(user)), eb('person', 'in', guests)]))
  }
}

/** Nothing of a document that is not there, or not any more. */
function keyOf(documentId: DocumentId): RawBuilder<number> {
  return sql<number>`(SELECT key FROM documents WHERE id = ${documentId})`
}

/** Postgres asks of what kind a value is that stands in a list of columns. */
function textOf<T extends string | null>(value: T): RawBuilder<T> {
  return sql<T>`cast(${value} as text)`
}
