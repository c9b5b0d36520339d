import {
  type ChatMessage,
  type ChatPage,
  type ChatPageAnswer,
  chatNewsSchema,
  chatPageAnswerSchema,
  chatPostAnswerSchema,
  chatReadSchema,
} from '../../../protocol/chat.ts'
import { decode, type Participant } from '../../../protocol/index.ts'
import { Emitter } from '../emitter.ts'
import type { OpenAt, QuireProvider } from '../provider.ts'
import { ChatDevice } from './chat-device.ts'
import { ChatList } from './chat-list.ts'
import { ChatOutbox, type Outgoing } from './chat-outbox.ts'
import { Typing } from './typing.ts'

/** What a page shows of a chat. */
export interface ChatView {
  /** The newest, without a gap, oldest first. */
  readonly messages: readonly ChatMessage[]
  /** Behind them, what is not sent yet. */
  readonly outgoing: readonly Outgoing[]
  readonly hasEarlier: boolean
  /** `absent`: the server knows no chats. */
  readonly state: 'loading' | 'live' | 'offline' | 'absent'
  /** Up to which message the person has read. */
  readonly read: number
  /** Messages of others behind that; `isMore`: at least so many. */
  readonly unread: { readonly count: number; readonly isMore: boolean }
  readonly typing: readonly Participant[]
}

interface ChatEvents {
  changed: readonly []
}

/** What was lost on the way to us may come late. */
const gapInMs = 150
const tellReadInMs = 400
const keepInMs = 1_000
const keptMessages = 50
const defaultRetryInMs = 2_000

/** A document's chat, on the connection of the document's provider, for as long as that lasts. */
export class ChatProvider extends Emitter<ChatEvents> {
  /** What an earlier page left has been read. */
  readonly whenLoaded: Promise<void>
  readonly #provider: QuireProvider
  readonly #device: ChatDevice
  readonly #list = new ChatList()
  readonly #outbox: ChatOutbox
  readonly #typing: Typing
  /** Sent in this page: where the server knows nobody, these are mine. */
  readonly #sent = new Set<string>()
  readonly #undo: (() => void)[]
  #at: OpenAt | undefined
  #unhear = () => {}
  #state: ChatView['state'] = 'loading'
  #epoch: string | undefined
  #read = 0
  #view: ChatView | undefined
  #isLoaded = false
  #isAsking = false
  #closed = false
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()

