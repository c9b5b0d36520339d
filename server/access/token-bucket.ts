export interface Rate {
  /** So much may come at once. */
  burst: number
  /** So much comes back. */
  perSecond: number
}

/** Lets so much through, and says when there will be room again. */
export class TokenBucket {
  readonly #rate: Rate
  #tokens: number
  #at: number

  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#tokens = rate.burst
    this.#at = now
  }

  /** 0: taken. Otherwise nothing was taken, and there is enough in so many milliseconds. */
  take(amount: number, now: number): number {
    const { burst, perSecond } = this.#rate
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 1000) * perSecond)
    this.#at = now
    // What is larger than the bucket needs all of it.
    const needed = Math.min(amount, burst)
    if (this.#tokens < needed) return Math.ceil(((needed - this.#tokens) / perSecond) * 1000)
    this.#tokens -= needed
    return 0
  }

  /** As good as one that nobody has taken from. */
  isFull(now: number): boolean {
    const { burst, perSecond } = this.#rate
    return this.#tokens + ((now - this.#at) / 1000) * perSecond >= burst
  }
}

const firstSweepAt = 1_000

/** A bucket for each key that was heard of lately. */
export class TokenBuckets {
  readonly #rate: Rate
  readonly #buckets = new Map<string, TokenBucket>()
  #sweepAt = firstSweepAt

  constructor(rate: Rate) {
    this.#rate = rate
  }

  get size(): number {
    return this.#buckets.size
  }

  /** As `TokenBucket.take`. */
  take(key: string, amount: number, now: number): number {
    const known = this.#buckets.get(key)
    if (known !== undefined) return known.take(amount, now)
    if (this.#buckets.size >= this.#sweepAt) this.#sweep(now)
    const bucket = new TokenBucket(this.#rate, now)
    this.#buckets.set(key, bucket)
    return bucket.take(amount, now)
  }

  #sweep(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key)
    this.#sweepAt = Math.max(firstSweepAt, 2 * this.#buckets.size)
  }
}
