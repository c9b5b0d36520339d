import * as Y from 'yjs'
import { DocumentGate } from './document-gate.ts'
import type { Sink } from './edits.corpus.ts'
import type { Admission } from './gate.ts'

/** A log in memory behind the gate, which every honest update must pass. */
export class GatedLog implements Sink {
  readonly updates: Uint8Array[] = []
  readonly gate = new DocumentGate({ clocks: new Map() })
  readonly clocks = this.gate.clocks
  offered = 0
  /** Sees each update while the log is still without it. */
  readonly onOffer: ((update: Uint8Array, log: GatedLog) => void) | undefined

  constructor(onOffer?: (update: Uint8Array, log: GatedLog) => void) {
    this.onOffer = onOffer
  }

  append(update: Uint8Array): void {
    this.offered++
    this.onOffer?.(update, this)
    const admission = this.gate.admit(update)
    if (!admission.ok) throw new Error(`refused: ${admission.reason}, ${admission.detail}`)
    if (!admission.isNew) return
    this.updates.push(admission.update)
    this.gate.take(admission)
  }

  /** The log as one update. */
  merged(): Uint8Array {
    return Y.mergeUpdates([new Uint8Array([0, 0]), ...this.updates])
  }
}

export function advance(clocks: Map<number, number>, admission: Admission): void {
  if (admission.ok) for (const [client, end] of admission.advance) clocks.set(client, end)
}

/** A document that has applied these, in this order.
 *  @throws where Yjs throws, or when something waits for what it lacks */
export function load(...updates: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  if (doc.store.pendingStructs || doc.store.pendingDs) throw new Error('something is left pending')
  return doc
}

export function clocksOf(doc: Y.Doc): Map<number, number> {
  return Y.decodeStateVector(Y.encodeStateVector(doc))
}

/** Printed with a random test's name; the environment's SEED plays a failure again. */
export const seed = Number(process.env.SEED) || Date.now() % 2 ** 31
