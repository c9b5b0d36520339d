import {
  type ChatMessage,
  type ChatNews,
  type ChatPage,
  type ChatPageAnswer,
  chatNewsSchema,
  chatPageAnswerSchema,
  chatReadSchema,
} from '../../../protocol/chat.ts'
import { decode } from '../../../protocol/index.ts'
import type { OpenAt, QuireProvider } from '../provider.ts'
import type { ChatList } from './chat-list.ts'

export interface ChatFollowerOptions {
  provider: QuireProvider
  list: ChatList
  /** The list has what the server has. `isNewWay`: for the first time on this connection. */
  caughtUp: (page: ChatPage, how: { isNewWay: boolean }) => void
  heard: (messages: readonly ChatMessage[]) => void
  heardRead: (n: number) => void
  /** The store counts from the beginning again. */
  begunAnew: () => void
  /** There is no way to the server. */
  cutOff: () => void
  changed: () => void
}

/** What was lost on the way to us may come late. */
const gapInMs = 150
const defaultRetryInMs = 2_000

/** Keeps the list in step with the server, on whatever connection the document is open. */
export class ChatFollower {
  /** `absent`: the server knows no chats. */
  state: 'loading' | 'live' | 'offline' | 'absent' = 'loading'
  /** The log that the list counts in. */
  epoch: string | undefined
  readonly #options: ChatFollowerOptions
  #at: OpenAt | undefined
  #unhear = () => {}
  #isAsking = false
  #closed = false
  #gap: ReturnType<typeof setTimeout> | undefined

  constructor(options: ChatFollowerOptions) {
    this.#options = options
  }

  /** As whom the one who is here wrote before. */
  get formerly(): string | undefined {
    return this.#at?.formerly
  }

  /** The document is open on another connection than before, or on none. */
  move(): void {
    if (this.#closed) return
    this.#unhear()
    const { provider, list } = this.#options
    this.#at = provider.openAt
    this.#isAsking = false
    if (this.#at === undefined) {
      this.#unhear = () => {}
      this.state = 'offline'
      this.#options.cutOff()
      return
    }
    this.#unhear = this.#hearFrom(this.#at)
    // As one that was put back does.
    if (this.epoch !== undefined && this.epoch !== this.#at.epoch) {
      list.clear()
      this.#options.begunAnew()
    }
    this.epoch = this.#at.epoch
    if (this.state !== 'absent') this.state = 'loading'
    this.#catchUp()
    this.#options.changed()
  }

  /** What was said, by us or others. */
  take({ revision, messages }: Pick<ChatNews, 'revision' | 'messages'>): void {
    const { list, heard } = this.#options
    if (!list.isLoaded) return
    list.hear({ revision, messages })
    heard(messages)
    if (list.lacksSome) this.#catchUpIn(gapInMs)
    this.#options.changed()
  }

  loadEarlier(): void {
    const { list } = this.#options
    const before = list.oldest
    if (before === undefined || !list.hasEarlier || this.#isAsking) return
    this.#askFor('chatPage', { before }, page => {
      if (before === list.oldest) list.precede(page)
    })
  }

  /** False: there is nobody to ask. Of a connection that is not used any more no answer is heard. */
  ask(
    event: 'chatPage' | 'chatSince' | 'chatPost' | 'chatReact',
    message: object,
    answer: (raw: unknown) => void,
  ): boolean {
    const at = this.#at
    if (at === undefined) return false
    at.link.ask(event, this.#about(message), raw => {
      if (this.#at === at && !this.#closed) answer(raw)
    })
    return true
  }

  tellRead(n: number): void {
    this.#at?.link.tell('chatRead', this.#about({ n }))
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#gap)
    this.#unhear()
  }

  #hearFrom({ link }: OpenAt): () => void {
    const isOurs = ({ documentId }: { documentId: string }) =>
      documentId === this.#options.provider.documentId
    const undo = [
      link.hear('chat', raw => {
        const news = decode(chatNewsSchema, raw)
        if (isOurs(news)) this.take(news)
      }),
      link.hear('chatRead', raw => {
        const read = decode(chatReadSchema, raw)
        if (isOurs(read)) this.#options.heardRead(read.n)
      }),
    ]
    return () => {
      for (const each of undo) each()
    }
  }

  #catchUp(): void {
    if (this.#isAsking) return
    const { list } = this.#options
    if (list.isLoaded) this.#askFor('chatSince', { after: list.revision }, page => this.#caughtUp(page))
    else this.#askFor('chatPage', {}, page => this.#caughtUp(page))
  }

  #caughtUp(page: ChatPage): void {
    const { list } = this.#options
    const isNewWay = this.state !== 'live'
    if (page.isAnew || !list.isLoaded) list.begin(page)
    else list.follow(page)
    this.state = 'live'
    this.#options.caughtUp(page, { isNewWay })
  }

  #askFor(event: 'chatPage' | 'chatSince', message: object, take: (page: ChatPage) => void): void {
    this.#isAsking = this.ask(event, message, raw => {
      this.#isAsking = false
      const answer = decode(chatPageAnswerSchema, raw)
      if (answer.ok) {
        take(answer)
        if (this.#options.list.lacksSome) this.#catchUpIn(gapInMs)
      } else this.#refused(answer)
      this.#options.changed()
    })
  }

  #refused({ reason, retryInMs }: Extract<ChatPageAnswer, { ok: false }>): void {
    if (reason === 'malformed') this.state = 'absent'
    // The document is opened anew.
    else if (reason !== 'not-open') this.#catchUpIn(retryInMs ?? defaultRetryInMs)
  }

  #catchUpIn(ms: number): void {
    if (this.#closed) return
    this.#gap ??= setTimeout(() => {
      this.#gap = undefined
      if (this.state !== 'live' || this.#options.list.lacksSome) this.#catchUp()
    }, ms)
  }

  #about(message: object): object {
    return { documentId: this.#options.provider.documentId, ...message }
  }
}
