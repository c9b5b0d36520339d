import fc from 'fast-check'

/** One way to spoil an update. As in `Act`, every number makes sense. */
export interface Mutation {
  how: number
  at: number
  from: number
  length: number
}

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({ how: fc.nat(7), at: fc.nat(100_000), from: fc.nat(100_000), length: fc.nat(30) }),
  { minLength: 1, maxLength: 3 },
)

/** `other` is an update whose bytes may be mixed in. */
export function mutate(update: Uint8Array, other: Uint8Array, steps: readonly Mutation[]): Uint8Array {
  return steps.reduce((mutant, step) => spoil(mutant, other, step), update)
}

/** Bytes that mean something in many places: counts, structs' first bytes, the ends of a varint's range. */
const telling = [0, 1, 2, 4, 7, 8, 10, 64, 127, 128, 132, 196, 255]

function spoil(update: Uint8Array, other: Uint8Array, { how, at, from, length }: Mutation): Uint8Array {
  const start = at % (update.length + 1)
  const source = from % (update.length + 1)
  const piece = other.subarray(from % (other.length + 1)).subarray(0, length)
  const byte = update[start] ?? 0
  switch (how) {
    case 0:
      return splice(update, start, 1, [byte ^ (1 << (length % 8))])
    case 1:
      return update.subarray(0, start)
    case 2:
      return splice(update, start, 0, piece)
    case 3:
      return splice(update, start, length, [])
    case 4:
      return splice(update, start, 0, update.subarray(source, source + length))
    case 5:
      return splice(update, start, 1, [telling[length % telling.length] ?? 0])
    case 6:
      return splice(update, start, 1, [(byte + (length % 2 ? 1 : 255)) % 256])
    default:
      return splice(update, start, piece.length, piece)
  }
}

function splice(bytes: Uint8Array, start: number, remove: number, insert: ArrayLike<number>): Uint8Array {
  const end = Math.min(start + remove, bytes.length)
  const spliced = new Uint8Array(start + insert.length + bytes.length - end)
  spliced.set(bytes.subarray(0, start))
  spliced.set(insert, start)
  spliced.set(bytes.subarray(end), start + insert.length)
  return spliced
}
