import { ByteWriter } from './byte-writer.ts'
import type { Block, UpdateShape } from './read-update.ts'
import { skipAny } from './skip-any.ts'
import { kinds } from './skip-content.ts'
import { skipJsonOrUndefined } from './skip-json.ts'
import { hasOrigin, hasRightOrigin, kindBits, StructReader } from './struct-reader.ts'
import { UpdateCursor } from './update-cursor.ts'

const replacementCharacter = new Uint8Array([0xef, 0xbf, 0xbd])

export interface Trimmed {
  update: Uint8Array
  blocks: Block[]
  /** Of what is left (see `weigh`). */
  weight: number
}

/** Leaves out the structs that a log with everything below `clocks` has; all deletes stay. `shape` is the update's own.
 *
 *  Gives what `Y.diffUpdate` gives, but copies content where Yjs decodes it: 4 MiB of small values take Yjs most of a
 *  second, too long for an event loop. */
export function trimUpdate(
  update: Uint8Array,
  { blocks, deletesAt }: UpdateShape,
  clocks: ReadonlyMap<number, number>,
): Trimmed {
  const reader = new StructReader(new UpdateCursor(update))
  // A block grows by no more than its later start and the origin of its first struct's rest.
  const trimmed = new ByteWriter(update.length + blocks.length * 16)
  const known = (client: number) => clocks.get(client) ?? 0
  reader.cursor.uint()
  trimmed.uint(blocks.filter(({ client, end }) => end > known(client)).length)
  let weight = 0
  const rest = blocks
    .map(({ client }) => {
      const block = trimBlock(reader, trimmed, known(client))
      weight += block?.weight ?? 0
      return block
    })
    .filter(block => block !== undefined)
  trimmed.copy(update.subarray(deletesAt))
  return { update: trimmed.written(), blocks: rest, weight }
}

/** @returns what is left of the block */
function trimBlock(
  reader: StructReader,
  trimmed: ByteWriter,
  known: number,
): (Block & { weight: number }) | undefined {
  const { cursor } = reader
  let left = cursor.uint()
  reader.begin(cursor.uint(), cursor.uint())
  for (; left > 0; left--) {
    const from = cursor.at
    const before = reader.weight
    const clock = reader.clock
    // What the log has needs nothing any more, nor does it speak for what follows.
    reader.needs = undefined
    reader.places = []
    reader.readStruct()
    if (reader.clock <= known) continue
    const start = Math.max(clock, known)
    trimmed.uint(left)
    trimmed.uint(reader.client)
    trimmed.uint(start)
    if (clock < known) copyRest(reader, trimmed, { known, without: known - clock })
    else trimmed.copy(cursor.bytes.subarray(from, cursor.at))
    const next = cursor.at
    while (--left > 0) reader.readStruct()
    trimmed.copy(cursor.bytes.subarray(next, cursor.at))
    return {
      weight: reader.weight - before,
      client: reader.client,
      start,
      end: reader.clock,
      needs: reader.needs ?? [],
      places: reader.places,
    }
  }
  return undefined
}

/** Copies what the struct that was read last has from `known` on: an item whose origin is the clock before. */
function copyRest(
  { cursor, client, info, rightOriginAt, contentAt }: StructReader,
  trimmed: ByteWriter,
  { known, without }: { known: number; without: number },
): void {
  const end = cursor.at
  const kind = info & kindBits
  if (kind === kinds.gc) trimmed.byte(kind)
  else {
    // The bit for a parent's key may stay: whoever reads an item with an origin takes the key from there.
    trimmed.byte(info | hasOrigin)
    trimmed.uint(client)
    trimmed.uint(known - 1)
    if (info & hasRightOrigin) trimmed.copy(cursor.bytes.subarray(rightOriginAt, contentAt))
  }
  cursor.at = contentAt
  const length = cursor.uint()
  if (kind === kinds.string) copyRestOfString(cursor, trimmed, { without, end })
  else {
    trimmed.uint(length - without)
    if (kind === kinds.any) for (let i = 0; i < without; i++) skipAny(cursor)
    if (kind === kinds.json) for (let i = 0; i < without; i++) skipJsonOrUndefined(cursor)
    trimmed.copy(cursor.bytes.subarray(cursor.at, end))
  }
  cursor.at = end
}

/** `without` counts UTF-16 units. Half of a surrogate pair becomes a replacement character, as everywhere in Yjs. */
function copyRestOfString(
  cursor: UpdateCursor,
  trimmed: ByteWriter,
  { without, end }: { without: number; end: number },
): void {
  const splitsPair = cursor.skipUnits(without)
  const rest = cursor.bytes.subarray(cursor.at, end)
  trimmed.uint(rest.length + (splitsPair ? replacementCharacter.length : 0))
  if (splitsPair) trimmed.copy(replacementCharacter)
  trimmed.copy(rest)
}
