import { setImmediate as turn } from 'node:timers/promises'
import { vi } from 'vitest'

interface Timer {
  at: number
  everyMs: number | undefined
  run: () => void
  isOver: boolean
  unref(): Timer
}

/**
 * A clock in place of the platform's. An hour passes as fast as what happens in it can be worked off: between two timers,
 * nothing but promises is waited for.
 */
export class VirtualTime {
  /** Soonest first; of two at the same time, the one that was set first. */
  readonly #timers: Timer[] = []
  #now = 0
  #reading = 0

  constructor() {
    const cancel = (timer: Timer | undefined) => {
      if (timer !== undefined) timer.isOver = true
    }
    const begun = () => this.#reading++
    const done = () => this.#reading--
    vi.stubGlobal('setTimeout', (run: () => void, ms = 0) => this.#set(run, ms, undefined))
    vi.stubGlobal('setInterval', (run: () => void, ms = 0) => this.#set(run, ms, ms))
    vi.stubGlobal('clearTimeout', cancel)
    vi.stubGlobal('clearInterval', cancel)
    vi.stubGlobal('performance', { now: () => this.#now })
    // Unzipping takes real time, in a thread of the platform's: the clock stands still meanwhile.
    const AnyResponse = Response
    vi.stubGlobal(
      'Response',
      class extends AnyResponse {
        override arrayBuffer(): Promise<ArrayBuffer> {
          begun()
          return super.arrayBuffer().finally(done)
        }
      },
    )
  }

  get now(): number {
    return this.#now
  }

  readonly wait = (ms: number): Promise<void> => new Promise(over => void this.#set(over, ms, undefined))

  /** Lets so much time pass, and all happen that happens in it. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    await this.#settle()
    for (let next = this.#timers[0]; next !== undefined && next.at <= until; next = this.#timers[0]) {
      this.#timers.shift()
      if (next.isOver) continue
      this.#now = next.at
      if (next.everyMs !== undefined) this.#queue(next, next.everyMs)
      next.run()
      await this.#settle()
    }
    this.#now = until
  }

  /** The platform's own clock goes on. */
  end(): void {
    vi.unstubAllGlobals()
    this.#timers.length = 0
  }

  #set(run: () => void, ms: number, everyMs: number | undefined): Timer {
    const timer: Timer = { at: 0, everyMs, run, isOver: false, unref: () => timer }
    return this.#queue(timer, ms)
  }

  #queue(timer: Timer, ms: number): Timer {
    timer.at = this.#now + Math.max(1, ms)
    let place = this.#timers.length
    while (place > 0 && (this.#timers[place - 1]?.at ?? 0) > timer.at) place--
    this.#timers.splice(place, 0, timer)
    return timer
  }

  async #settle(): Promise<void> {
    do await turn()
    while (this.#reading > 0)
  }
}
