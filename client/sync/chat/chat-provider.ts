import { type ChatMessage, chatPostAnswerSchema } from '../../../protocol/chat.ts'
import { decode } from '../../../protocol/index.ts'
import { Emitter } from '../emitter.ts'
import type { QuireProvider } from '../provider.ts'
import { ChatDevice } from './chat-device.ts'
import { ChatFollower } from './chat-follower.ts'
import { ChatList } from './chat-list.ts'
import { ChatOutbox } from './chat-outbox.ts'
import { ChatReads } from './chat-reads.ts'
import { type ChatView, viewOf } from './chat-view.ts'
import { Typing } from './typing.ts'

interface ChatEvents {
  changed: readonly []
}

const keepInMs = 1_000
const keptMessages = 50

/** A document's chat, on the connection of the document's provider, for as long as that lasts. */
export class ChatProvider extends Emitter<ChatEvents> {
  /** What an earlier page left has been read. */
  readonly whenLoaded: Promise<void>
  readonly #provider: QuireProvider
  readonly #device: ChatDevice
  readonly #list = new ChatList()
  readonly #follower: ChatFollower
  readonly #outbox: ChatOutbox
  readonly #reads: ChatReads
  readonly #typing: Typing
  /** Sent in this page: where the server knows nobody, these are mine. */
  readonly #sent = new Set<string>()
  readonly #undo: (() => void)[]
  #readBy: string | undefined
  #view: ChatView | undefined
  #isLoaded = false
  #closed = false
  #keeping: ReturnType<typeof setTimeout> | undefined

