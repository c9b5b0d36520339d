/** A proxy that hears nothing for long takes a connection for dead; half a minute is the shortest that is common. */
const everyMs = 15_000
/** Ten thousand at once would keep everybody else waiting. */
const parts = 30

/** Says to each stream, every 15 seconds, that it lives: one timer for all of them. */
export class Heartbeat {
  readonly #parts = Array.from({ length: parts }, () => new Set<() => void>())
  readonly #ticking: NodeJS.Timeout
  #at = 0

  constructor() {
    this.#ticking = setInterval(() => this.#tick(), everyMs / parts).unref()
  }

  /** Returns what is to be called at the stream's end. */
  add(beat: () => void): () => void {
    const part = this.#parts[this.#at]
    part?.add(beat)
    return () => part?.delete(beat)
  }

  close(): void {
    clearInterval(this.#ticking)
  }

  #tick(): void {
    this.#at = (this.#at + 1) % parts
    for (const beat of this.#parts[this.#at] ?? []) beat()
  }
}
