import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { Seq } from '../../../protocol/index.ts'
import type { Room } from '../room.ts'
import type { Ending, Follower } from './follower.ts'
import type { News } from './news.ts'
import type { Source } from './source.ts'

export interface FeedOptions {
  room: Pick<Room, 'head' | 'watch' | 'catchUp'>
  source: Source
  /** Nobody is served by it any more. */
  closed: () => void
}

/** So much of a core goes to the followers of one document at most, whoever writes how fast. */
const share = 0.5
/** To write so many characters costs a millisecond. */
const charactersPerMs = 200_000
const shortestPauseMs = 10
const longestPauseMs = 2_000
const servedInOneTurn = 200
/** For what another node has committed to be heard of here; then the log is asked. */
const aheadForMs = 500
/** Those who were answered come again. */
const lingerMs = 5_000

/** All who follow one document in one form, on this node. It costs memory while nothing is written, and then one read for each place at
 *  which somebody waits. */
export class Feed {
  readonly #options: FeedOptions
  readonly #followers = new Set<Follower>()
  readonly #unwatch: () => void
  #isServing = false
  #looking: NodeJS.Timeout | undefined
  #lingering: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: FeedOptions) {
    this.#options = options
    this.#unwatch = options.room.watch({ moved: () => void this.#serve(), closed: () => this.close() })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  get followers(): ReadonlySet<Follower> {
    return this.#followers
  }

  /** Returns what is to be called when the follower has gone by itself. */
  follow(follower: Follower): () => void {
    clearTimeout(this.#lingering)
    if (follower.after === Number.POSITIVE_INFINITY) follower.after = this.#options.room.head
    this.#followers.add(follower)
    if (follower.after > this.#options.room.head) this.#lookLater()
    void this.#serve()
    return () => this.#leave(follower)
  }

  dismiss(follower: Follower, why: Ending): void {
    if (!this.#followers.has(follower)) return
    this.#leave(follower)
    follower.end(why)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearTimeout(this.#lingering)
    clearTimeout(this.#looking)
    this.#unwatch()
    this.#options.closed()
    for (const follower of [...this.#followers]) this.dismiss(follower, 'elsewhere')
  }

  #leave(follower: Follower): void {
    this.#followers.delete(follower)
    if (this.#followers.size > 0 || this.#isClosed) return
    clearTimeout(this.#lingering)
    this.#lingering = setTimeout(() => this.close(), lingerMs).unref()
  }

  async #serve(): Promise<void> {
    if (this.#isServing) return
    this.#isServing = true
    // What came in the same turn is one answer.
    await nextTurn()
    for (let behind = this.#behind(); behind.size > 0; behind = this.#behind()) {
      const beganAt = performance.now()
      const costs = await Promise.all([...behind].map(([after, group]) => this.#serveAll(after, group)))
      const spentMs = Math.max(
        performance.now() - beganAt,
        costs.reduce((sum, cost) => sum + cost, 0),
      )
      await pause(Math.min(longestPauseMs, Math.max(shortestPauseMs, spentMs / share)))
    }
    this.#isServing = false
  }

  #behind(): Map<Seq, Follower[]> {
    const { head } = this.#options.room
    return Map.groupBy(
      [...this.#followers].filter(({ after }) => after < head),
      ({ after }) => after,
    )
  }

  async #serveAll(after: Seq, group: readonly Follower[]): Promise<number> {
    const news = await this.#options.source.newsAfter(after, this.#options.room.head).catch(asError)
    let costInMs = 0
    let served = 0
    for (const follower of group) {
      // While it was read, or others had their turn.
      if (!this.#followers.has(follower)) continue
      if (news === undefined) this.dismiss(follower, 'gone')
      else if (news instanceof Error) this.dismiss(follower, news)
      else {
        this.#give(follower, news)
        costInMs += news.size / charactersPerMs
      }
      costInMs += follower.costInMs
      if (++served % servedInOneTurn === 0) await nextTurn()
    }
    return costInMs
  }

  #give(follower: Follower, news: News): void {
    follower.after = news.seq
    try {
      follower.take(news)
    } catch (error) {
      this.dismiss(follower, asError(error))
    }
  }

  /** Somebody has more than is known here. Where the log has no more, either, they had it of another log, before it was restored. */
  #lookLater(): void {
    this.#looking ??= setTimeout(() => {
      this.#looking = undefined
      void this.#look()
    }, aheadForMs).unref()
  }

  async #look(): Promise<void> {
    const { room } = this.#options
    const isAhead = ({ after }: Follower) => after > room.head
    const ahead = [...this.#followers].filter(isAhead)
    if (ahead.length === 0) return
    try {
      await room.catchUp()
      for (const follower of ahead.filter(isAhead)) follower.after = 0
    } catch (error) {
      for (const follower of ahead) this.dismiss(follower, asError(error))
    }
    void this.#serve()
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))
