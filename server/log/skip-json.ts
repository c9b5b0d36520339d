import type { UpdateCursor } from './update-cursor.ts'
import { maxNesting } from './update-limits.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const words = { t: encoder.encode('true'), f: encoder.encode('false'), n: encoder.encode('null') }
const undefinedWord = encoder.encode('undefined')

const quote = 0x22
const backslash = 0x5c

/** Steps over a string of JSON that `JSON.parse` takes, not nested deeper than `maxNesting`, without `__proto__` keys. */
export function skipJson(cursor: UpdateCursor): void {
  const end = skipJsonString(cursor)
  skipValue(cursor, 0)
  if (cursor.at !== end) cursor.fail('invalid JSON')
}

/** The same, or the bare word `undefined`, which Yjs writes for JavaScript's undefined in ContentJSON. */
export function skipJsonOrUndefined(cursor: UpdateCursor): void {
  const end = skipJsonString(cursor)
  if (end - cursor.at === undefinedWord.length && cursor.equals(cursor.at, undefinedWord)) cursor.at = end
  else {
    skipValue(cursor, 0)
    if (cursor.at !== end) cursor.fail('invalid JSON')
  }
}

/** Leaves the cursor at the string's first byte. @returns where the string ends */
function skipJsonString(cursor: UpdateCursor): number {
  const start = cursor.at
  cursor.skipString()
  const end = cursor.at
  cursor.at = start
  cursor.uint()
  return end
}

/** May run beyond the string's end where the string is not whole JSON; the caller compares the ends. */
function skipValue(cursor: UpdateCursor, depth: number): void {
  skipSpace(cursor)
  const first = cursor.peek()
  if (first === quote) skipQuoted(cursor)
  else if (first === 0x7b) skipObject(cursor, depth + 1)
  else if (first === 0x5b) skipArray(cursor, depth + 1)
  else if (first === 0x74) skipWord(cursor, words.t)
  else if (first === 0x66) skipWord(cursor, words.f)
  else if (first === 0x6e) skipWord(cursor, words.n)
  else skipNumber(cursor)
  skipSpace(cursor)
}

function skipObject(cursor: UpdateCursor, depth: number): void {
  if (depth > maxNesting) cursor.fail('JSON nested too deeply')
  cursor.at++
  skipSpace(cursor)
  if (skipIf(cursor, 0x7d)) return
  do {
    skipSpace(cursor)
    skipObjectKey(cursor)
    skipSpace(cursor)
    if (cursor.byte() !== 0x3a) cursor.fail('invalid JSON')
    skipValue(cursor, depth)
  } while (skipIf(cursor, 0x2c))
  if (cursor.byte() !== 0x7d) cursor.fail('invalid JSON')
}

function skipArray(cursor: UpdateCursor, depth: number): void {
  if (depth > maxNesting) cursor.fail('JSON nested too deeply')
  cursor.at++
  skipSpace(cursor)
  if (skipIf(cursor, 0x5d)) return
  do skipValue(cursor, depth)
  while (skipIf(cursor, 0x2c))
  if (cursor.byte() !== 0x5d) cursor.fail('invalid JSON')
}

function skipObjectKey(cursor: UpdateCursor): void {
  const start = cursor.at
  const escaped = skipQuoted(cursor)
  // Escapes may spell a key in many ways, and keys of honest clients hardly ever have any: those are decoded.
  const raw = cursor.bytes.subarray(start, cursor.at)
  if (!escaped && raw.length !== '"__proto__"'.length) return
  if (JSON.parse(decoder.decode(raw)) === '__proto__') cursor.fail('__proto__ as a key')
}

/** @returns whether the string holds escapes */
function skipQuoted(cursor: UpdateCursor): boolean {
  if (cursor.byte() !== quote) cursor.fail('invalid JSON')
  let escaped = false
  for (;;) {
    const byte = cursor.byte()
    if (byte === quote) return escaped
    if (byte < 0x20) cursor.fail('invalid JSON')
    if (byte === backslash) {
      escaped = true
      skipEscape(cursor)
    }
  }
}

function skipEscape(cursor: UpdateCursor): void {
  switch (cursor.byte()) {
    case quote:
    case backslash:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return
    case 0x75: // u
      for (let i = 0; i < 4; i++) if (!isHexDigit(cursor.byte())) cursor.fail('invalid JSON')
      return
    default:
      cursor.fail('invalid JSON')
  }
}

function skipWord(cursor: UpdateCursor, word: Uint8Array): void {
  if (!cursor.equals(cursor.at, word)) cursor.fail('invalid JSON')
  cursor.at += word.length
}

function skipNumber(cursor: UpdateCursor): void {
  skipIf(cursor, 0x2d)
  if (!skipIf(cursor, 0x30)) skipDigits(cursor)
  if (skipIf(cursor, 0x2e)) skipDigits(cursor)
  if (skipIf(cursor, 0x65) || skipIf(cursor, 0x45)) {
    if (!skipIf(cursor, 0x2b)) skipIf(cursor, 0x2d)
    skipDigits(cursor)
  }
}

function skipDigits(cursor: UpdateCursor): void {
  if (!isDigit(cursor.byte())) cursor.fail('invalid JSON')
  while (isDigit(cursor.peek())) cursor.at++
}

function skipSpace(cursor: UpdateCursor): void {
  for (;;) {
    const byte = cursor.peek()
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return
    cursor.at++
  }
}

function skipIf(cursor: UpdateCursor, byte: number): boolean {
  if (cursor.peek() !== byte) return false
  cursor.at++
  return true
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39
const isHexDigit = (byte: number) => isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)
