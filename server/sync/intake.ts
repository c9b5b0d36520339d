import { type DocumentId, type Refusal, refuse } from '../../protocol/index.ts'
import type { Writer } from '../log/authors.ts'
import type { Admitted } from '../log/gate.ts'
import { type Append, type Log, LogOvertaken } from '../log/log.ts'
import { maxHeldBytes, maxHeldUpdates } from './held-limits.ts'
import type { LogFollower } from './log-follower.ts'
import { PacedAppends } from './paced-appends.ts'
import { refusalOf } from './refusal-of.ts'

/** A session's own count of its updates. */
export type UpdateName = Pick<Append, 'session' | 'n'>

/** An update that somebody sent. */
export interface Submission {
  writer: Writer
  n: number
  update: Uint8Array
}

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

/** Who is overtaken again and again does not get on. */
const maxOvertaken = 5

/** Takes updates to the log, through the gate, each session's in their order. */
export class Intake {
  readonly #options: IntakeOptions
  readonly #appends: PacedAppends
  /** By session, one of whose updates does not follow on as far as this node knows. */
  readonly #held = new Map<number, Submission[]>()
  #appending = 0
  #lastAppend: Promise<unknown> = Promise.resolve()
  /** What was on its way when another node overtook it: it goes to the gate again. */
  #overtaken: (Submission & { order: number })[] = []
  #order = 0
  #overtakenInARow = 0
  #broken = false

  constructor(options: IntakeOptions) {
    this.#options = options
    const { documentId, log, people } = options
    this.#appends = new PacedAppends(update => log.append(documentId, update), people)
  }

  /** Nothing is on its way to the disk. */
  get idle(): boolean {
    return this.#appending === 0 && this.#held.size === 0 && this.#overtaken.length === 0
  }

  /** Takes an update to the log, or gives the reason why not. */
  submit(submission: Submission): Refusal | undefined {
    const held = this.#held.get(submission.writer.session)
    if (held !== undefined) return hold(held, submission)
    if (this.#overtaken.length > 0) {
      // Until it is known what the log has, nothing can be let in.
      this.#held.set(submission.writer.session, [submission])
      return undefined
    }
    const { follower, log } = this.#options
    const admission = follower.gate.admit(submission.update, submission.writer)
    if (admission.ok) {
      this.#append(admission, submission)
      return undefined
    }
    if (admission.reason === 'too-large') follower.freshen()
    if (admission.reason !== 'resync' || !log.shared) return admission
    // What it follows on may have been committed by another node, and not be known here yet.
    void this.#catchUpFor(submission)
    return undefined
  }

  /** Does not wait for more to go to the log with. */
  flush(): void {
    this.#appends.flush()
  }

  async #catchUpFor(first: Submission): Promise<void> {
    const { session } = first.writer
    this.#held.set(session, [first])
    let failure: Refusal | undefined
    try {
      await this.#options.follower.catchUp()
    } catch (error) {
      failure = refusalOf(error)
    }
    // Others were overtaken meanwhile: these go to the gate behind them.
    if (this.#overtaken.length === 0) this.#release(session, failure)
  }

  #release(session: number, failure?: Refusal): void {
    const held = this.#held.get(session) ?? []
    this.#held.delete(session)
    if (!this.#broken) this.#admitAll(held, failure)
  }

  /** Also of sessions that have left meanwhile: what they sent before was sent to be kept. */
  #admitAll(submissions: readonly Submission[], failure?: Refusal): void {
    const refused = new Set<number>()
    for (const submission of submissions) {
      const { update, writer } = submission
      if (refused.has(writer.session)) continue
      const admission = failure ?? this.#options.follower.gate.admit(update, writer)
      if (admission.ok) this.#append(admission, submission)
      else {
        refused.add(writer.session)
        this.#options.refused(writer.session, admission)
      }
    }
  }

  #append(admission: Admitted, submission: Submission): void {
    const { isNew, update } = admission
    const { writer, n } = submission
    const { session } = writer
    const { follower, committed, repeated } = this.#options
    const writes = writesOf(admission, writer, follower)
    const order = ++this.#order
    follower.gate.take(admission, writer)
    this.#appending++
    const append = isNew
      ? this.#appends.append({ session, n, update, writes })
      : // What it repeats may still be on its way to the disk: it is saved when that is. It has no place of its own.
        this.#lastAppend.then(() => 0)
    this.#lastAppend = append
    append.then(
      seq => {
        this.#appending--
        this.#overtakenInARow = 0
        if (!isNew) return repeated({ session, n })
        follower.committed(seq)
        committed({ seq, session, n, update })
      },
      (error: unknown) => {
        this.#appending--
        // As it was sent: what was trimmed off it may not be in the log after all.
        this.#failed(error, { ...submission, order })
      },
    )
  }

  #failed(error: unknown, submission: Submission & { order: number }): void {
    if (this.#broken) return
    if (!(error instanceof LogOvertaken) || this.#overtakenInARow >= maxOvertaken) {
      this.#break(error)
      return
    }
    // All that are on their way fail together; what waits to follow them must not.
    this.#appends.abandon(error)
    if (this.#overtaken.push(submission) === 1) void this.#lookAgain()
  }

  /** Another node has written under a client ID that was thought to be somebody's here: finds out what, and asks the gate anew. */
  async #lookAgain(): Promise<void> {
    this.#overtakenInARow++
    try {
      await this.#options.follower.startOver()
    } catch (error) {
      return this.#break(error)
    }
    if (this.#broken) return
    // What is repeated now is on the disk: nothing else is known any more.
    this.#lastAppend = Promise.resolve()
    const overtaken = this.#overtaken.sort((a, b) => a.order - b.order)
    this.#overtaken = []
    this.#admitAll(overtaken)
    for (const session of [...this.#held.keys()]) this.#release(session)
  }

  #break(error: unknown): void {
    if (this.#broken) return
    this.#broken = true
    this.#appends.abandon(error)
    this.#options.broke(refusalOf(error))
  }
}

function writesOf(
  { blocks }: Admitted,
  writer: Writer,
  { gate, head: known }: LogFollower,
): Append['writes'] {
  if (blocks.length === 0) return undefined
  const { author } = writer
  return { known, author, formerly: gate.namesOf(blocks, writer), ids: gate.writtenIds(blocks) }
}

function hold(held: Submission[], submission: Submission): Refusal | undefined {
  const bytes = held.reduce((sum, { update }) => sum + update.length, submission.update.length)
  if (held.length >= maxHeldUpdates || bytes > maxHeldBytes) {
    return refuse('resync', { detail: 'too much waits for what other nodes wrote' })
  }
  held.push(submission)
  return undefined
}
