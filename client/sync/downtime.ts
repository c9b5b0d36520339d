/** A cut shorter than this is nothing to tell people about. */
const shortInMs = 3_000

/** How long it has been without a link: a short cut, or longer. */
export class Downtime {
  readonly #becameLong: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #isLong = false

  constructor(becameLong: () => void) {
    this.#becameLong = becameLong
  }

  get isLong(): boolean {
    return this.#isLong
  }

  begin(): void {
    this.#timer ??= setTimeout(() => {
      this.#isLong = true
      this.#becameLong()
    }, shortInMs)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isLong = false
  }
}
