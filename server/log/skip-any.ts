import type { UpdateCursor } from './update-cursor.ts'
import { maxNesting } from './update-limits.ts'

/** The kind of value that an object is. */
export const anyObject = 118

/** Steps over one value in lib0's `any` encoding (lib0/decoding.js, `readAny`), not nested deeper than `maxNesting`. */
export function skipAny(cursor: UpdateCursor, depth = 0): void {
  cursor.values++
  const kind = cursor.byte()
  switch (kind) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      break
    case 125:
      skipInteger(cursor)
      break
    case 124: // float32
      cursor.skip(4)
      break
    case 123: // float64
    case 122: // bigint
      cursor.skip(8)
      break
    case 119:
      cursor.skipString()
      break
    case anyObject:
      skipObject(cursor, depth + 1)
      break
    case 117:
      skipArray(cursor, depth + 1)
      break
    case 116:
      cursor.skipBuffer()
      break
    default:
      cursor.fail(`an unknown kind of value (${kind})`)
  }
}

function skipObject(cursor: UpdateCursor, depth: number): void {
  if (depth > maxNesting) cursor.fail('values nested too deeply')
  for (let left = cursor.uint(); left > 0; left--) {
    cursor.skipKey()
    skipAny(cursor, depth)
  }
}

function skipArray(cursor: UpdateCursor, depth: number): void {
  if (depth > maxNesting) cursor.fail('values nested too deeply')
  for (let left = cursor.uint(); left > 0; left--) skipAny(cursor, depth)
}

/** A signed varint: 53 bits and the sign fit into eight bytes. */
function skipInteger(cursor: UpdateCursor): void {
  let byte = cursor.byte()
  if (byte < 0x80) return
  for (let more = 7; byte >= 0x80; more--) {
    if (more === 0) cursor.fail('a number is too large')
    byte = cursor.byte()
  }
  if (byte === 0) cursor.fail('a number is padded')
}
