import { UpdateHasGap } from './malformed-update.ts'
import { type Need, type Place, StructReader } from './struct-reader.ts'
import { UpdateCursor } from './update-cursor.ts'
import { maxClient, maxClients, maxClock, maxStructs } from './update-limits.ts'

export { MalformedUpdate, UpdateHasGap } from './malformed-update.ts'
export type { Need, Place } from './struct-reader.ts'

/** What an update adds, deletes and relies on, without its content. */
export interface UpdateShape {
  /** Highest client first, each client once. */
  blocks: readonly Block[]
  /** Highest client first, each client once. */
  deletes: readonly Deletes[]
  /** The root types that it names. */
  roots: ReadonlySet<string>
  structs: number
  /** About what Yjs takes to hold it (see `weigh`). */
  weight: number
  /** Where in the bytes the delete set begins; it is the last part. */
  deletesAt: number
  /** Why it may not come in, though it can be read. */
  objection: string | undefined
}

/** A run of clocks of one client, without holes: from `start` up to, but without, `end`. */
export interface Block {
  client: number
  start: number
  end: number
  /** References to other clients, in the order of `at`. One that the reference before it implies may be left out. */
  needs: readonly Need[]
  /** By `at`, the first at `start` or below it, unless what is there needs none. */
  places: readonly Place[]
}

/** What is deleted of one client lies below `end`. */
export interface Deletes {
  client: number
  end: number
}

const none: readonly Need[] = []

/** Reads a Yjs v1 update in one pass over its bytes, decoding next to no content.
 *
 *  Stricter than Yjs: refuses whatever Yjs 13.6 does not write itself, and whatever exceeds `update-limits.ts`.
 *  What passes can be decoded, merged and diffed. Whether it can be applied, the log decides (see `admit`).
 *  @throws {MalformedUpdate}
 *  @throws {UpdateHasGap} */
export function readUpdate(bytes: Uint8Array): UpdateShape {
  const cursor = new UpdateCursor(bytes)
  const reader = new StructReader(cursor)
  const { blocks, structs } = readBlocks(reader)
  const deletesAt = cursor.at
  const deletes = readDeletes(cursor)
  if (cursor.at < bytes.length) cursor.fail('bytes are left over')
  if (reader.hasGap) throw new UpdateHasGap('the update leaves out a run of clocks')
  const { roots, weight } = reader
  const { objection } = cursor
  return { blocks, deletes, roots, structs, weight, deletesAt, objection }
}

// Every count below is followed by at least one byte per thing counted, and reading beyond the end throws: no count can
// make a loop longer than the bytes are.

function readBlocks(reader: StructReader): { blocks: Block[]; structs: number } {
  const { cursor } = reader
  const blocks: Block[] = []
  let total = 0
  let previous = maxClient + 1
  let left = cursor.uint()
  if (left > maxClients) cursor.object('too many clients')
  for (; left > 0; left--) {
    const structs = cursor.uint()
    total += structs
    if (structs === 0) cursor.fail('a client without structs')
    if (total > maxStructs) cursor.fail('too many structs')
    const client = cursor.uint()
    if (client >= previous) cursor.fail('clients out of order')
    const start = cursor.uint()
    reader.begin(client, start)
    for (let i = 0; i < structs; i++) reader.readStruct()
    blocks.push({ client, start, end: reader.clock, needs: reader.needs ?? none, places: reader.places })
    previous = client
  }
  return { blocks, structs: total }
}

function readDeletes(cursor: UpdateCursor): Deletes[] {
  const deletes: Deletes[] = []
  let total = 0
  let previous = maxClient + 1
  for (let left = cursor.uint(); left > 0; left--) {
    const client = cursor.uint()
    if (client >= previous) cursor.fail('deletes out of order')
    const ranges = cursor.uint()
    total += ranges
    if (ranges === 0) cursor.fail('a client without deletes')
    if (total > maxStructs) cursor.fail('too many deletes')
    deletes.push({ client, end: readRanges(cursor, ranges) })
    previous = client
  }
  return deletes
}

/** @returns where the last one ends */
function readRanges(cursor: UpdateCursor, ranges: number): number {
  let end = 0
  for (let i = 0; i < ranges; i++) {
    const start = cursor.uint()
    if (start < end) cursor.fail('deletes overlap')
    const length = cursor.uint()
    if (length === 0) cursor.fail('an empty delete')
    end = start + length
    if (end > maxClock) cursor.fail('a clock is too large')
  }
  return end
}
