import { ByteWriter } from './byte-writer.ts'
import type { UpdateShape } from './read-update.ts'
import { skipAny } from './skip-any.ts'
import { skipJsonOrUndefined } from './skip-json.ts'
import { hasOrigin, hasRightOrigin, kindBits, kinds, StructReader } from './struct-reader.ts'
import { UpdateCursor } from './update-cursor.ts'

const replacementCharacter = new Uint8Array([0xef, 0xbf, 0xbd])

/** Leaves out the structs that a log with everything below `clocks` has; all deletes stay. `shape` is the update's own.
 *
 *  Gives what `Y.diffUpdate` gives, but copies content where Yjs decodes it: 4 MiB of small values take Yjs most of a
 *  second, too long for an event loop. */
export function trimUpdate(
  update: Uint8Array,
  { blocks, deletesAt }: UpdateShape,
  clocks: ReadonlyMap<number, number>,
): Uint8Array {
  const reader = new StructReader(new UpdateCursor(update))
  // A block grows by no more than its later start and the origin of its first struct's rest.
  const trimmed = new ByteWriter(update.length + blocks.length * 16)
  const known = (client: number) => clocks.get(client) ?? 0
  reader.cursor.uint()
  trimmed.uint(blocks.filter(({ client, end }) => end > known(client)).length)
  for (const { client } of blocks) trimBlock(reader, trimmed, known(client))
  trimmed.copy(update.subarray(deletesAt))
  return trimmed.written()
}

function trimBlock(reader: StructReader, trimmed: ByteWriter, known: number): void {
  const { cursor } = reader
  let left = cursor.uint()
  reader.begin(cursor.uint(), cursor.uint())
  for (; left > 0; left--) {
    const from = cursor.at
    const start = reader.clock
    reader.readStruct()
    if (reader.clock <= known) continue
    trimmed.uint(left)
    trimmed.uint(reader.client)
    trimmed.uint(Math.max(start, known))
    if (start < known) copyRest(reader, trimmed, { start, known })
    else trimmed.copy(cursor.bytes.subarray(from, cursor.at))
    const next = cursor.at
    while (--left > 0) reader.readStruct()
    trimmed.copy(cursor.bytes.subarray(next, cursor.at))
    return
  }
}

/** Copies what the struct that was read last has from `known` on: an item whose origin is the clock before. */
function copyRest(
  { cursor, client, info, rightOriginAt, contentAt }: StructReader,
  trimmed: ByteWriter,
  { start, known }: { start: number; known: number },
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
  const without = known - start
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
