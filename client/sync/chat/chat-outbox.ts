import type { ChatMessage, ChatPostAnswer } from '../../../protocol/chat.ts'
import type { RefusalReason } from '../../../protocol/index.ts'
import type { ChatDevice, Queued } from './chat-device.ts'

/** A message of one's own that no server has yet, as far as is known here. */
export interface Outgoing extends Queued {
  /** `refused`: it is sent no more by itself. */
  readonly state: 'queued' | 'sending' | 'refused'
  readonly reason?: RefusalReason
  /** It would be there after a reload. */
  readonly isKept: boolean
}

export interface ChatOutboxOptions {
  device: ChatDevice
  /** Sends one; `answer` may never be called. False: there is no way to the server. */
  post: (message: Pick<Queued, 'id' | 'text'>, answer: (answer: ChatPostAnswer) => void) => boolean
  /** Whether those are the words of the one as whom they would be sent. */
  isMine: (message: Queued) => boolean
  posted: (message: ChatMessage) => void
  changed: () => void
}

const defaultRetryInMs = 2_000

/** Sends messages, one after the other, until each is answered: in their order, and by their ids exactly once. */
export class ChatOutbox {
  readonly #options: ChatOutboxOptions
  #queue: Outgoing[] = []
  /** The one that is on its way, by the way that was taken. */
  #onItsWay: { id: string } | undefined
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(options: ChatOutboxOptions) {
    this.#options = options
  }

  /** Those that are to be shown to whoever is here. */
  get messages(): readonly Outgoing[] {
    return this.#queue.filter(this.#options.isMine)
  }

  /** Those of somebody else, who is not here. */
  get others(): { count: number; name?: string } {
    const others = this.#queue.filter(each => !this.#options.isMine(each))
    const names = new Set(others.map(({ name }) => name))
    const [name] = names
    return { count: others.length, ...(name !== undefined && names.size === 1 && { name }) }
  }

  /** They are of whoever is here from now on. */
  claimOthers(by: Pick<Queued, 'user' | 'name'>): void {
    this.#queue = this.#queue.map(each => {
      if (this.#options.isMine(each)) return each
      const { user: _user, name: _name, ...rest } = each
      const { state: _state, reason: _reason, isKept: _isKept, ...queued } = { ...rest, ...by }
      void this.#options.device.keep(queued)
      return { ...rest, ...by }
    })
    this.go()
    this.#options.changed()
  }

  discardOthers(): void {
    for (const each of this.#queue) if (!this.#options.isMine(each)) this.#options.device.forget(each.id)
    this.#queue = this.#queue.filter(this.#options.isMine)
    this.#options.changed()
  }

  add(written: Queued): void {
    // The device gives them back by their time.
    const newest = Math.max(0, ...this.#queue.map(({ writtenAt }) => writtenAt))
    const queued = { ...written, writtenAt: Math.max(written.writtenAt, newest + 1) }
    this.#queue.push({ ...queued, state: 'queued', isKept: false })
    void this.#options.device.keep(queued).then(isKept => this.#change(queued.id, { isKept }))
    this.go()
    this.#options.changed()
  }

  /** What an earlier page left comes first. */
  adopt(left: readonly Queued[]): void {
    const known = new Set(this.#queue.map(({ id }) => id))
    const more = left.filter(({ id }) => !known.has(id))
    this.#queue.unshift(...more.map(each => ({ ...each, state: 'queued' as const, isKept: true })))
  }

  /** There is a way, and it is another than before: whatever was on its way may not have come through. */
  go({ isNew = false } = {}): void {
    if (isNew) this.#stop()
    const next = this.messages.find(({ state }) => state !== 'refused')
    if (next === undefined || this.#onItsWay !== undefined || this.#retry !== undefined) return
    const onItsWay = { id: next.id }
    const answered = (answer: ChatPostAnswer) => {
      if (this.#onItsWay === onItsWay) this.#answered(next, answer)
    }
    this.#onItsWay = onItsWay
    if (this.#options.post({ id: next.id, text: next.text }, answered))
      this.#change(next.id, { state: 'sending' })
    else this.#onItsWay = undefined
  }

  /** There is no way. */
  stop(): void {
    this.#stop()
    this.#options.changed()
  }

  /** The server has these. */
  arrived(messages: readonly Pick<ChatMessage, 'id'>[]): void {
    const ids = new Set(messages.map(({ id }) => id))
    for (const { id } of this.#queue) if (ids.has(id)) this.#options.device.forget(id)
    this.#queue = this.#queue.filter(({ id }) => !ids.has(id))
    if (this.#onItsWay !== undefined && ids.has(this.#onItsWay.id)) this.#onItsWay = undefined
    this.go()
  }

  /** Those that were refused are sent after all; of one id, or all of them. */
  tryAgain(id?: string): void {
    for (const each of [...this.#queue])
      if (each.state === 'refused' && (id ?? each.id) === each.id) this.#change(each.id, { state: 'queued' })
    this.go()
  }

  discard(id: string): void {
    if (this.#onItsWay?.id === id) return
    this.#queue = this.#queue.filter(each => each.id !== id)
    this.#options.device.forget(id)
    this.#options.changed()
  }

  close(): void {
    this.#stop()
    this.#queue = []
  }

  #stop(): void {
    clearTimeout(this.#retry)
    this.#retry = undefined
    this.#onItsWay = undefined
    this.#queue = this.#queue.map(each => (each.state === 'sending' ? { ...each, state: 'queued' } : each))
  }

  #answered({ id }: Outgoing, answer: ChatPostAnswer): void {
    this.#onItsWay = undefined
    if (answer.ok) {
      this.#options.posted(answer.message)
      return
    }
    const { reason, retryInMs } = answer
    // It waits for the next way, or a while, and those behind it with it.
    const isPassing = reason === 'not-open' || reason === 'storage' || reason === 'busy'
    this.#change(id, isPassing ? { state: 'queued' } : { state: 'refused', reason })
    if (!isPassing) this.go()
    else if (reason !== 'not-open') this.#goLater(retryInMs ?? defaultRetryInMs)
  }

  #goLater(inMs: number): void {
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.go()
    }, inMs)
  }

  #change(id: string, changes: Partial<Pick<Outgoing, 'state' | 'reason' | 'isKept'>>): void {
    this.#queue = this.#queue.map(each => (each.id === id ? { ...each, ...changes } : each))
    this.#options.changed()
  }
}