  constructor({ provider, offline = true }: { provider: QuireProvider; offline?: boolean }) {
    super()
    this.#provider = provider
    this.#device = new ChatDevice(provider.documentId, offline)
    this.#follower = this.#makeFollower()
    this.#outbox = new ChatOutbox({
      device: this.#device,
      post: (message, answer) =>
        this.#follower.state === 'live' &&
        this.#follower.ask('chatPost', message, raw => answer(decode(chatPostAnswerSchema, raw))),
      isMine: ({ user }) => user === undefined || user === this.#me || user === this.#follower.formerly,
      posted: message => this.#follower.take({ revision: message.revision, messages: [message] }),
      changed: () => this.#changed(),
    })
    const changed = () => {
      this.#keepSoon()
      this.#changed()
    }
    this.#reads = new ChatReads({ tell: n => this.#follower.tellRead(n), changed })
    this.#typing = new Typing({
      awareness: provider.awareness,
      participants: () => provider.participants,
      changed: () => this.#changed(),
    })
    this.#undo = [
      provider.on('session', () => this.#isLoaded && this.#follower.move()),
      provider.on('participants', this.#typing.look),
      // Whoever may write again, or for the first time, says what was refused.
      provider.on('role', role => role !== 'viewer' && this.#outbox.tryAgain()),
    ]
    this.whenLoaded = this.#load()
  }

  /** Another one after each change. */
  get view(): ChatView {
    this.#view ??= viewOf({
      list: this.#list,
      outbox: this.#outbox,
      state: this.#follower.state,
      read: this.#reads.upTo,
      typing: this.#typing.others,
      isMine: message => this.isMine(message),
    })
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
    this.#outbox.add({ id, text: words, writtenAt: Date.now(), ...this.#writer })
  }

  /** Sends what was refused once more. */
  tryAgain(id: string): void {
    this.#outbox.tryAgain(id)
  }

  /** Gives up what was not sent. */
  discard(id: string): void {
    this.#outbox.discard(id)
  }

  /** Sends what somebody else wrote here as mine. */
  claimOthers(): void {
    this.#outbox.claimOthers(this.#writer)
  }

  /** Gives up what somebody else wrote here. */
  discardOthers(): void {
    this.#outbox.discardOthers()
  }

  /** Without a connection nothing happens: a reaction is of the moment. False, then. */
  react(n: number, emoji: string, isOn: boolean): boolean {
    return this.#follower.ask('chatReact', { n, emoji, isOn }, () => {})
  }

  loadEarlier(): void {
    this.#follower.loadEarlier()
  }

  /** Everything that is there has been read. */
  markRead(): void {
    this.#reads.mark(this.#list.messages.at(-1)?.n ?? 0)
  }

  setTyping(isTyping: boolean): void {
    this.#typing.set(isTyping)
  }

  /** What no server has, and will have as soon as there is a way; and how much of that would be gone with the page. */
  get unsent(): { waiting: number; unkept: number } {
    const waiting =
      this.#follower.state === 'absent' ? [] : this.#outbox.messages.filter(each => each.state !== 'refused')
    const unkept = this.#outbox.messages.filter(({ isKept }) => !isKept)
    return { waiting: waiting.length, unkept: unkept.length }
  }

  /** Resolves when nothing waits to be sent that could be. */
  async whenSent(): Promise<void> {
    await this.whenLoaded
    await new Promise<void>(resolve => {
      const look = () => {
        if (this.unsent.waiting > 0 && !this.#closed) return
        off()
        resolve()
      }
      const off = this.on('changed', look)
      look()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const undo of this.#undo) undo()
    this.#reads.close()
    this.#follower.close()
    if (this.#keeping !== undefined) this.#keep()
    this.#typing.close()
    this.#outbox.close()
    this.emit('changed')
    await this.#device.close()
    this.removeAllListeners()
  }

  get #me(): string | undefined {
    return this.#provider.user
  }

  /** As whom I write. */
  get #writer(): { user?: string; name?: string } {
    const [user, name] = [this.#me, this.#provider.unsavedBy]
    return { ...(user !== undefined && { user }), ...(name && { name }) }
  }

  #makeFollower(): ChatFollower {
    return new ChatFollower({
      provider: this.#provider,
      list: this.#list,
      begunAnew: () => this.#reads.forget(),
      caughtUp: ({ read, messages }, { isNewWay }) => {
        if (this.#readBy !== this.#me && this.#readBy !== this.#follower.formerly) this.#reads.forget()
        this.#readBy = this.#me
        this.#reads.compare(read)
        this.#outbox.arrived(messages)
        if (isNewWay) this.#outbox.go({ isNew: true })
        this.#keepSoon()
      },
      heard: messages => {
        this.#outbox.arrived(messages)
        this.#keepSoon()
      },
      heardRead: n => this.#reads.heard(n),
      cutOff: () => this.#outbox.stop(),
      changed: () => this.#changed(),
    })
  }

  async #load(): Promise<void> {
    // The document's copy tells whose words these were.
    const [{ queued, kept }] = await Promise.all([this.#device.load(), this.#provider.whenLoaded])
    if (this.#closed) return
    this.#outbox.adopt(queued)
    this.#readBy = this.#me
    if (kept !== undefined) {
      this.#follower.epoch = kept.epoch
      // Another may have read it on this device.
      if (kept.user === this.#me) this.#reads.heard(kept.read)
      this.#list.begin({ ...kept, head: kept.messages.at(-1)?.n ?? 0 })
    }
    this.#isLoaded = true
    this.#follower.move()
  }

  #keepSoon(): void {
    if (this.#closed) return
    this.#keeping ??= setTimeout(() => {
      this.#keeping = undefined
      this.#keep()
    }, keepInMs)
  }

  #keep(): void {
    clearTimeout(this.#keeping)
    const { epoch } = this.#follower
    const messages = this.#list.messages.slice(-keptMessages)
    const { revision } = this.#list
    if (epoch === undefined || this.#list.lacksSome || messages.length === 0) return
    const user = this.#me
    const read = this.#reads.upTo
    this.#device.keepRead({ epoch, revision, read, messages, ...(user !== undefined && { user }) })
  }

  #changed(): void {
    this.#view = undefined
    this.emit('changed')
  }
}
