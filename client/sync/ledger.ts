import type { Waiting } from './pulse.ts'
import { isNothing } from './updates.ts'

/** A local change that the server has not acknowledged. */
export interface Pending {
  /** Its name on the device. */
  readonly key: string
  readonly update: Uint8Array
}

/** The update of a change that stands for everything in the document that the server lacks. */
const whole = new Uint8Array(2)

interface Sent {
  session: number
  covers: readonly Pending[]
  bytes: number
  at: number
}

/** What is not saved, and under which names it was sent: of this session, and of earlier ones whose fate is unknown. */
export class Ledger {
  readonly #name = crypto.randomUUID()
  /** Oldest first. */
  #pending = new Set<Pending>()
  /** One of them, that stands for everything which the server lacks. */
  #whole: Pending | undefined
  readonly #sent = new Map<string, Sent>()
  #noted = 0
  #waiting: { for: Set<Pending>; saved: () => void; failed: (error: Error) => void }[] = []
  #closed = false

  /** Changes that are not saved. */
  get unsaved(): number {
    return this.#whole === undefined ? this.#pending.size : Math.max(1, this.#pending.size - 1)
  }

  get pendings(): Pending[] {
    return [...this.#pending]
  }

  /** Of what was sent and is not saved. */
  get largestInBytes(): number {
    return Math.max(0, ...[...this.#sent.values()].map(({ bytes }) => bytes))
  }

  note(update: Uint8Array): Pending {
    const pending = { key: `${this.#name}/${++this.#noted}`, update }
    this.#pending.add(pending)
    return pending
  }

  /** Nobody knows what the server lacks. */
  noteWhole(): void {
    this.#whole ??= this.note(whole)
  }

  /** Older changes than those that are here; some of them may be the same. */
  adopt(left: readonly Pending[]): void {
    const known = new Set(this.pendings.map(({ key }) => key))
    const older = left.filter(({ key }) => !known.has(key))
    this.#pending = new Set([...older, ...this.#pending])
    this.#whole ??= older.find(({ update }) => isNothing(update))
  }

  sentAs(name: { session: number; n: number }, covers: readonly Pending[], bytes: number): void {
    this.#sent.set(nameOf(name), { session: name.session, covers, bytes, at: performance.now() })
  }

  /** What was sent in this session and is not acknowledged; undefined: nothing. */
  inFlight(session: number): Waiting | undefined {
    const sent = [...this.#sent.values()].filter(each => each.session === session)
    const [oldest] = sent
    return oldest && { since: oldest.at, bytes: sent.reduce((sum, { bytes }) => sum + bytes, 0) }
  }

  /** What is saved by this; undefined when nobody here knows the update. */
  acknowledge(name: { session: number; n: number }): readonly Pending[] | undefined {
    const sent = this.#sent.get(nameOf(name))
    if (sent === undefined) return undefined
    this.#sent.delete(nameOf(name))
    const saved = sent.covers.filter(pending => this.#pending.delete(pending))
    if (this.#whole !== undefined && !this.#pending.has(this.#whole)) this.#whole = undefined
    // Nothing is left that the names of earlier sessions could still acknowledge.
    if (this.#pending.size === 0) this.#sent.clear()
    this.#tell(saved)
    return saved
  }

  /** Resolves when everything that is here now is saved; rejects when it is closed before. */
  whenSaved(): Promise<void> {
    if (this.#pending.size === 0) return Promise.resolve()
    if (this.#closed) return Promise.reject(closedBefore())
    return new Promise((saved, failed) => this.#waiting.push({ for: new Set(this.#pending), saved, failed }))
  }

  /** What is not saved is not wanted any more. */
  discard(): void {
    this.#pending.clear()
    this.#whole = undefined
    this.#sent.clear()
    this.close()
  }

  /** Nothing will be saved any more. */
  close(): void {
    this.#closed = true
    for (const { failed } of this.#waiting) failed(closedBefore())
    this.#waiting = []
  }

  #tell(saved: readonly Pending[]): void {
    if (this.#waiting.length === 0) return
    for (const waiting of this.#waiting) {
      for (const pending of saved) waiting.for.delete(pending)
      if (waiting.for.size === 0) waiting.saved()
    }
    this.#waiting = this.#waiting.filter(waiting => waiting.for.size > 0)
  }
}

function closedBefore(): Error {
  return new Error('The provider was destroyed before the server had saved everything.')
}

function nameOf({ session, n }: { session: number; n: number }): string {
  return `${session}:${n}`
}
