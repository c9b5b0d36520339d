import * as Y from 'yjs'
import { deriveClientId } from './derive-client-id.ts'
import type { Pending } from './ledger.ts'
import { isMoved, type Moves, moveStructs } from './move-structs.ts'
import { sameContentAt } from './same-content.ts'
import { newClientId } from './sent-clocks.ts'
import { encodeStateVector, isNothing, mergeMany } from './updates.ts'

export interface CarryOverOptions {
  doc: Y.Doc
  /** All that the server has. Becomes the document. */
  server: Y.Doc
  /** What was written here and is not saved. */
  pendings: readonly Pending[]
  /** What was written under a client ID at this clock or beyond cannot have been saved. */
  unsentFrom: (client: number) => number
  /** Clocks up to which the log may come to have what was written before: till then it cannot be said what is lacking. */
  awaited: ReadonlyMap<number, number>
  /** Also what was written under client IDs that nobody writes under here. */
  isThorough: boolean
}

type Struct = Y.Item | Y.GC

/** `saved`: the server has all of it, and the document may stay as it is. `on its way`: the log may have it in a moment. */
export type CarriedOver = 'carried' | 'saved' | 'on its way'

/**
 * What was written here under a client ID that is another's goes on under a new one. `server` gets it, so that it holds what everybody has,
 * and all that is not saved here; and the client ID to go on with. What the server has already, under the old ID, stays there, once.
 */
export function carryOver(options: CarryOverOptions): CarriedOver {
  const { doc, server, pendings, awaited, isThorough } = options
  const known = Y.decodeStateVector(Y.encodeStateVector(server))
  const own = mergeMany(pendings.map(({ update }) => update))
  const writers = structsOf(own)
  // What came from elsewhere, another tab perhaps, and what nobody keeps account of.
  const rest = Y.encodeStateAsUpdate(doc, lacking(doc, { known, writers }))
  const all = mergeMany([own, rest])
  const moves: Moves = new Map()
  const move = (client: number, structs: readonly Struct[]) => {
    const from = findFork(client, structs, options)
    if (from === undefined) return
    moves.set(client, { from, end: endOf(structs), to: newIdFor({ client, from }, structs, options) })
  }
  const others: [number, Struct[]][] = []
  for (const [client, structs] of structsOf(all, doc)) {
    if (isThorough || client === doc.clientID || (writers.has(client) && known.has(client)))
      move(client, structs)
    else if (writers.has(client)) others.push([client, structs])
  }
  // What another tab wrote under an ID that the log does not know it may send itself: it stays what it is.
  while (others.length > 0) {
    const at = others.findIndex(([, structs]) => structs.some(struct => isMoved(struct, moves)))
    const [next] = at < 0 ? [] : others.splice(at, 1)
    if (next === undefined) break
    move(...next)
  }
  if (moves.size === 0) return 'saved'
  if ([...moves.keys()].some(client => (known.get(client) ?? 0) < (awaited.get(client) ?? 0)))
    return 'on its way'
  Y.applyUpdate(server, moveStructs(all, { moves, known }))
  // It waits there as it has waited here, for what the log may come to have.
  const { pendingStructs } = doc.store
  if (pendingStructs !== null) Y.applyUpdateV2(server, pendingStructs.update)
  return 'carried'
}

/**
 * The structs of each client up to its end; of several runs the last, for what lies before a gap has been saved. Without what waits in `doc` for
 * something that has not come: it hangs on what is to come under its own ID.
 */
function structsOf(update: Uint8Array, doc?: Y.Doc): Map<number, Struct[]> {
  const byClient = new Map<number, Struct[]>()
  for (const struct of Y.decodeUpdate(update).structs) {
    const { client, clock } = struct.id
    if (doc !== undefined && clock >= Y.getState(doc.store, client)) continue
    const before = byClient.get(client)
    if (struct instanceof Y.Skip) byClient.delete(client)
    else if (before === undefined) byClient.set(client, [struct])
    else before.push(struct)
  }
  return byClient
}

/** Where what was written here begins to differ from what the server has under the same client ID; undefined: nowhere. */
function findFork(
  client: number,
  structs: readonly Struct[],
  { server, unsentFrom, pendings }: CarryOverOptions,
): number | undefined {
  const settled = Math.min(Y.getState(server.store, client), unsentFrom(client))
  for (const struct of structs) {
    const { clock } = struct.id
    for (let at = clock; at < clock + struct.length; at++) {
      if (at < settled && sameContentAt(server, struct, at)) continue
      return Math.max(beginOfChange({ client, clock: at }, pendings), structs[0]?.id.clock ?? at)
    }
  }
  return undefined
}

/** A change is in the log as a whole, or not at all: where its end is not, what is like its beginning is somebody else's. */
function beginOfChange({ client, clock }: Y.ID, pendings: readonly Pending[]): number {
  for (const { update } of pendings) {
    const { from, to } = Y.parseUpdateMeta(update)
    const begin = from.get(client)
    if (begin !== undefined && begin <= clock && clock < (to.get(client) ?? 0)) return begin
  }
  return clock
}

/** Another tab may carry the same words over, or this one may have done so before it was reloaded: then they have this ID already. */
function newIdFor(
  { client, from }: { client: number; from: number },
  structs: readonly Struct[],
  { server, pendings }: CarryOverOptions,
): number {
  const key = keyAt({ client, from }, pendings)
  if (key === undefined) return newClientId()
  for (let attempt = 0; ; attempt++) {
    const to = deriveClientId({ client, from, key, attempt })
    if (hasNothingElse(server, to, { from, structs })) return to
  }
}

/** The name of the change that wrote what stands there, or of the one that stands for all. */
function keyAt(
  { client, from }: { client: number; from: number },
  pendings: readonly Pending[],
): string | undefined {
  const wrote = pendings.find(({ update }) => (Y.parseUpdateMeta(update).to.get(client) ?? 0) > from)
  return (wrote ?? pendings.find(({ update }) => isNothing(update)))?.key
}

/** Where the server has something under this ID it is what is to stand there. */
function hasNothingElse(
  server: Y.Doc,
  to: number,
  { from, structs }: { from: number; structs: readonly Struct[] },
): boolean {
  const end = from + Y.getState(server.store, to)
  return structs.every(struct => {
    const last = Math.min(end, struct.id.clock + struct.length)
    for (let at = Math.max(from, struct.id.clock); at < last; at++) {
      if (!sameContentAt(server, struct, at, Y.createID(to, at - from))) return false
    }
    return true
  })
}

/** A state vector that lacks what the document has beyond the server's, but for what is accounted for. */
function lacking(
  doc: Y.Doc,
  { known, writers }: { known: ReadonlyMap<number, number>; writers: ReadonlyMap<number, readonly Struct[]> },
): Uint8Array {
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc))
  for (const [client, clock] of [...vector]) {
    const theirs = Math.min(known.get(client) ?? 0, clock)
    const first = writers.get(client)?.[0]?.id.clock
    if (first === undefined || theirs < first) vector.set(client, theirs)
  }
  return encodeStateVector(vector)
}

function endOf(structs: readonly Struct[]): number {
  const last = structs.at(-1)
  return last === undefined ? 0 : last.id.clock + last.length
}
