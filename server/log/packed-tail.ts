/** Updates on their way between threads, oldest first: two buffers to hand over instead of thousands to clone. */
export interface PackedTail {
  lengths: Uint32Array<ArrayBuffer>
  /** The updates, one behind the other. */
  bytes: Uint8Array<ArrayBuffer>
}

export function packTail(updates: readonly { update: Uint8Array }[]): PackedTail {
  const lengths = Uint32Array.from(updates, ({ update }) => update.length)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const { update } of updates) {
    bytes.set(update, at)
    at += update.length
  }
  return { lengths, bytes }
}

export function* unpackTail({ lengths, bytes }: PackedTail): Generator<Uint8Array> {
  let at = 0
  for (const length of lengths) {
    yield bytes.subarray(at, at + length)
    at += length
  }
}
