import { reasonOf } from '../reason-of.ts'
import type { Journal } from '../sync/peer.ts'
import { redisRefusal } from './redis-refusal.ts'

export interface RedisJournal extends Journal {
  info(fields: object, message: string): void
}

/** Tells operators how Redis is: each thing once, for as long as it stays so. */
export class RedisNews {
  readonly #place: string
  readonly #journal: RedisJournal
  readonly #told = new Set<string>()
  #isAway = false
  #hasBeenThere = false

  constructor(place: string, journal: RedisJournal) {
    this.#place = place
    this.#journal = journal
  }

  connected(): void {
    if (this.#isAway) this.#journal.info({}, 'Redis is back.')
    this.#isAway = false
    this.#hasBeenThere = true
    this.#told.clear()
  }

  /** It is told of each connection, and of each attempt. */
  away(error: unknown): void {
    const wasAway = this.#isAway
    this.#isAway = true
    if (this.#tellRefusal(error) || wasAway) return
    const reason = reasonOf(error)
    const consequence = 'others see a little later what is written here'
    if (this.#hasBeenThere) {
      this.#journal.warn({ reason }, `Redis at ${this.#place} is away: ${consequence}.`)
    } else {
      const advice = 'Start it, or correct REDIS_URL.'
      this.#journal.warn({ reason }, `No Redis answers at ${this.#place} yet: ${consequence}. ${advice}`)
    }
  }

  /** Of a channel, while Redis is there. */
  failed(error: unknown): void {
    if (!this.#tellRefusal(error)) this.#journal.error({ err: error }, 'A channel to the other nodes failed.')
  }

  #tellRefusal(error: unknown): boolean {
    const refusal = redisRefusal(error, this.#place)
    if (refusal === undefined) return false
    if (!this.#told.has(refusal)) this.#journal.error({}, refusal)
    this.#told.add(refusal)
    return true
  }
}
