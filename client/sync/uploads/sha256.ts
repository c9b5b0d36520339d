/** Constants of FIPS 180-4, section 4.2.2: of the cube roots of the first 64 primes. */
const constants = new Uint32Array(primes(64).map(prime => fractionOf(Math.cbrt(prime))))
/** Section 5.3.3: of the square roots of the first eight. */
const beginning = primes(8).map(prime => fractionOf(Math.sqrt(prime)))

const blockBytes = 64

/** SHA-256 (FIPS 180-4) of what comes piece by piece: browsers digest only what they hold as a whole, and not on every page. */
export class Sha256 {
  readonly #state = new Uint32Array(beginning)
  readonly #words = new Uint32Array(64)
  readonly #open = new Uint8Array(blockBytes)
  #length = 0

  add(bytes: Uint8Array): this {
    let at = 0
    const filled = this.#length % blockBytes
    this.#length += bytes.length
    if (filled > 0) {
      at = Math.min(blockBytes - filled, bytes.length)
      this.#open.set(bytes.subarray(0, at), filled)
      if (filled + at < blockBytes) return this
      this.#take(new DataView(this.#open.buffer), 0)
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (; at + blockBytes <= bytes.length; at += blockBytes) this.#take(view, at)
    this.#open.set(bytes.subarray(at))
    return this
  }

  /** Nothing can be added afterwards. */
  hex(): string {
    const bits = this.#length * 8
    const filled = this.#length % blockBytes
    const padding = new Uint8Array((filled < 56 ? 56 : 120) - filled + 8)
    padding[0] = 0x80
    const view = new DataView(padding.buffer)
    view.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32))
    view.setUint32(padding.length - 4, bits >>> 0)
    this.add(padding)
    return [...this.#state].map(word => word.toString(16).padStart(8, '0')).join('')
  }

  #take(view: DataView, at: number): void {
    const words = this.#words
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(at + 4 * i)
    for (let i = 16; i < 64; i++) {
      const [early, late] = [words[i - 15] ?? 0, words[i - 2] ?? 0]
      const sigma0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)
      const sigma1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)
      words[i] = (words[i - 16] ?? 0) + sigma0 + (words[i - 7] ?? 0) + sigma1
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = this.#state
    for (let i = 0; i < 64; i++) {
      const sum1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
      const first = (h + sum1 + ((e & f) ^ (~e & g)) + (constants[i] ?? 0) + (words[i] ?? 0)) | 0
      const sum0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
      const second = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) this.#state[i] = (this.#state[i] ?? 0) + word
  }
}

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

function primes(count: number): number[] {
  const found: number[] = []
  for (let each = 2; found.length < count; each++)
    if (found.every(prime => each % prime > 0)) found.push(each)
  return found
}

/** The first 32 bits behind the point. */
function fractionOf(root: number): number {
  return Math.floor((root % 1) * 2 ** 32)
}
