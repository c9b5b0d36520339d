import { MalformedUpdate } from './malformed-update.ts'

/** As a key it reaches an object's prototype in whoever copies the object. */
export const protoKey = new TextEncoder().encode('__proto__')

/** Walks over bytes in lib0's encoding. Every method either moves forward or throws, so that no count read from the
 *  bytes can make a caller's loop longer than the bytes are. */
export class UpdateCursor {
  readonly bytes: Uint8Array
  at = 0
  /** Why what was read may not come in, though it can be read. */
  objection: string | undefined
  /** Values that were read. */
  values = 0
  /** Where reading ends: with the bytes, or with the string that was entered. */
  #end: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#end = bytes.length
  }

  fail(what: string): never {
    throw new MalformedUpdate(`${what} at byte ${this.at} of ${this.bytes.length}`)
  }

  object(what: string): void {
    this.objection ??= what
  }

  byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined || this.at >= this.#end) this.fail('ends early')
    this.at++
    return byte
  }

  /** The next byte, or -1 at the end, without moving. */
  peek(): number {
    return this.at < this.#end ? (this.bytes[this.at] ?? -1) : -1
  }

  /** A varint of at most 35 bits: clients, clocks, lengths and counts all fit. Its shortest form only. */
  uint(): number {
    let byte = this.byte()
    if (byte < 0x80) return byte
    let value = byte & 0x7f
    let scale = 0x80
    do {
      if (scale > 2 ** 28) this.fail('a number is too large')
      byte = this.byte()
      value += (byte & 0x7f) * scale
      scale *= 0x80
    } while (byte >= 0x80)
    if (byte === 0) this.fail('a number is padded')
    return value
  }

  skip(length: number): void {
    if (length > this.#end - this.at) this.fail('ends early')
    this.at += length
  }

  /** Steps over a byte array. */
  skipBuffer(): void {
    this.skip(this.uint())
  }

  /** Steps over a string. @returns its length in UTF-16 units, as JavaScript and thus Yjs counts */
  skipString(): number {
    const length = this.uint()
    const start = this.at
    this.skip(length)
    return this.#utf16Length(start, this.at)
  }

  /** Steps over a string's length only, and reads no further than to its end until `leaveString`.
   *  @returns where reading ended before */
  enterString(): number {
    const length = this.uint()
    const start = this.at
    this.skip(length)
    this.#utf16Length(start, this.at)
    const outer = this.#end
    this.#end = this.at
    this.at = start
    return outer
  }

  leaveString(outer: number): void {
    if (this.at !== this.#end) this.fail('a string goes on')
    this.#end = outer
  }

  /** Steps over `count` UTF-16 units of a string that is known to be valid.
   *  @returns whether the last of them is half a character, which is then behind as a whole */
  skipUnits(count: number): boolean {
    let left = count
    while (left > 0) {
      const lead = this.byte()
      if (lead >= 0xf0) {
        this.skip(3)
        left -= 2
      } else {
        if (lead >= 0xc0) this.skip(lead >= 0xe0 ? 2 : 1)
        left--
      }
    }
    return left < 0
  }

  /** Steps over a string that becomes a property name in somebody's object. */
  skipKey(): void {
    const length = this.uint()
    const start = this.at
    this.skip(length)
    if (length === protoKey.length && this.equals(start, protoKey)) this.fail('__proto__ as a key')
    this.#utf16Length(start, this.at)
  }

  equals(start: number, expected: Uint8Array): boolean {
    for (let i = 0; i < expected.length; i++) if (this.bytes[start + i] !== expected[i]) return false
    return true
  }

  /** Whether the `length` bytes at `start` are those at `earlier`. */
  repeats(earlier: number, start: number, length: number): boolean {
    for (let i = 0; i < length; i++) if (this.bytes[earlier + i] !== this.bytes[start + i]) return false
    return true
  }

  /** Yjs decodes strings with a fatal TextDecoder: what that one would throw at must not come in. */
  #utf16Length(start: number, end: number): number {
    const { bytes } = this
    let units = end - start
    let i = start
    while (i < end) {
      const lead = bytes[i] ?? 0
      if (lead < 0x80) {
        i++
        continue
      }
      const size = this.#sequenceSize(i, lead)
      if (i + size > end) this.fail('invalid UTF-8')
      for (let j = i + 1; j < i + size; j++) if (((bytes[j] ?? 0) & 0xc0) !== 0x80) this.fail('invalid UTF-8')
      // 2 bytes are 1 unit, 3 bytes are 1, 4 bytes are a surrogate pair.
      units -= size === 4 ? 2 : size - 1
      i += size
    }
    return units
  }

  /** How many bytes the character at `i` has, after the lead and second byte that the Unicode standard's table 3-7 allows. */
  #sequenceSize(i: number, lead: number): number {
    const second = this.bytes[i + 1] ?? 0
    if (lead >= 0xc2 && lead <= 0xdf) return 2
    if (lead === 0xe0 && second < 0xa0) this.fail('invalid UTF-8')
    if (lead === 0xed && second > 0x9f) this.fail('invalid UTF-8')
    if (lead >= 0xe0 && lead <= 0xef) return 3
    if (lead === 0xf0 && second < 0x90) this.fail('invalid UTF-8')
    if (lead === 0xf4 && second > 0x8f) this.fail('invalid UTF-8')
    if (lead >= 0xf0 && lead <= 0xf4) return 4
    return this.fail('invalid UTF-8')
  }
}
