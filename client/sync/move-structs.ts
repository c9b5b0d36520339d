import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** By client ID: what lies from `from` up to `end` is to stand under `to`, from 0. */
export type Moves = Map<number, { from: number; end: number; to: number }>

export interface MoveOptions {
  moves: Moves
  /** The clocks that whoever gets the update has. */
  known: ReadonlyMap<number, number>
}

/** The same structs and deletes under other client IDs, with all that refers to them; without what is known. */
export function moveStructs(update: Uint8Array, { moves, known }: MoveOptions): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(update)
  const moved = new Map<number, (Y.Item | Y.GC | Y.Skip)[]>()
  const there = new Map(known)
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue
    const { client, clock } = struct.id
    const move = moves.get(client)
    const start = Math.max(clock, move?.from ?? known.get(client) ?? 0)
    if (start >= clock + struct.length || start >= (move?.end ?? Number.POSITIVE_INFINITY)) continue
    const rest = start > clock ? cut(struct, start - clock) : struct
    const renamed = rename(rest, moves)
    const run = moved.get(renamed.id.client)
    if (run === undefined) moved.set(renamed.id.client, [renamed])
    else run.push(...gapBetween(run.at(-1), renamed), renamed)
    if (move === undefined) there.set(client, clock + struct.length)
  }
  const encoder = new Y.UpdateEncoderV1()
  encoding.writeVarUint(encoder.restEncoder, moved.size)
  for (const [client, run] of highestFirst(moved)) {
    encoding.writeVarUint(encoder.restEncoder, run.length)
    encoding.writeVarUint(encoder.restEncoder, client)
    encoding.writeVarUint(encoder.restEncoder, run[0]?.id.clock ?? 0)
    for (const struct of run) struct.write(encoder, 0)
  }
  writeDeletes(encoder.restEncoder, moveDeletes(ds.clients, { moves, known: there }))
  return encoder.toUint8Array()
}

/** In an update of a client's structs each begins where the one before it ends. */
function gapBetween(before: Y.Item | Y.GC | Y.Skip | undefined, { id }: Y.Item | Y.GC): Y.Skip[] {
  const end = before === undefined ? id.clock : before.id.clock + before.length
  return end < id.clock ? [new Y.Skip(Y.createID(id.client, end), id.clock - end)] : []
}

/** What a struct has from an offset on. */
function cut(struct: Y.Item | Y.GC, offset: number): Y.Item | Y.GC {
  const { client, clock } = struct.id
  const id = Y.createID(client, clock + offset)
  if (struct instanceof Y.GC) return new Y.GC(id, struct.length - offset)
  const origin = Y.createID(client, clock + offset - 1)
  const { rightOrigin, parent, parentSub, content } = struct
  return new Y.Item(id, null, origin, null, rightOrigin, parent, parentSub, content.splice(offset))
}

function rename(struct: Y.Item | Y.GC, moves: Moves): Y.Item | Y.GC {
  const id = moveId(struct.id, moves)
  if (struct instanceof Y.GC) return new Y.GC(id, struct.length)
  const { origin, rightOrigin, parent, parentSub, content } = struct
  return new Y.Item(
    id,
    null,
    origin && moveId(origin, moves),
    null,
    rightOrigin && moveId(rightOrigin, moves),
    parent instanceof Y.ID ? moveId(parent, moves) : parent,
    parentSub,
    content,
  )
}

/** Whether it stands, or hangs on to something that stands, elsewhere then. */
export function isMoved(struct: Y.Item | Y.GC, moves: Moves): boolean {
  const ids =
    struct instanceof Y.Item ? [struct.id, struct.origin, struct.rightOrigin, struct.parent] : [struct.id]
  return ids.some(id => id instanceof Y.ID && moveId(id, moves) !== id)
}

function moveId(id: Y.ID, moves: Moves): Y.ID {
  const move = moves.get(id.client)
  if (move === undefined || id.clock < move.from || id.clock >= move.end) return id
  return Y.createID(move.to, id.clock - move.from)
}

interface Range {
  clock: number
  len: number
}

function moveDeletes(
  deletes: ReadonlyMap<number, readonly Range[]>,
  { moves, known }: MoveOptions,
): Map<number, Range[]> {
  const moved = new Map<number, Range[]>()
  const add = (client: number, from: number, end: number) => {
    if (end > from) moved.set(client, [...(moved.get(client) ?? []), { clock: from, len: end - from }])
  }
  for (const [client, ranges] of deletes) {
    const move = moves.get(client)
    for (const { clock, len } of ranges) {
      const end = clock + len
      // Of what is not there nothing can be deleted.
      add(client, clock, Math.min(end, move?.from ?? end, known.get(client) ?? 0))
      if (move !== undefined) {
        add(move.to, Math.max(clock, move.from) - move.from, Math.min(end, move.end) - move.from)
      }
    }
  }
  return moved
}

function writeDeletes(to: encoding.Encoder, deletes: ReadonlyMap<number, Range[]>): void {
  encoding.writeVarUint(to, deletes.size)
  for (const [client, ranges] of highestFirst(deletes)) {
    encoding.writeVarUint(to, client)
    encoding.writeVarUint(to, ranges.length)
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(to, clock)
      encoding.writeVarUint(to, len)
    }
  }
}

function highestFirst<T>(byClient: ReadonlyMap<number, T>): [number, T][] {
  return [...byClient].sort(([a], [b]) => b - a)
}
