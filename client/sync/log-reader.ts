import {
  type LoggedUpdate,
  type MissedAnswer,
  type Opened,
  type SavedFrame,
  type Seq,
  unpackUpdates,
} from '../../protocol/index.ts'
import type { Arrival, LogStep } from './inbox.ts'
import type { Pending } from './ledger.ts'
import { LogCursor } from './log-cursor.ts'

export interface LogReaderOptions {
  /** What of ours is saved by it; undefined when the update is none of ours. */
  acknowledge: (session: number, n: number) => readonly Pending[] | undefined
  /** What has come in, in the order in which it came: what others wrote, and where ours were saved among it. */
  arrived: (arrival: Arrival) => void
  askMissed: (after: Seq, answered: (answer: MissedAnswer) => void) => void
  /** What was missed cannot be had in this session: open again. */
  reopen: () => void
}

/** A place in a log. */
export interface LogPlace {
  seq: Seq
  epoch: string
}

/** What is missed may be on its way still. */
const gapInMs = 500

/** Reads the log as it comes in, in whatever order, and asks for what does not. */
export class LogReader {
  readonly #options: LogReaderOptions
  #cursor = new LogCursor()
  #epoch: string | undefined
  #gap: ReturnType<typeof setTimeout> | undefined

  constructor(options: LogReaderOptions) {
    this.#options = options
  }

  /** Everything up to here has come in; undefined before the first session. */
  get place(): LogPlace | undefined {
    return this.#epoch === undefined ? undefined : { seq: this.#cursor.seq, epoch: this.#epoch }
  }

  /** Goes on where an earlier page has been. */
  startAt({ seq, epoch }: LogPlace): void {
    this.#cursor = new LogCursor(seq)
    this.#epoch = epoch
  }

  /** True when the answer is from another log than the one that we knew: it may lack what that one had. `after`: up to where
   *  we had everything when we asked. */
  isAnother({ epoch, head }: Opened, after: Seq): boolean {
    return this.#epoch !== undefined && (epoch !== this.#epoch || head < after)
  }

  /** A session has opened; `more` came with it. */
  opened(opened: Opened, after: Seq, more: Arrival): void {
    if (this.isAnother(opened, after)) this.#cursor = new LogCursor()
    this.#epoch = opened.epoch
    if (opened.snapshot !== undefined) this.#cursor.jump(opened.snapshot.seq)
    this.#read(unpackUpdates(opened.updates), more)
    this.head(opened.head)
  }

  updates(updates: readonly LoggedUpdate[]): void {
    this.#read(updates)
  }

  saved({ session, n, seq }: SavedFrame): void {
    this.#cursor.see(seq)
    const saved = this.#options.acknowledge(session, n)
    this.#options.arrived({ steps: [{ saved: saved ?? [] }] })
    this.#checkGap()
  }

  head(head: Seq): void {
    this.#cursor.announce(head)
    this.#checkGap()
  }

  /** Another session goes on in place of one that may have been asked for what is missing. */
  goOn(): void {
    this.#checkGap()
  }

  /** The session is over. */
  end(): void {
    clearTimeout(this.#gap)
    this.#gap = undefined
  }

  #read(updates: readonly LoggedUpdate[], more: Arrival = {}): void {
    const steps: LogStep[] = []
    for (const { seq, session, n, update } of updates) {
      this.#cursor.see(seq)
      // Not asked whether it was seen before: applying twice is harmless, and `saved` names a seq without its update.
      const saved = this.#options.acknowledge(session, n)
      steps.push(saved === undefined ? { update } : { saved })
    }
    this.#options.arrived({ ...more, steps })
    this.#checkGap()
  }

  #checkGap(): void {
    if (!this.#cursor.missing || this.#gap !== undefined) return
    this.#gap = setTimeout(() => {
      this.#gap = undefined
      if (this.#cursor.missing) this.#askMissed()
    }, gapInMs)
  }

  #askMissed(): void {
    this.#options.askMissed(this.#cursor.seq, answer => {
      // A snapshot does not tell which of our updates it holds; the answer to `open` says more.
      if (!answer.ok || answer.snapshot !== undefined) return this.#options.reopen()
      this.#read(unpackUpdates(answer.updates))
      this.head(answer.head)
    })
  }
}
