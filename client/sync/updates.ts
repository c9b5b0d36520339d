import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** What follows on `doc` and its updates is Yjs v1 throughout. */

/** Yjs' merge is quadratic in the number of updates (1,000 take 53 ms, 10,000 take 3.7 s): merge groups, then merge those. */
const mergedAtOnce = 64

export function mergeMany(updates: readonly Uint8Array[]): Uint8Array {
  const [only] = updates
  if (only === undefined) return new Uint8Array(2)
  if (updates.length === 1) return only
  if (updates.length <= mergedAtOnce) return Y.mergeUpdates([...updates])
  const groups: Uint8Array[] = []
  for (let i = 0; i < updates.length; i += mergedAtOnce) {
    groups.push(Y.mergeUpdates(updates.slice(i, i + mergedAtOnce)))
  }
  return mergeMany(groups)
}

/** No structs and no deletes. */
export function isNothing(update: Uint8Array): boolean {
  return update.length === 2 && update[0] === 0 && update[1] === 0
}

/** `update` without the structs that `stateVector` has. Deletes stay: a state vector does not tell about them. */
export function trim(update: Uint8Array, stateVector: Uint8Array): Uint8Array {
  return Y.diffUpdate(update, stateVector)
}

/** Whether `doc` holds structs that neither `stateVector` nor `update` accounts for. */
export function holdsMoreThan(doc: Y.Doc, stateVector: Uint8Array, update: Uint8Array): boolean {
  const theirs = Y.decodeStateVector(stateVector)
  const accounted = Y.parseUpdateMeta(update).to
  for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))) {
    if (clock > Math.max(theirs.get(client) ?? 0, accounted.get(client) ?? 0)) return true
  }
  return false
}

/** What `updates` brought into `doc`, encoded anew: without the content that has been deleted since. */
export function encodeAnew(doc: Y.Doc, updates: readonly Uint8Array[]): Uint8Array {
  const without = Y.decodeStateVector(Y.encodeStateVector(doc))
  for (const update of updates) {
    for (const [client, clock] of Y.parseUpdateMeta(update).from) {
      without.set(client, Math.min(clock, without.get(client) ?? 0))
    }
  }
  return Y.encodeStateAsUpdate(doc, encodeStateVector(without))
}

export function encodeStateVector(clocks: ReadonlyMap<number, number>): Uint8Array {
  const out = encoding.createEncoder()
  encoding.writeVarUint(out, clocks.size)
  for (const [client, clock] of clocks) {
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, clock)
  }
  return encoding.toUint8Array(out)
}
