import type * as Y from 'yjs'
import { maxUpdateBytes } from '../../protocol/index.ts'
import { planResend, whole } from './plan-resend.ts'
import { encodeAnew, isNothing, mergeMany } from './updates.ts'

/** A local change that the server has not acknowledged. */
export interface Pending {
  /** Its name on the device. */
  readonly key: string
  readonly update: Uint8Array
  /** Counts the changes of this outbox. */
  readonly ordinal: number
}

/** Where updates go: a session that is open. */
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

interface Sent {
  session: number
  covers: readonly Pending[]
  bytes: number
  at: number
}

/** What is typed within one frame travels together. */
const frameInMs = 16
/** After an edit to something too large, its size is looked at again so much later. */
const lookAgainInMs = 500

/** Local changes, from their making to their acknowledgement. Sends each without waiting for the one before. */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #name = crypto.randomUUID()
  /** Oldest first. */
  #pending = new Set<Pending>()
  /** One of them, that stands for everything which the server lacks. */
  #whole: Pending | undefined
  #unsent: Pending[] = []
  readonly #sent = new Map<string, Sent>()
  #ordinal = 0
  #sender: Sender | undefined
  #lastSentAt = Number.NEGATIVE_INFINITY
  #frame: ReturnType<typeof setTimeout> | undefined
  #look: ReturnType<typeof setTimeout> | undefined
  #limit = maxUpdateBytes
  #blocked: Blocked | undefined

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  get unsaved(): number {
    if (this.#whole === undefined) return this.#pending.size
    return Math.max(1, this.#pending.size - 1)
  }

  get pendings(): Pending[] {
    return [...this.#pending]
  }

  get blocked(): Blocked | undefined {
    return this.#blocked
  }

  /** The ordinals of the oldest change that is not saved, and of the newest one of all. */
  get oldest(): number {
    const [oldest] = this.#pending
    return oldest?.ordinal ?? Number.POSITIVE_INFINITY
  }
  get newest(): number {
    return this.#ordinal
  }

  /** Since when the oldest update of this session waits for its acknowledgement. */
  unsavedSince(session: number): number | undefined {
    for (const sent of this.#sent.values()) if (sent.session === session) return sent.at
    return undefined
  }

  /** A local change: on its way before this returns, if nothing was sent within this frame. */
  add(update: Uint8Array): Pending {
    const pending = this.#note(update)
    this.#unsent.push(pending)
    if (update.length > this.#limit) this.block('too-large')
    if (this.#blocked === 'too-large') this.#lookAgain()
    if (this.#sender === undefined || this.#blocked !== undefined) return pending
    const wait = this.#lastSentAt + frameInMs - performance.now()
    if (wait <= 0) this.flush()
    else this.#frame ??= setTimeout(() => this.flush(), wait)
    return pending
  }

  /** Changes that an earlier page left on the device; before any session begins. */
  adopt(left: readonly Pick<Pending, 'key' | 'update'>[]): void {
    const older = left.map(({ key, update }) => ({ key, update, ordinal: ++this.#ordinal }))
    this.#pending = new Set([...older, ...this.#pending])
    this.#whole ??= older.find(({ update }) => isNothing(update))
    if (older.every(({ update }) => update.length <= this.#limit)) return
    this.block('too-large')
    this.#lookAgain()
  }

  /** A session is open: sends what the server lacks, and from now on every change. */
  begin(sender: Sender, stateVector: Uint8Array): void {
    this.#sender = sender
    this.#unsent = []
    if (this.#blocked === 'malformed' || this.#blocked === 'forbidden') return
    const { doc } = this.#options
    const { pendings } = this
    const plan = planResend({ doc, pendings, stateVector, limit: this.#limit })
    this.#blocked = plan === undefined ? 'too-large' : undefined
    for (const { update, covers } of plan ?? []) {
      this.#send(update, covers.length > 0 ? covers : [this.#note(update)])
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

  /** False when nobody here knows this update. */
  acknowledge(session: number, n: number): boolean {
    const name = `${session}:${n}`
    const sent = this.#sent.get(name)
    if (sent === undefined) return false
    this.#sent.delete(name)
    const saved = sent.covers.filter(pending => this.#pending.delete(pending))
    if (this.#whole !== undefined && !this.#pending.has(this.#whole)) this.#whole = undefined
    // Nothing is left that the names of earlier sessions could still acknowledge.
    if (this.#pending.size === 0) this.#sent.clear()
    if (saved.length > 0) this.#options.acknowledged(saved)
    return true
  }

  /** Nobody knows what the server lacks: the next session sends the difference to what it has. */
  addWhole(): void {
    this.#whole ??= this.#note(whole)
  }

  /** The server finds too large what we did not. */
  lowerLimit(): void {
    const largest = Math.max(0, ...[...this.#sent.values()].map(({ bytes }) => bytes))
    if (largest > 0) this.#limit = Math.min(this.#limit, largest - 1)
    this.addWhole()
  }

  block(reason: Blocked): void {
    this.#blocked ??= reason
  }

  unblock(): void {
    this.#blocked = undefined
    this.addWhole()
  }

  close(): void {
    this.end()
    clearTimeout(this.#look)
  }

  #note(update: Uint8Array): Pending {
    const ordinal = ++this.#ordinal
    const pending = { key: `${this.#name}/${ordinal}`, update, ordinal }
    this.#pending.add(pending)
    return pending
  }

  #send(update: Uint8Array, covers: readonly Pending[]): void {
    if (this.#sender === undefined) return
    const { session, n } = this.#sender.send(update)
    this.#sent.set(`${session}:${n}`, { session, covers, bytes: update.length, at: performance.now() })
  }

  #lookAgain(): void {
    this.#look ??= setTimeout(() => {
      this.#look = undefined
      if (this.#blocked !== 'too-large') return
      const updates = [...this.#pending].map(({ update }) => update)
      if (encodeAnew(this.#options.doc, updates).length > this.#limit) return
      this.unblock()
      this.#options.unblocked()
    }, lookAgainInMs)
  }
}
