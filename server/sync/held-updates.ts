import { type Refusal, refuse } from '../../protocol/index.ts'
import type { Permits } from '../access/permits.ts'
import type { Session } from './entrance.ts'
import { maxHeldBytes, maxHeldUpdates } from './held-limits.ts'
import { refusalOf } from './refusal-of.ts'
import { asks } from './what-events-ask.ts'

/** As long as appends wait for a database that is away. */
const patienceInMs = 30_000
const lookAgainInMs = 50
const ownPermitInMs = 2_000

export interface HeldUpdatesOptions {
  session: Session
  permits: Permits
  /** What others have changed of who may do what may not have been heard here. */
  isBlind: () => boolean
  submit: (n: number, update: Uint8Array) => Refusal | undefined
  refused: (refusal: Refusal) => void
  /** Nothing is held any more. */
  over: () => void
}

/**
 * A session's updates that came while this node could not know who may write. They wait, in their order, until it is known; where nobody
 * finds out, they are refused. A cut between a node and the database must not be a time in which rights that were taken still hold.
 */
export class HeldUpdates {
  readonly #options: HeldUpdatesOptions
  readonly #held: { n: number; update: Uint8Array }[] = []
  #bytes = 0

  constructor(options: HeldUpdatesOptions) {
    this.#options = options
    void this.#wait()
  }

  add(n: number, update: Uint8Array): Refusal | undefined {
    this.#bytes += update.length
    if (this.#held.length >= maxHeldUpdates || this.#bytes > maxHeldBytes) return unsure
    // The frame that it came in may be one of many in a buffer.
    this.#held.push({ n, update: update.slice() })
    return undefined
  }

  /** The session has ended from our side: the client knows that nothing of this was taken. */
  abandon(): void {
    this.#held.length = 0
  }

  async #wait(): Promise<void> {
    const { isBlind, refused, submit, over } = this.#options
    const deadline = performance.now() + patienceInMs
    while (isBlind() && performance.now() < deadline) await pause(lookAgainInMs)
    const refusal = isBlind() ? unsure : await this.#ask()
    over()
    if (refusal !== undefined) return refused(refusal)
    // Also of a session that has left meanwhile: what it sent before was sent to be kept.
    for (const { n, update } of this.#held) {
      const refusal = submit(n, update)
      if (refusal !== undefined) return refused(refusal)
    }
  }

  async #ask(): Promise<Refusal | undefined> {
    const { permits, session } = this.#options
    try {
      const question = { ...session.question, isThere: true }
      const permit = await permits.open(question, nobodyHears)
      const mayWrite = !('reason' in permit) && permit.allows(asks.update)
      if (!('reason' in permit)) permit.release()
      if (mayWrite) return undefined
    } catch (error) {
      return refusalOf(error)
    }
    // The session's own permit is asked about as well, and knows why.
    const deadline = performance.now() + ownPermitInMs
    while (session.permit.allows(asks.update) && performance.now() < deadline) await pause(lookAgainInMs)
    return refuse('forbidden', { detail: 'no right to write any more' })
  }
}

const unsure = refuse('storage', { retryInMs: 2_000, detail: 'nobody knows who may write' })

const nobodyHears = { roleChanged: () => {}, ended: () => {}, unsure: () => {} }

/** The clock of a test moves this one, and not Node's own. */
function pause(ms: number): Promise<void> {
  return new Promise(over => setTimeout(over, ms))
}
