const firstSweepAt = 1_000

/** Logins that have ended, of which there may still be tokens. */
export class EndedLogins {
  readonly #until = new Map<string, number>()
  #sweepAt = firstSweepAt

  get size(): number {
    return this.#until.size
  }

  has(login: string): boolean {
    return this.#until.has(login)
  }

  /** `until`: when the last token of that login expires, in milliseconds since 1970. */
  add(login: string, until: number, now = Date.now()): void {
    this.#until.set(login, until)
    if (this.#until.size < this.#sweepAt) return
    for (const [each, end] of this.#until) if (end < now) this.#until.delete(each)
    this.#sweepAt = Math.max(firstSweepAt, 2 * this.#until.size)
  }
}
