import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chainOf, endOf, nameOf, type Piece, pieceOf, sectionsIn, sizeOfChain, takenIn } from './pieces.ts'

const key = '0123456789abcdef0123456789abcdef'
const piece = fc.record({ start: fc.nat(40), length: fc.nat(12) })
const pieces = fc.array(piece, { maxLength: 20 })

/** Place by place. */
function sizeByHand(all: readonly Piece[]): number {
  let at = 0
  while (all.some(each => each.start <= at && endOf(each) > at)) at++
  return at
}

it('takes for a blob what follows on from its beginning, whatever overlaps, up to the first hole', () => {
  fc.assert(
    fc.property(pieces, all => {
      const chain = chainOf(all)
      expect(sizeOfChain(chain)).toBe(sizeByHand(all))
      let at = 0
      for (const { piece: each, from, to } of chain) {
        expect([from, each.start <= from, to]).toEqual([at, true, endOf(each) - 1])
        at = to + 1
      }
    }),
  )
})

it('chooses the same pieces in whatever order they are listed', () => {
  fc.assert(
    fc.property(pieces, fc.nat(), (all, by) => {
      const turned = all.map((_, i) => all[(i + by) % all.length] ?? { start: 0, length: 0 })
      expect(chainOf(turned)).toEqual(chainOf(all))
    }),
  )
})

it('reads of a range each byte once, from where it lies', () => {
  fc.assert(
    fc.property(pieces, fc.nat(40), fc.nat(40), (all, a, b) => {
      const chain = chainOf(all)
      const size = sizeOfChain(chain)
      const range = { from: Math.min(a, b), to: Math.min(Math.max(a, b), size - 1) }
      const read = sectionsIn(chain, range).flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, i) => from + i),
      )
      expect(read).toEqual(
        Array.from({ length: Math.max(0, range.to - range.from + 1) }, (_, i) => range.from + i),
      )
    }),
  )
})

it('knows a piece by its name, and whole', () => {
  const name = `${key}/000000004194304-000000000017000`
  const one = { start: 4_194_304, length: 17_000 }
  expect(nameOf(key, one)).toBe(name)
  expect(pieceOf(name, 17_000)).toEqual({ key, piece: one })
  // One that a store shows while it comes.
  expect(pieceOf(name, 16_999)).toBeUndefined()
  for (const other of ['notes.txt', `${key}/notes`, `${key.toUpperCase()}/${name.slice(33)}`, `a/${name}`])
    expect(pieceOf(other, 17_000)).toBeUndefined()
})

it('leaves few pieces of a blob that comes byte by byte, and writes none of it often', () => {
  const most = 1024
  let all: Piece[] = []
  let written = 0
  for (let at = 0; at < 8 * most; at++) {
    const before = takenIn(chainOf(all), 1, most)
    const start = before[0]?.from ?? at
    const merged = { start, length: at + 1 - start }
    written += merged.length
    all = [...all.filter(each => each.start < start), merged]
  }
  expect(sizeOfChain(chainOf(all))).toBe(8 * most)
  expect(all.length).toBeLessThan(30)
  expect(written / (8 * most)).toBeLessThan(20)
})

it('takes nothing into a piece that is as large as they become', () => {
  const large = chainOf([{ start: 0, length: 1000 }])
  expect(takenIn(large, 1000, 1024)).toEqual([])
  expect(takenIn(large, 10, 1024)).toEqual([])
  expect(takenIn(chainOf([{ start: 0, length: 10 }]), 10, 1024)).toHaveLength(1)
})
