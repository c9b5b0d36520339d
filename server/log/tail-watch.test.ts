import { describe, expect, it } from 'vitest'
import { type TailState, TailWatch } from './tail-watch.ts'

/** How often a document is called due while it grows by `rows` rows of `bytesEach`, one at a time. */
function dueAt(start: TailState, rows: number, bytesEach: number): number[] {
  const state = { ...start }
  const watch = new TailWatch(() => ({ ...state }))
  const due: number[] = []
  for (let row = 1; row <= rows; row++) {
    state.rows++
    state.bytes += bytesEach
    if (watch.grew(1, { rows: 1, bytes: bytesEach })) due.push(row)
  }
  return due
}

const nothing: TailState = { rows: 0, bytes: 0, inflated: 0 }

describe('when a compaction pays', () => {
  it('is when a tail has many rows, or many bytes', () => {
    expect(dueAt(nothing, 2500, 40)).toEqual([2001])
    expect(dueAt(nothing, 150, 2048)).toEqual([129])
  })

  it('is not before the tail is a fair share of a large document', () => {
    expect(dueAt({ ...nothing, inflated: 1_000_000 }, 13_000, 40)).toEqual([12_500])
  })

  it('counts what was there before it began to watch', () => {
    expect(dueAt({ rows: 1990, bytes: 80_000, inflated: 0 }, 20, 40)).toEqual([11])
  })

  it('comes again only when the tail has doubled, if nothing was folded', () => {
    expect(dueAt(nothing, 9000, 40)).toEqual([2001, 4002, 8004])
  })

  it('starts anew with a new snapshot', () => {
    const watch = new TailWatch(() => ({ ...nothing, rows: 1, bytes: 40 }))
    const grow = (rows: number) => watch.grew(1, { rows, bytes: 40 * rows })
    expect([grow(1), grow(1999), grow(1)]).toEqual([false, false, true])
    watch.forget(1)
    expect([grow(1), grow(1999), grow(1)]).toEqual([false, false, true])
  })
})
