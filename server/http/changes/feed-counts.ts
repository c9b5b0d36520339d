import type { Manner } from './changes-query.ts'

type Held = Exclude<Manner, 'poll'>

/** How many follow documents, and how much they were told, for whoever watches. */
export class FeedCounts {
  readonly #held = new Map<Held, number>([
    ['longpoll', 0],
    ['sse', 0],
  ])
  readonly #delivered = new Map<Manner, number>([
    ['poll', 0],
    ['longpoll', 0],
    ['sse', 0],
  ])

  /** Requests that are held now. */
  get held(): ReadonlyMap<Held, number> {
    return this.#held
  }

  /** Answers and events with news, from the beginning. */
  get deliveries(): ReadonlyMap<Manner, number> {
    return this.#delivered
  }

  delivered(manner: Manner): void {
    this.#delivered.set(manner, (this.#delivered.get(manner) ?? 0) + 1)
  }

  async whileHeld<T>(manner: Held, work: () => Promise<T>): Promise<T> {
    const add = (count: number) => this.#held.set(manner, (this.#held.get(manner) ?? 0) + count)
    add(1)
    try {
      return await work()
    } finally {
      add(-1)
    }
  }
}
