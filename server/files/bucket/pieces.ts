import { type BlobKey, type ByteRange, isBlobKey } from '../file-store.ts'

/** A part of a blob, which is an object of its own. Its name says all of it. */
export interface Piece {
  /** Its place in the blob. */
  start: number
  length: number
}

/** Bytes of a piece, as the blob needs them. */
export interface Section {
  piece: Piece
  /** In the blob, both inclusive. */
  from: number
  to: number
}

const digits = 15
const namePattern = /^([0-9a-f]{32})\/(\d{15})-(\d{15})$/

const padded = (count: number) => String(count).padStart(digits, '0')

/** Listed in the order of their places. */
export function nameOf(key: BlobKey, { start, length }: Piece): string {
  return `${key}/${padded(start)}-${padded(length)}`
}

/** Undefined: somebody else's object, or one of a store that shows what it has not got whole. */
export function pieceOf(name: string, size: number): { key: BlobKey; piece: Piece } | undefined {
  const [, key = '', start, length] = namePattern.exec(name) ?? []
  if (!isBlobKey(key) || Number(length) !== size) return undefined
  return { key, piece: { start: Number(start), length: size } }
}

export const endOf = ({ start, length }: Piece): number => start + length

/**
 * The blob: what follows on from its beginning without a hole. Pieces may overlap, where one arrived late of a node that another one has taken over from, or
 * where one was made of several: the bytes of a place are the same in all of them, and each time the one that reaches furthest is taken.
 */
export function chainOf(pieces: readonly Piece[]): Section[] {
  const sorted = pieces.toSorted((a, b) => a.start - b.start || a.length - b.length)
  const chain: Section[] = []
  let at = 0
  let next = 0
  for (;;) {
    let best: Piece | undefined
    for (let piece = sorted[next]; piece !== undefined && piece.start <= at; piece = sorted[++next])
      if (endOf(piece) > Math.max(at, best === undefined ? 0 : endOf(best))) best = piece
    if (best === undefined) return chain
    chain.push({ piece: best, from: at, to: endOf(best) - 1 })
    at = endOf(best)
  }
}

export function sizeOfChain(chain: readonly Section[]): number {
  return (chain.at(-1)?.to ?? -1) + 1
}

/** What of it a range needs. */
export function sectionsIn(chain: readonly Section[], range: ByteRange): Section[] {
  return chain
    .filter(({ from, to }) => to >= range.from && from <= range.to)
    .map(({ piece, from, to }) => ({
      piece,
      from: Math.max(from, range.from),
      to: Math.min(to, range.to),
    }))
}

/**
 * What a new piece of so many bytes takes in of those before it, so that a blob that came in crumbs is not one of crumbs: each byte is written
 * anew a few times at most, because what takes it in is half again as large.
 */
export function takenIn(chain: readonly Section[], length: number, most: number): Section[] {
  let total = length
  let first = chain.length
  for (let before = chain[first - 1]; before !== undefined; before = chain[first - 1]) {
    const size = before.to - before.from + 1
    if (size > 2 * total || size + total > most) break
    total += size
    first--
  }
  return chain.slice(first)
}
