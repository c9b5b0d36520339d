import type { Journal } from '../../sync/peer.ts'

export interface Bounds {
  maxRequests: number
  maxBytes: number
}

const complaintIntervalInMs = 60_000

/** What a node relays at one time, and no more than it may; operators are told, now and then, that it is too much. */
export class UnderWay {
  readonly #bounds: Bounds
  readonly #journal: Journal
  #requests = 0
  #bytes = 0
  #complainedAt = Number.NEGATIVE_INFINITY

  constructor(bounds: Bounds, journal: Journal) {
    this.#bounds = bounds
    this.#journal = journal
  }

  get requests(): number {
    return this.#requests
  }

  /** One more. False where there is no room. */
  begin(): boolean {
    if (this.#requests >= this.#bounds.maxRequests) return this.#complain()
    this.#requests++
    return true
  }

  end(bytes: number): void {
    this.#requests--
    this.#bytes -= bytes
  }

  /** Of a request that has begun. False where there is no room. */
  reserve(bytes: number): boolean {
    if (this.#bytes + bytes > this.#bounds.maxBytes) return this.#complain()
    this.#bytes += bytes
    return true
  }

  #complain(): false {
    const now = performance.now()
    if (now - this.#complainedAt < complaintIntervalInMs) return false
    this.#complainedAt = now
    const fields = { requests: this.#requests, bytes: this.#bytes }
    this.#journal.warn(fields, 'So much is relayed to other nodes that some clients are turned away.')
    return false
  }
}
