import type * as v from 'valibot'
import {
  type ChatPageAnswer,
  type ChatPostAnswer,
  type ChatReactAnswer,
  chatPageAskedSchema,
  chatPostSchema,
  chatReactSchema,
  chatReadSchema,
  chatSinceAskedSchema,
} from '../../../protocol/chat.ts'
import { type DocumentId, decode, type Profile, type Refusal, refuse } from '../../../protocol/index.ts'
import type { Caller } from '../../access/caller.ts'
import type { ConnectionLimits } from '../../access/limits.ts'
import type { Complaints } from '../complaints.ts'
import type { Session } from '../entrance.ts'
import { asks } from '../what-events-ask.ts'
import type { Chat, ChatState } from './chat-store.ts'

/** A right is being asked about, which takes as long as a query. */
const inDoubtRetryInMs = 200

export interface ChatDeskOptions {
  chat: Chat
  sessionOf: (documentId: DocumentId) => Session | undefined
  /** What the caller is called at this moment. */
  profile: () => Profile
  caller: Caller
  limits: ConnectionLimits
  complaints: Complaints
  /** What others have changed of who may do what may not have been heard here. */
  isBlind: () => boolean
}

/** What one connection says, and asks, in the chats of its documents. Every method takes what came over the wire, and never rejects. */
export class ChatDesk {
  readonly #options: ChatDeskOptions

  constructor(options: ChatDeskOptions) {
    this.#options = options
  }

  page(raw: unknown): Promise<ChatPageAnswer> {
    const { chat } = this.#options
    return this.#serve('chatPage', chatPageAskedSchema, raw, async ({ documentId, before }) =>
      this.#pageOf(documentId, await chat.page(documentId, before)),
    )
  }

  since(raw: unknown): Promise<ChatPageAnswer> {
    const { chat } = this.#options
    return this.#serve('chatSince', chatSinceAskedSchema, raw, async ({ documentId, after }) => {
      const changes = await chat.since(documentId, after)
      if (changes !== undefined) return this.#pageOf(documentId, changes)
      return { ...(await this.#pageOf(documentId, await chat.page(documentId))), isAnew: true }
    })
  }

  /** Answered when the message is durable; the others are told then. */
  post(raw: unknown): Promise<ChatPostAnswer> {
    const { chat, caller, profile } = this.#options
    return this.#serve('chatPost', chatPostSchema, raw, async ({ documentId, id, text }, { room }) => {
      const { name, color } = profile()
      const posted = await chat.post({ documentId, id, text, by: { user: caller.user, name, color } })
      if (posted === 'full')
        return refuse('too-large', { detail: 'the chat holds as many messages as it can' })
      if (posted === 'unknown-document') return refuse('unknown-document')
      const { message } = posted
      // Also of one that was there already: whoever took it may have ended before it could tell.
      room.chat.changed({ documentId, revision: message.revision, messages: [message] })
      return { ok: true, message }
    })
  }

  react(raw: unknown): Promise<ChatReactAnswer> {
    const { chat, caller, profile } = this.#options
    return this.#serve('chatReact', chatReactSchema, raw, async (react, { room }) => {
      // Nobody could take back what nobody gave.
      if (caller.user === undefined) return refuse('forbidden', { detail: 'nobody knows who you are' })
      const changed = await chat.react(react, { user: caller.user, name: profile().name })
      if (changed !== undefined) {
        const { revision, messages } = changed
        room.chat.changed({ documentId: react.documentId, revision, messages })
      }
      return { ok: true }
    })
  }

  read(raw: unknown): void {
    const { chat, caller } = this.#options
    const { user } = caller
    void this.#serve('chatRead', chatReadSchema, raw, async ({ documentId, n }, { room, author, peer }) => {
      // Whom nobody knows reads from the beginning the next time.
      if (user === undefined) return { ok: true }
      await chat.noteRead(documentId, user, n)
      room.chat.read({ author, n }, peer)
      return { ok: true }
    })
  }

  async #pageOf(documentId: DocumentId, state: ChatState) {
    const { chat, caller } = this.#options
    const read = caller.user === undefined ? 0 : await chat.read(documentId, caller.user)
    return { ok: true as const, ...state, read }
  }

  /** What is asked for, if the session may ask for it: before, and when it has been done. */
  #serve<
    Event extends ChatEvent,
    Schema extends v.GenericSchema<unknown, { documentId: DocumentId }>,
    Answer,
  >(
    event: Event,
    schema: Schema,
    raw: unknown,
    serve: (asked: v.InferOutput<Schema>, session: Session) => Promise<Answer | Refusal>,
  ): Promise<Answer | Refusal> {
    return this.#options.complaints.answer(event, async () => {
      const asked = decode(schema, raw)
      const refusal = this.#limitOf(event)
      if (refusal !== undefined) return refusal
      const session = this.#options.sessionOf(asked.documentId)
      if (!session?.permit.allows('read')) return refuse('not-open')
      const objection = this.#objectionTo(event, session)
      if (objection !== undefined) return objection
      const answer = await serve(asked, session)
      return session.permit.allows('read') ? answer : refuse('not-open')
    })
  }

  #limitOf(event: ChatEvent): Refusal | undefined {
    const { limits } = this.#options
    if (event === 'chatRead') return limits.awareness()
    return asks[event] === 'read' ? limits.open() : limits.chat()
  }

  /** What changes something waits, as an update does, until it is known that the right to it still holds. */
  #objectionTo(event: ChatEvent, { permit }: Session): Refusal | undefined {
    if (asks[event] === 'read') return undefined
    if (!permit.allows(asks[event])) return refuse('forbidden', { detail: `a ${permit.role} cannot write` })
    if (!permit.isInDoubt && !this.#options.isBlind()) return undefined
    return refuse('storage', { retryInMs: inDoubtRetryInMs, detail: 'nobody knows who may write' })
  }
}

type ChatEvent = Extract<keyof typeof asks, `chat${string}`>
