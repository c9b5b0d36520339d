import * as Y from 'yjs'
import { mergeAwareness } from './awareness-update.ts'
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
  /** Yjs v1 updates. */
  updates?: readonly Uint8Array[]
  awareness?: Uint8Array
}

/** What came from the server, until it is in the document: applied in batches, one transaction each. */
export class Inbox {
  readonly #options: InboxOptions
  readonly #holds = new Set<symbol>()
  #snapshots: Uint8Array[] = []
  #updates: Uint8Array[] = []
  #awareness: Uint8Array[] = []
  #applying = false

  constructor(options: InboxOptions) {
    this.#options = options
  }

  get empty(): boolean {
    return this.#updates.length + this.#snapshots.length + this.#awareness.length === 0
  }

  put({ snapshot, updates, awareness }: Arrival): void {
    if (snapshot !== undefined) this.#snapshots.push(snapshot)
    for (const update of updates ?? []) this.#updates.push(update)
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

  close(): void {
    this.#options.pace.cancel()
    this.#snapshots = []
    this.#updates = []
    this.#awareness = []
  }

  #schedule(): void {
    if (this.empty || this.#holds.size > 0 || this.#applying) return
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
    const [snapshots, updates, awareness] = [this.#snapshots, this.#updates, this.#awareness]
    this.#snapshots = []
    this.#updates = []
    this.#awareness = []
    this.#applying = true
    attempt(() => {
      if (snapshots.length + updates.length === 0) return
      doc.transact(() => {
        for (const snapshot of snapshots) attempt(() => Y.applyUpdateV2(doc, snapshot, origin))
        for (const update of updates) attempt(() => Y.applyUpdate(doc, update, origin))
      }, origin)
    })
    if (awareness.length > 0) attempt(() => applyAwareness(mergeAwareness(awareness)))
    this.#applying = false
    if (this.empty) emptied()
    else this.#schedule()
  }
}

/** An observer of the document that throws is called after the change: what came in is in, and the rest must follow. */
function attempt(apply: () => void): void {
  try {
    apply()
  } catch (error) {
    reportLater(error)
  }
}
