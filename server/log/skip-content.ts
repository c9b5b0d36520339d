import { hasScriptAddress } from './script-address.ts'
import { anyObject, skipAny } from './skip-any.ts'
import { skipJson, skipJsonOrUndefined } from './skip-json.ts'
import type { UpdateCursor } from './update-cursor.ts'

export const kinds = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  subdocument: 9,
  skip: 10,
} as const

/** Options of `new Doc()` that Yjs sets itself, or calls. */
const reservedOptions = ['guid', 'gcFilter'].map(key => new TextEncoder().encode(key))

/** Steps over a struct's content. @returns how many clocks it takes */
export function skipContent(cursor: UpdateCursor, kind: number): number {
  switch (kind) {
    case kinds.skip:
    case kinds.gc:
    case kinds.deleted:
      return cursor.uint()
    case kinds.string:
      return cursor.skipString()
    case kinds.json:
      return skipEach(cursor, skipJsonOrUndefined)
    case kinds.any:
      return skipEach(cursor, skipAny)
    default:
      skipOne(cursor, kind)
      return 1
  }
}

function skipEach(cursor: UpdateCursor, skip: (cursor: UpdateCursor) => void): number {
  const length = cursor.uint()
  for (let i = 0; i < length; i++) skip(cursor)
  return length
}

function skipOne(cursor: UpdateCursor, kind: number): void {
  switch (kind) {
    case kinds.binary:
      cursor.skipBuffer()
      break
    case kinds.embed:
      skipJson(cursor)
      break
    case kinds.format:
      skipFormat(cursor)
      break
    case kinds.type:
      skipType(cursor)
      break
    case kinds.subdocument:
      skipSubdocument(cursor)
      break
    default:
      cursor.fail('an unknown struct')
  }
}

function skipFormat(cursor: UpdateCursor): void {
  cursor.skipKey()
  const start = cursor.at
  const length = cursor.uint()
  cursor.at = start
  skipJson(cursor)
  const json = cursor.bytes.subarray(cursor.at - length, cursor.at)
  if (hasScriptAddress(json)) cursor.object('a link that runs script')
}

/** Array, Map, Text, XmlElement, XmlFragment, XmlHook, XmlText: two of them have a name. */
function skipType(cursor: UpdateCursor): void {
  const type = cursor.byte()
  if (type > 6) cursor.fail('an unknown type')
  if (type === 3 || type === 5) cursor.skipKey()
}

/** A guid and an object, which Yjs spreads into the options of `new Doc()`. */
function skipSubdocument(cursor: UpdateCursor): void {
  cursor.skipString()
  if (cursor.byte() !== anyObject) cursor.fail("a subdocument's options are no object")
  for (let left = cursor.uint(); left > 0; left--) {
    const start = cursor.at + 1
    cursor.skipKey()
    const length = cursor.at - start
    const isReserved = reservedOptions.some(key => key.length === length && cursor.equals(start, key))
    if (isReserved) cursor.fail('a reserved option of a subdocument')
    skipAny(cursor, 1)
  }
}
