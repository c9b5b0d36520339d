import type { Calls, Thread } from './thread.ts'

export interface ThreadOnDemandOptions<Api extends Calls<Api>> {
  start(): Promise<Thread<Api>>
  /** Work that takes longer is given up, with the thread. */
  budgetMs: number
}

/** How long the thread waits for the next work. Starting it takes some 150 ms of CPU, keeping it some MB. */
const idleMs = 60_000

/** A thread that is there while there is work, and may die of it. */
export class ThreadOnDemand<Api extends Calls<Api>> {
  readonly #options: ThreadOnDemandOptions<Api>
  #thread: Promise<Thread<Api>> | undefined
  #idleTimer: NodeJS.Timeout | undefined

  constructor(options: ThreadOnDemandOptions<Api>) {
    this.#options = options
  }

  /** One work at a time: whoever asks sees to that. Rejects as the work does. */
  async run<Done>(work: (thread: Thread<Api>) => Promise<Done>): Promise<Done | 'out-of-time'> {
    clearTimeout(this.#idleTimer)
    const { promise, resolve } = Promise.withResolvers<'out-of-time'>()
    const timer = setTimeout(() => resolve('out-of-time'), this.#options.budgetMs)
    try {
      this.#thread ??= this.#options.start()
      const done = await Promise.race([this.#thread.then(work), promise])
      if (done === 'out-of-time') await this.stop()
      else this.#idleTimer = setTimeout(() => void this.stop(), idleMs).unref()
      return done
    } catch (error) {
      // It may have died of this work.
      await this.stop()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  /** In the middle of whatever it does. */
  async stop(): Promise<void> {
    clearTimeout(this.#idleTimer)
    // One that did not start has told so to whoever asked for it.
    const thread = this.#thread?.catch(() => undefined)
    this.#thread = undefined
    await (await thread)?.kill()
  }
}
