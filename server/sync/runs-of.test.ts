import { expect, it } from 'vitest'
import { runsOf } from './runs-of.ts'

const update = (seq: number, bytes = 10) => ({ seq, session: 1, n: seq, update: new Uint8Array(bytes) })
const cut = (updates: ReturnType<typeof update>[], maxSharedBytes = 100) =>
  runsOf(updates, maxSharedBytes).map(run => run.map(({ seq }) => seq))

it('cuts where a number is missing, around what travels alone, and before a frame grows too long', () => {
  expect(cut([])).toEqual([])
  expect(cut([update(1), update(2), update(4), update(5)])).toEqual([
    [1, 2],
    [4, 5],
  ])
  expect(cut([update(1), update(2, 200), update(3), update(4)])).toEqual([[1], [2], [3, 4]])
  const large = 400 * 1024
  expect(
    cut(
      [1, 2, 3, 4].map(seq => update(seq, large)),
      large,
    ),
  ).toEqual([
    [1, 2],
    [3, 4],
  ])
})
