import type * as Y from 'yjs'
import { maxUpdateBytes } from '../../protocol/index.ts'
import { Ledger, type Pending } from './ledger.ts'
import { planResend } from './plan-resend.ts'
import { SentClocks } from './sent-clocks.ts'
import { encodeAnew, mergeMany } from './updates.ts'

/** Where updates go: a session that is open. Gives the name under which the update will be acknowledged. */
export interface Sender {
  send(update: Uint8Array): { session: number; n: number }
}

/** Why nothing is sent, though a session is open. */
export type Blocked = 'too-large' | 'malformed' | 'forbidden'

export interface OutboxOptions {
  doc: Y.Doc
  /** Saved: the device may forget it. */
  acknowledged: (pendings: readonly Pending[]) => void
  /** What was too large has become smaller: a session that opens anew can send it. */
  unblocked: () => void
}

/** What is typed within one frame travels together. */
const frameInMs = 16
/** After an edit to something too large, its size is looked at again so much later. */
const lookAgainInMs = 500

/** Local changes, from their making to their acknowledgement. Sends each without waiting for the one before. */
export class Outbox {
  readonly ledger = new Ledger()
  readonly #options: OutboxOptions
  #unsent: Pending[] = []
  #sender: Sender | undefined
  #lastSentAt = Number.NEGATIVE_INFINITY
  #frame: ReturnType<typeof setTimeout> | undefined
  #look: ReturnType<typeof setTimeout> | undefined
  #limit = maxUpdateBytes
  #blocked: Blocked | undefined

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  get blocked(): Blocked | undefined {
    return this.#blocked
  }

  /** A local change: on its way before this returns, if nothing was sent within this frame. */
  add(update: Uint8Array): Pending {
    const pending = this.ledger.note(update)
    this.#unsent.push(pending)
    if (update.length > this.#limit) this.block('too-large')
    if (this.#blocked === 'too-large') this.#lookAgain()
    if (this.#sender === undefined || this.#blocked !== undefined) return pending
    const wait = this.#lastSentAt + frameInMs - performance.now()
    if (wait <= 0) this.flush()
    else this.#frame ??= setTimeout(() => this.flush(), wait)
    return pending
  }

  /** Changes that an earlier page left on the device; the next session that begins sends them. */
  adopt(left: readonly Pending[]): void {
    this.ledger.adopt(left)
    if (left.every(({ update }) => update.length <= this.#limit)) return
    this.block('too-large')
    this.#lookAgain()
  }

  /** A session is open: sends what the server lacks, and from now on every change. `goesOn`: in place of another one, to
   *  which every change has been given. */
  begin(sender: Sender, stateVector: Uint8Array, { goesOn = false } = {}): void {
    clearTimeout(this.#frame)
    this.#frame = undefined
    this.#sender = sender
    this.#unsent = []
    if (this.#blocked === 'malformed' || this.#blocked === 'forbidden') return
    const { doc } = this.#options
    const { pendings } = this.ledger
    const plan = planResend({ doc, pendings, stateVector, limit: this.#limit, isAccounted: goesOn })
    this.#blocked = plan === undefined ? 'too-large' : undefined
    for (const { update, covers } of plan ?? []) {
      this.#send(update, covers.length > 0 ? covers : [this.ledger.note(update)])
    }
  }

  /** The session is over: what it sent may or may not have arrived. */
  end(): void {
    clearTimeout(this.#frame)
    this.#frame = undefined
    this.#sender = undefined
  }

  /** Sends what waits for the end of its frame. */
  flush(): void {
    clearTimeout(this.#frame)
    this.#frame = undefined
    if (this.#sender === undefined || this.#blocked !== undefined || this.#unsent.length === 0) return
    const batch = this.#unsent
    this.#unsent = []
    this.#lastSentAt = performance.now()
    const merged = mergeMany(batch.map(({ update }) => update))
    if (merged.length <= this.#limit) this.#send(merged, batch)
    else for (const pending of batch) this.#send(pending.update, [pending])
  }

  /** What is saved by this; undefined when nobody here knows this update. */
  acknowledge(session: number, n: number): readonly Pending[] | undefined {
    const saved = this.ledger.acknowledge({ session, n })
    if (saved !== undefined && saved.length > 0) this.#options.acknowledged(saved)
    return saved
  }

  /** The server finds too large what we did not. */
  lowerLimit(): void {
    const { largestInBytes } = this.ledger
    if (largestInBytes > 0) this.#limit = Math.min(this.#limit, largestInBytes - 1)
    this.ledger.noteWhole()
  }

  block(reason: Blocked): void {
    this.#blocked ??= reason
  }

  unblock(): void {
    this.#blocked = undefined
    this.ledger.noteWhole()
  }

  close(): void {
    this.end()
    this.ledger.close()
    clearTimeout(this.#look)
  }

  #send(update: Uint8Array, covers: readonly Pending[]): void {
    if (this.#sender === undefined) return
    const name = this.#sender.send(update)
    this.ledger.sentAs(name, covers, update.length)
    SentClocks.of(this.#options.doc).note(name.session, update)
  }

  #lookAgain(): void {
    this.#look ??= setTimeout(() => {
      this.#look = undefined
      if (this.#blocked !== 'too-large') return
      const updates = this.ledger.pendings.map(({ update }) => update)
      if (encodeAnew(this.#options.doc, updates).length > this.#limit) return
      this.unblock()
      this.#options.unblocked()
    }, lookAgainInMs)
  }
}
