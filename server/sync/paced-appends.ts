import type { Seq } from '../../protocol/index.ts'
import type { Append } from '../log/log.ts'

/** Each commit of a room becomes one frame to everybody in it: with so many writes to sockets a second, a busy room's
 *  frames cost about as much as taking in its edits (`npm run bench:sync`). */
const writesPerSecond = 1_600
/** However many are in a room, nobody sees an edit later than this for their sake. */
const longestPaceInMs = 100
/** After so much of its pace a room goes to the log with whoever writes next: it is awake for them anyway, and a timer would have to
 *  wake it once more. */
const ripeShare = 0.8

interface Waiting {
  update: Append
  resolve: (seq: Seq) => void
  reject: (error: unknown) => void
}

/**
 * A room's appends, in fewer commits the more people are in it. Whoever writes after a pause never waits; under load, what is
 * written within one pace goes to the log together.
 */
export class PacedAppends {
  readonly #append: (update: Append) => Promise<Seq>
  readonly #people: () => number
  #waiting: Waiting[] = []
  /** On `performance.now()`'s clock: before this moment nothing is appended. */
  #ripeAt = 0
  /** What waits is appended now, though nobody writes. */
  #dueAt = 0
  #timer: NodeJS.Timeout | undefined

  /** `people`: how many the room's frames go to, now. */
  constructor(append: (update: Append) => Promise<Seq>, people: () => number) {
    this.#append = append
    this.#people = people
  }

  append(update: Append): Promise<Seq> {
    // One way for all of them: whoever is told of a seq has been told of those before it.
    const appended = new Promise<Seq>((resolve, reject) => this.#waiting.push({ update, resolve, reject }))
    const now = performance.now()
    if (now >= this.#ripeAt) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), this.#dueAt - now)
    return appended
  }

  /** Appends at once what waits. */
  flush(): void {
    if (this.#waiting.length === 0) return
    this.#restAfterThis()
    for (const { update, resolve, reject } of this.#take()) this.#append(update).then(resolve, reject)
  }

  /** Rejects what waits: it would land in the log behind an append that was rejected. */
  abandon(error: unknown): void {
    for (const { reject } of this.#take()) reject(error)
  }

  #take(): Waiting[] {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const waiting = this.#waiting
    this.#waiting = []
    return waiting
  }

  #restAfterThis(): void {
    const pace = Math.min(longestPaceInMs, (this.#people() / writesPerSecond) * 1000)
    const now = performance.now()
    this.#ripeAt = now + ripeShare * pace
    this.#dueAt = now + pace
  }
}
