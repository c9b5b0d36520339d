/** One direction of a connection: what is sent arrives later, and in its order. */
export class Lane {
  readonly #latencyInMs: () => number
  #queue: { at: number; arrive: () => void }[] = []
  #lastAt = 0
  #stillUntil = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(latencyInMs: () => number) {
    this.#latencyInMs = latencyInMs
  }

  send(arrive: () => void): void {
    this.#lastAt = Math.max(this.#lastAt, performance.now() + this.#latencyInMs())
    this.#queue.push({ at: this.#lastAt, arrive })
    this.#schedule()
  }

  /** Nothing moves for so long. */
  standStill(ms: number): void {
    this.#stillUntil = performance.now() + ms
  }

  /** What is under way never arrives. */
  clear(): void {
    this.#queue = []
  }

  #schedule(): void {
    const [next] = this.#queue
    if (next === undefined || this.#timer !== undefined) return
    const at = Math.max(next.at, this.#stillUntil)
    this.#timer = setTimeout(() => this.#move(), at - performance.now())
  }

  #move(): void {
    this.#timer = undefined
    const now = performance.now()
    for (
      let next = this.#queue[0];
      next && Math.max(next.at, this.#stillUntil) <= now;
      next = this.#queue[0]
    ) {
      this.#queue.shift()
      next.arrive()
    }
    this.#schedule()
  }
}
