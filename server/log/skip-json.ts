import { protoKey, type UpdateCursor } from './update-cursor.ts'
import { maxNesting } from './update-limits.ts'

const encoder = new TextEncoder()
const words = {
  true: encoder.encode('true'),
  false: encoder.encode('false'),
  null: encoder.encode('null'),
  undefined: encoder.encode('undefined'),
}

const quote = 0x22
const backslash = 0x5c

/** Steps over a string of JSON that `JSON.parse` takes, not nested deeper than `maxNesting`, without `__proto__` keys. */
export function skipJson(cursor: UpdateCursor): void {
  const outer = cursor.enterString()
  skipValue(cursor, 0)
  cursor.leaveString(outer)
}

/** The same, or the bare word `undefined`, which Yjs writes for JavaScript's undefined in ContentJSON. */
export function skipJsonOrUndefined(cursor: UpdateCursor): void {
  const outer = cursor.enterString()
  if (cursor.peek() === 0x75) skipWord(cursor, words.undefined)
  else skipValue(cursor, 0)
  cursor.leaveString(outer)
}

function skipValue(cursor: UpdateCursor, depth: number): void {
  cursor.values++
  skipSpace(cursor)
  const first = cursor.peek()
  if (first === quote) skipQuoted(cursor)
  else if (first === 0x7b) skipObject(cursor, depth + 1)
  else if (first === 0x5b) skipArray(cursor, depth + 1)
  else if (first === 0x74) skipWord(cursor, words.true)
  else if (first === 0x66) skipWord(cursor, words.false)
  else if (first === 0x6e) skipWord(cursor, words.null)
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
    if (skipQuoted(cursor)) cursor.fail('__proto__ as a key')
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

/** @returns whether it spells `__proto__`, be it with escapes */
function skipQuoted(cursor: UpdateCursor): boolean {
  if (cursor.byte() !== quote) cursor.fail('invalid JSON')
  // So many characters of the key are spelled; -1 once it is another one.
  let spelled = 0
  for (;;) {
    let unit = cursor.byte()
    if (unit === quote) return spelled === protoKey.length
    if (unit < 0x20) cursor.fail('invalid JSON')
    if (unit === backslash) unit = readEscape(cursor)
    if (spelled >= 0) spelled = unit === protoKey[spelled] ? spelled + 1 : -1
  }
}

/** @returns the UTF-16 unit of a numeric escape, and 0 for the others, which stand for no letter */
function readEscape(cursor: UpdateCursor): number {
  const kind = cursor.byte()
  switch (kind) {
    case quote:
    case backslash:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return 0
    case 0x75: // u
      return readHexDigits(cursor)
    default:
      return cursor.fail('invalid JSON')
  }
}

function readHexDigits(cursor: UpdateCursor): number {
  let unit = 0
  for (let i = 0; i < 4; i++) {
    const byte = cursor.byte()
    const letter = byte | 0x20
    if (isDigit(byte)) unit = unit * 16 + byte - 0x30
    else if (letter >= 0x61 && letter <= 0x66) unit = unit * 16 + letter - 0x61 + 10
    else cursor.fail('invalid JSON')
  }
  return unit
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
