import { type DocumentId, maxUpdateBytes, type Refusal, refuse } from '../../protocol/index.ts'
import type { Admitted } from '../log/gate.ts'
import type { Append, Log } from '../log/log.ts'
import type { LogFollower } from './log-follower.ts'
import { PacedAppends } from './paced-appends.ts'
import { refusalOf } from './refusal-of.ts'

/** A session's own count of its updates. */
export type UpdateName = Pick<Append, 'session' | 'n'>

export interface IntakeOptions {
  documentId: DocumentId
  log: Log
  follower: LogFollower
  /** How many hear of each commit, on this node. */
  people: () => number
  committed: (update: Append & { seq: number }) => void
  /** Everything in it is in the log already. */
  repeated: (name: UpdateName) => void
  /** Told later than `submit` returned: it waited, and could not be taken. */
  refused: (session: number, refusal: Refusal) => void
  /** An append failed: the clocks promise what the log does not hold. Nothing is taken any more. */
  broke: (refusal: Refusal) => void
}

/** What one session may have waiting. */
const maxHeldBytes = 2 * maxUpdateBytes
const maxHeldUpdates = 1_000

/** Takes updates to the log, through the gate, each session's in their order. */
export class Intake {
  readonly #options: IntakeOptions
  readonly #appends: PacedAppends
  /** By session, one of whose updates does not follow on as far as this node knows. */
  readonly #held = new Map<number, Append[]>()
  #appending = 0
  #lastAppend: Promise<unknown> = Promise.resolve()
  #broken = false

  constructor(options: IntakeOptions) {
    this.#options = options
    const { documentId, log, people } = options
    this.#appends = new PacedAppends(update => log.append(documentId, update), people)
  }

  /** Nothing is on its way to the disk. */
  get idle(): boolean {
    return this.#appending === 0 && this.#held.size === 0
  }

  /** Takes an update to the log, or gives the reason why not. */
  submit(append: Append): Refusal | undefined {
    const held = this.#held.get(append.session)
    if (held !== undefined) return hold(held, append)
    const { follower, log } = this.#options
    const admission = follower.gate.admit(append.update)
    if (admission.ok) {
      this.#append(admission, append)
      return undefined
    }
    if (admission.reason === 'too-large') follower.freshen()
    if (admission.reason !== 'resync' || !log.shared) return admission
    // What it follows on may have been committed by another node, and not be known here yet.
    void this.#catchUpFor(append)
    return undefined
  }

  /** Does not wait for more to go to the log with. */
  flush(): void {
    this.#appends.flush()
  }

  async #catchUpFor(first: Append): Promise<void> {
    const { session } = first
    const held = [first]
    this.#held.set(session, held)
    let failure: Refusal | undefined
    try {
      await this.#options.follower.catchUp()
    } catch (error) {
      failure = refusalOf(error)
    }
    this.#held.delete(session)
    if (this.#broken) return
    // Also of a session that has left meanwhile: what it sent before was sent to be kept.
    for (const append of held) {
      const admission = failure ?? this.#options.follower.gate.admit(append.update)
      if (!admission.ok) return this.#options.refused(session, admission)
      this.#append(admission, append)
    }
  }

  #append(admission: Admitted, { session, n }: Append): void {
    const { isNew, update } = admission
    const { follower, committed, repeated } = this.#options
    follower.gate.take(admission)
    this.#appending++
    const append = isNew
      ? this.#appends.append({ session, n, update })
      : // What it repeats may still be on its way to the disk: it is saved when that is. It has no place of its own.
        this.#lastAppend.then(() => 0)
    this.#lastAppend = append
    append.then(
      seq => {
        this.#appending--
        if (!isNew) return repeated({ session, n })
        follower.committed(seq)
        committed({ seq, session, n, update })
      },
      (error: unknown) => {
        this.#appending--
        this.#break(error)
      },
    )
  }

  #break(error: unknown): void {
    if (this.#broken) return
    this.#broken = true
    this.#appends.abandon(error)
    this.#options.broke(refusalOf(error))
  }
}

function hold(held: Append[], append: Append): Refusal | undefined {
  const bytes = held.reduce((sum, { update }) => sum + update.length, append.update.length)
  if (held.length >= maxHeldUpdates || bytes > maxHeldBytes) {
    return refuse('resync', { detail: 'too much waits for what other nodes wrote' })
  }
  held.push(append)
  return undefined
}
