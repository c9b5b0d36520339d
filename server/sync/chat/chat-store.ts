import { sql } from 'kysely'
import {
  type ChatMessage,
  type ChatReact,
  maxChatMessages,
  maxChatPage,
  maxChatText,
} from '../../../protocol/chat.ts'
import type { DocumentId } from '../../../protocol/index.ts'
import type { UserId } from '../../access/caller.ts'
import { personOf } from '../../access/sharing-queries.ts'
import type { Tables } from '../../log/tables.ts'
import { keyOf, type Post, type Reacting, stepsOfPost, stepsOfReaction } from './chat-steps.ts'
import { readMessages } from './read-messages.ts'

/** What the chats of documents are asked. */
export type Chat = { [Ask in keyof ChatStore]: ChatStore[Ask] }

/** `messages` oldest first. */
export interface ChatState {
  revision: number
  head: number
  messages: ChatMessage[]
}

/** Says more of the changes than a client that lacks so many should be told one by one. */
const maxChanges = 200
/** Of the texts of those, in UTF-16 code units: as much as a page may hold. */
const maxChanged = maxChatPage * maxChatText

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
    const length = messages.reduce((all, { text }) => all + text.length, 0)
    return messages.length > maxChanges || length > maxChanged ? undefined : { ...state, messages }
  }

  /** Takes a message, once. `isNew` is false where it was there already. */
  async post(post: Post): Promise<{ message: ChatMessage; isNew: boolean } | 'unknown-document' | 'full'> {
    const { documentId, id } = post
    const written = await this.#tables.write(stepsOfPost(this.#tables.query, post))
    const [message] = await readMessages(this.#tables, documentId, all => all.where('id', '=', id))
    if (message !== undefined) return { message, isNew: written !== undefined }
    const { head } = await this.#state(documentId)
    return head >= maxChatMessages ? 'full' : 'unknown-document'
  }

  /** Gives the message as it is then; undefined where nothing has changed by it: it was so already, there is no such message, or it has as
   *  many reactions as one can have. */
  async react(react: ChatReact, by: Reacting['by']): Promise<ChatState | undefined> {
    const { documentId, n } = react
    const written = await this.#tables.write(stepsOfReaction(this.#tables.query, { ...react, by }))
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
}
