import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { LogCursor } from './log-cursor.ts'

it('knows what is missing between what came', () => {
  const cursor = new LogCursor(7)
  expect(cursor.see(9)).toBe(true)
  expect([cursor.seq, cursor.missing]).toEqual([7, true])
  expect(cursor.see(9)).toBe(false)
  expect(cursor.see(8)).toBe(true)
  expect([cursor.seq, cursor.missing]).toEqual([9, false])
})

it('believes a head', () => {
  const cursor = new LogCursor()
  cursor.announce(2)
  expect(cursor.missing).toBe(true)
  cursor.jump(2)
  expect([cursor.seq, cursor.missing]).toEqual([2, false])
  cursor.announce(1)
  expect(cursor.missing).toBe(false)
})

it('never claims what has not come, in whatever order it comes', () => {
  const arrivals = fc.array(fc.record({ seq: fc.integer({ min: 1, max: 30 }), folded: fc.boolean() }))
  fc.assert(
    fc.property(arrivals, list => {
      const cursor = new LogCursor()
      const here = new Set<number>()
      for (const { seq, folded } of list) {
        if (folded) {
          cursor.jump(seq)
          for (let each = 1; each <= seq; each++) here.add(each)
        } else {
          expect(cursor.see(seq)).toBe(!here.has(seq))
          here.add(seq)
        }
        let upTo = 0
        while (here.has(upTo + 1)) upTo++
        expect(cursor.seq).toBe(upTo)
        expect(cursor.missing).toBe(Math.max(...here) > upTo)
      }
    }),
  )
})
