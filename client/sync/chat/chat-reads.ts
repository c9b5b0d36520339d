const tellInMs = 400

export interface ChatReadsOptions {
  tell: (n: number) => void
  changed: () => void
}

/** Up to where the person has read, here or in another window. */
export class ChatReads {
  readonly #options: ChatReadsOptions
  #upTo = 0
  #telling: ReturnType<typeof setTimeout> | undefined

  constructor(options: ChatReadsOptions) {
    this.#options = options
  }

  get upTo(): number {
    return this.#upTo
  }

  /** Here, at this moment. */
  mark(n: number): void {
    if (n <= this.#upTo) return
    this.#upTo = n
    this.#tellSoon()
    this.#options.changed()
  }

  /** In another window, or in an earlier page. */
  heard(n: number): void {
    if (n <= this.#upTo) return
    this.#upTo = n
    this.#options.changed()
  }

  /** As the server has it. */
  compare(n: number): void {
    // What was read here while the server could not be told.
    if (n < this.#upTo) this.#tellSoon()
    this.heard(n)
  }

  /** It was of somebody else, or of a chat that is not there any more. */
  forget(): void {
    clearTimeout(this.#telling)
    this.#telling = undefined
    this.#upTo = 0
  }

  /** Whoever goes right after reading has read it. */
  close(): void {
    if (this.#telling === undefined) return
    clearTimeout(this.#telling)
    this.#options.tell(this.#upTo)
  }

  #tellSoon(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined
      this.#options.tell(this.#upTo)
    }, tellInMs)
  }
}
