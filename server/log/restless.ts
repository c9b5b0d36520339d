/** Our client gathers what falls into a frame of 16 ms: nobody who types sends more often than this. */
const restlessPerWindow = 10
const windowMs = 100
/** It is not forgotten between two breaths. */
const rememberedForMs = 1_000

/** Tells sessions that write without a pause, faster than anybody types, from all others. */
export class Restless {
  #counts = new Map<number, number>()
  #windowEndsAt = 0
  /** Sessions, and until when they count as such. */
  readonly #until = new Map<number, number>()

  /** Whether there is one. */
  get isAny(): boolean {
    return this.#until.size > 0
  }

  /** The session writes, at this moment in milliseconds. True: once too often. */
  wrote(session: number, now: number): boolean {
    if (now >= this.#windowEndsAt) this.#beginWindow(now)
    const count = (this.#counts.get(session) ?? 0) + 1
    this.#counts.set(session, count)
    if (count > restlessPerWindow) this.#until.set(session, now + rememberedForMs)
    return this.#until.has(session)
  }

  #beginWindow(now: number): void {
    this.#windowEndsAt = now + windowMs
    this.#counts = new Map()
    for (const [session, until] of this.#until) if (until <= now) this.#until.delete(session)
  }
}
