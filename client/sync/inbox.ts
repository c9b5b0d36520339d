import * as Y from 'yjs'
import { mergeAwareness } from './awareness-update.ts'
import type { Pending } from './ledger.ts'
import type { Pace } from './pace.ts'
import { reportLater } from './report-later.ts'

export interface InboxOptions {
  doc: Y.Doc
  /** The origin of the transactions that apply what came in. */
  origin: unknown
  pace: Pace
  applyAwareness: (update: Uint8Array) => void
  /** Called after everything that had come in is in the document. */
  emptied: () => void
}

export interface Arrival {
  /** A Yjs v2 update. */
  snapshot?: Uint8Array | undefined
  steps?: readonly LogStep[]
  awareness?: Uint8Array
}

/** What the log has at one place: a Yjs v1 update of somebody else's, or changes of our own, which are saved by it. */
export type LogStep = { update: Uint8Array } | { saved: readonly Pending[] }

/** What the transaction that runs brings in, in the log's order; what of our own changes lies between is told where it does. */
export type Arriving = readonly (LogStep | { snapshot: Uint8Array })[]

/** What came from the server, until it is in the document: applied in batches, one transaction each. */
export class Inbox {
  readonly #options: InboxOptions
  readonly #holds = new Set<symbol>()
  #snapshots: Uint8Array[] = []
  #steps: LogStep[] = []
  #awareness: Uint8Array[] = []
  #arriving: Arriving | undefined

  constructor(options: InboxOptions) {
    this.#options = options
  }

  /** Defined while what came in is being applied. */
  get arriving(): Arriving | undefined {
    return this.#arriving
  }

  get empty(): boolean {
    return this.#steps.length + this.#snapshots.length + this.#awareness.length === 0
  }

  put({ snapshot, steps, awareness }: Arrival): void {
    if (snapshot !== undefined) this.#snapshots.push(snapshot)
    for (const step of steps ?? []) {
      // What is saved says something only to those that are applied later than it was heard.
      if ('update' in step || !this.empty) this.#steps.push(step)
    }
    // An empty one is how a room without carets is told.
    if (awareness !== undefined && awareness.length > 0) this.#awareness.push(awareness)
    this.#schedule()
  }

  /** Nothing is applied until what this returns is called. Holds add up. */
  hold(): () => void {
    const hold = Symbol('hold')
    this.#holds.add(hold)
    return () => {
      if (this.#holds.delete(hold)) this.#schedule()
    }
  }

  /** What came in is in the document when this returns, whatever holds it: there will be no later. */
  applyNow(): void {
    if (this.empty || this.#arriving !== undefined || this.#options.doc._transaction !== null) return
    this.#options.pace.cancel()
    this.#holds.clear()
    this.#apply()
  }

  close(): void {
    this.#options.pace.cancel()
    this.#snapshots = []
    this.#steps = []
    this.#awareness = []
  }

  #schedule(): void {
    if (this.empty || this.#holds.size > 0 || this.#arriving !== undefined) return
    // Inside somebody's transaction ours would become a part of it, and look like theirs.
    if (this.#options.doc._transaction !== null) {
      setTimeout(() => this.#schedule(), 0)
      return
    }
    this.#options.pace.schedule(() => this.#apply())
  }

  #apply(): void {
    if (this.#holds.size > 0) return
    const { doc, origin, applyAwareness, emptied } = this.#options
    const arriving: Arriving = [...this.#snapshots.map(snapshot => ({ snapshot })), ...this.#steps]
    const awareness = this.#awareness
    this.#snapshots = []
    this.#steps = []
    this.#awareness = []
    this.#arriving = arriving
    const applyCarets = () => {
      if (awareness.length > 0) attempt(() => applyAwareness(mergeAwareness(awareness)))
    }
    attempt(() => {
      if (arriving.length === 0) return applyCarets()
      doc.transact(() => {
        for (const step of arriving) attempt(() => apply(doc, step, origin))
        // Before anybody is told of the change: who draws it draws the carets with it.
        applyCarets()
      }, origin)
    })
    this.#arriving = undefined
    if (this.empty) emptied()
    else this.#schedule()
  }
}

function apply(doc: Y.Doc, step: Arriving[number], origin: unknown): void {
  if ('snapshot' in step) Y.applyUpdateV2(doc, step.snapshot, origin)
  else if ('update' in step) Y.applyUpdate(doc, step.update, origin)
}

/** An observer of the document that throws is called after the change: what came in is in, and the rest must follow. */
function attempt(apply: () => void): void {
  try {
    apply()
  } catch (error) {
    reportLater(error)
  }
}
