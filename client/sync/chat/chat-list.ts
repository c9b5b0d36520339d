import type { ChatMessage, ChatNews, ChatPage } from '../../../protocol/chat.ts'

/** What is known of a document's chat: its newest messages without a gap, and which of its changes have been heard of. */
export class ChatList {
  readonly #byPlace = new Map<number, ChatMessage>()
  /** Of those beyond the next: they may come in any order. */
  readonly #heard = new Set<number>()
  /** The oldest that is known; what is before it is history. */
  #from: number | undefined
  #revision = 0
  #ahead = 0

  get isLoaded(): boolean {
    return this.#from !== undefined
  }

  /** Every change up to here is known, as far as it concerns messages that are. */
  get revision(): number {
    return this.#revision
  }

  /** There have been changes that are not known. */
  get lacksSome(): boolean {
    return this.#ahead > this.#revision
  }

  get hasEarlier(): boolean {
    return this.#from !== undefined && this.#from > 1
  }

  get oldest(): number | undefined {
    return this.#from
  }

  /** Oldest first. */
  get messages(): ChatMessage[] {
    return [...this.#byPlace.values()].sort((a, b) => a.n - b.n)
  }

  /** The newest messages, in place of whatever was known. */
  begin({ revision, head, messages }: Pick<ChatPage, 'revision' | 'head' | 'messages'>): void {
    this.clear()
    this.#from = messages[0]?.n ?? head + 1
    this.#put(messages)
    this.#reach(revision)
  }

  clear(): void {
    this.#byPlace.clear()
    this.#heard.clear()
    this.#from = undefined
    this.#revision = 0
    this.#ahead = 0
  }

  /** Those before the oldest. */
  precede({ messages }: Pick<ChatPage, 'messages'>): void {
    this.#from = messages[0]?.n ?? 1
    this.#put(messages)
  }

  /** All that has changed since a revision that is known. */
  follow({ revision, messages }: Pick<ChatPage, 'revision' | 'messages'>): void {
    this.#put(messages)
    this.#reach(revision)
  }

  hear({ revision, messages }: Pick<ChatNews, 'revision' | 'messages'>): void {
    this.#ahead = Math.max(this.#ahead, revision)
    if (messages.length === 0) return
    this.#put(messages)
    if (revision > this.#revision) this.#heard.add(revision)
    this.#goOn()
  }

  #reach(revision: number): void {
    this.#revision = Math.max(this.#revision, revision)
    this.#ahead = Math.max(this.#ahead, revision)
    for (const heard of this.#heard) if (heard <= this.#revision) this.#heard.delete(heard)
    this.#goOn()
  }

  #goOn(): void {
    while (this.#heard.delete(this.#revision + 1)) this.#revision++
  }

  #put(messages: readonly ChatMessage[]): void {
    for (const message of messages) {
      const known = this.#byPlace.get(message.n)
      const isOfHistory = this.#from === undefined || message.n < this.#from
      if (!isOfHistory && message.revision >= (known?.revision ?? 0)) this.#byPlace.set(message.n, message)
    }
  }
}
