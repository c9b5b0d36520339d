/** Writes lib0's encoding into a buffer whose size its maker knows. */
export class ByteWriter {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity)
  }

  byte(value: number): void {
    this.#bytes[this.#at++] = value
  }

  uint(value: number): void {
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte(0x80 | (rest % 0x80))
    this.byte(rest)
  }

  copy(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  written(): Uint8Array {
    return this.#bytes.slice(0, this.#at)
  }
}