  constructor({ provider, offline = true }: { provider: QuireProvider; offline?: boolean }) {
    super()
    this.#provider = provider
    this.#device = new ChatDevice(provider.documentId, offline)
    this.#outbox = new ChatOutbox({
      device: this.#device,
      post: (message, answer) => this.#post(message, raw => answer(decode(chatPostAnswerSchema, raw))),
      isMine: ({ user }) => user === undefined || user === this.#me || user === this.#at?.formerly,
      posted: message => this.#hear({ revision: message.revision, messages: [message] }),
      changed: () => this.#changed(),
    })
    this.#typing = new Typing({
      awareness: provider.awareness,
      participants: () => provider.participants,
      changed: () => this.#changed(),
    })
    this.#undo = [
      provider.on('session', () => this.#move()),
      provider.on('participants', this.#typing.look),
      // Whoever may write again, or for the first time, says what was refused.
      provider.on('role', role => role !== 'viewer' && this.#outbox.tryAgain()),
    ]
    this.whenLoaded = this.#load()
  }

  /** Another one after each change. */
  get view(): ChatView {
    this.#view ??= this.#makeView()
    return this.#view
  }

  isMine({ id, user }: Pick<ChatMessage, 'id' | 'user'>): boolean {
    return (user !== undefined && user === this.#me) || this.#sent.has(id)
  }

  /** Whether I have given this reaction. */
  hasReacted(people: readonly { user: string }[]): boolean {
    return people.some(({ user }) => user === this.#me)
  }

  /** Says something: now, or as soon as there is a connection. Nothing is said by spaces alone. */
  post(text: string): void {
    const words = text.trim()
    if (words === '') return
    this.#typing.set(false)
    const id = crypto.randomUUID()
    this.#sent.add(id)
    const user = this.#me
    this.#outbox.add({ id, text: words, writtenAt: Date.now(), ...(user !== undefined && { user }) })
  }

  /** Sends what was refused once more. */
  tryAgain(id: string): void {
    this.#outbox.tryAgain(id)
  }

  /** Gives up what was not sent. */
  discard(id: string): void {
    this.#outbox.discard(id)
  }

  /** Without a connection nothing happens: a reaction is of the moment. False, then. */
  react(n: number, emoji: string, isOn: boolean): boolean {
    return this.#ask('chatReact', { n, emoji, isOn }, () => {})
  }

  loadEarlier(): void {
    const before = this.#list.oldest
    if (before === undefined || !this.#list.hasEarlier || this.#isAsking) return
    this.#askFor('chatPage', { before }, page => {
      if (before === this.#list.oldest) this.#list.precede(page)
    })
  }

  /** Everything that is there has been read. */
  markRead(): void {
    const newest = this.#list.messages.at(-1)?.n ?? 0
    if (newest <= this.#read) return
    this.#read = newest
    this.#tellRead()
    this.#changed()
  }

  setTyping(isTyping: boolean): void {
    this.#typing.set(isTyping)
  }

  /** Resolves when nothing waits to be sent that could be. */
  async whenSent(): Promise<void> {
    await this.whenLoaded
    await new Promise<void>(resolve => {
      const look = () => {
        if (!this.#outbox.isEmpty && !this.#closed) return
        off()
        resolve()
      }
      const off = this.on('changed', look)
      look()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#unhear()
    for (const undo of this.#undo) undo()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    if (this.#timers.has('keep')) this.#keep()
    this.#typing.close()
    this.#outbox.close()
    this.emit('changed')
    await this.#device.close()
    this.removeAllListeners()
  }

  get #me(): string | undefined {
    return this.#provider.user
  }

  async #load(): Promise<void> {
    // The document's copy tells whose words these were.
    const [{ queued, kept }] = await Promise.all([this.#device.load(), this.#provider.whenLoaded])
    if (this.#closed) return
    this.#outbox.adopt(queued)
    if (kept !== undefined) {
      this.#epoch = kept.epoch
      this.#read = kept.read
      this.#list.begin({ ...kept, head: kept.messages.at(-1)?.n ?? 0 })
    }
    this.#isLoaded = true
    this.#move()
  }

  /** The document is open on another connection than before, or on none. */
  #move(): void {
    if (!this.#isLoaded || this.#closed) return
    this.#unhear()
    this.#at = this.#provider.openAt
    this.#isAsking = false
    if (this.#at === undefined) {
      this.#unhear = () => {}
      this.#state = 'offline'
      this.#outbox.stop()
      return
    }
    const { link, epoch } = this.#at
    const undo = [
      link.hear('chat', raw => this.#hearOf(decode(chatNewsSchema, raw))),
      link.hear('chatRead', raw => this.#hearRead(decode(chatReadSchema, raw))),
    ]
    this.#unhear = () => {
      for (const each of undo) each()
    }
    // A store that was put back counts anew.
    if (this.#epoch !== undefined && this.#epoch !== epoch) this.#list.clear()
    this.#epoch = epoch
    if (this.#state !== 'absent') this.#state = 'loading'
    this.#catchUp()
    this.#changed()
  }

  #catchUp(): void {
    if (this.#isAsking) return
    if (this.#list.isLoaded) {
      const after = this.#list.revision
      this.#askFor('chatSince', { after }, page => this.#take(page))
    } else this.#askFor('chatPage', {}, page => this.#take(page))
  }

  #take(page: ChatPage): void {
    const isFirst = this.#state !== 'live'
    if (page.isAnew || !this.#list.isLoaded) this.#list.begin(page)
    else this.#list.follow(page)
    // What was read here while the server could not be told.
    if (page.read < this.#read) this.#tellRead()
    this.#read = Math.max(this.#read, page.read)
    this.#state = 'live'
    this.#outbox.arrived(page.messages)
    if (isFirst) this.#outbox.go({ isNew: true })
    this.#keepSoon()
  }

  #hearOf(news: Parameters<ChatList['hear']>[0] & { documentId: string }): void {
    if (news.documentId === this.#provider.documentId) this.#hear(news)
  }

  #hear(news: Parameters<ChatList['hear']>[0]): void {
    if (!this.#list.isLoaded) return
    this.#list.hear(news)
    this.#outbox.arrived(news.messages)
    if (this.#list.lacksSome) this.#later('gap', gapInMs, () => this.#list.lacksSome && this.#catchUp())
    this.#keepSoon()
    this.#changed()
  }

  #hearRead({ documentId, n }: { documentId: string; n: number }): void {
    if (documentId !== this.#provider.documentId || n <= this.#read) return
    this.#read = n
    this.#changed()
  }

  #tellRead(): void {
    this.#later('read', tellReadInMs, () => this.#at?.link.tell('chatRead', this.#about({ n: this.#read })))
  }

  #post(message: { id: string; text: string }, answer: (raw: unknown) => void): boolean {
    return this.#state === 'live' && this.#ask('chatPost', message, answer)
  }

  #askFor(event: 'chatPage' | 'chatSince', message: object, take: (page: ChatPage) => void): void {
    this.#isAsking = this.#ask(event, message, raw => {
      this.#isAsking = false
      const answer = decode(chatPageAnswerSchema, raw)
      if (answer.ok) {
        take(answer)
        if (this.#list.lacksSome) this.#later('gap', gapInMs, () => this.#catchUp())
      } else this.#refused(answer)
      this.#changed()
    })
  }

  #refused({ reason, retryInMs }: Extract<ChatPageAnswer, { ok: false }>): void {
    if (reason === 'malformed') this.#state = 'absent'
    // The document is opened anew.
    else if (reason !== 'not-open') this.#later('gap', retryInMs ?? defaultRetryInMs, () => this.#catchUp())
  }

  /** False: there is nobody to ask. Of a connection that is not used any more no answer is heard. */
  #ask(
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

  #about(message: object): object {
    return { documentId: this.#provider.documentId, ...message }
  }

  #later(what: 'gap' | 'read' | 'keep', inMs: number, act: () => void): void {
    if (this.#timers.has(what) || this.#closed) return
    const timer = setTimeout(() => {
      this.#timers.delete(what)
      act()
    }, inMs)
    this.#timers.set(what, timer)
  }

  #keepSoon(): void {
    this.#later('keep', keepInMs, () => this.#keep())
  }

  #keep(): void {
    const messages = this.#list.messages.slice(-keptMessages)
    const { revision } = this.#list
    if (this.#epoch === undefined || this.#list.lacksSome || messages.length === 0) return
    this.#device.keepRead({ epoch: this.#epoch, revision, read: this.#read, messages })
  }

  #changed(): void {
    this.#view = undefined
    this.emit('changed')
  }

  #makeView(): ChatView {
    const { messages, hasEarlier, oldest = 1 } = this.#list
    const count = messages.filter(each => each.n > this.#read && !this.isMine(each)).length
    return {
      messages,
      outgoing: this.#outbox.messages,
      hasEarlier,
      state: this.#state,
      read: this.#read,
      unread: { count, isMore: hasEarlier && oldest > this.#read + 1 },
      typing: this.#typing.others,
    }
  }
}
