import { expect, it } from 'vitest'
import { byteRange } from './byte-range.ts'

it.each([
  ['bytes=0-', { from: 0, to: 9 }],
  ['bytes=4-', { from: 4, to: 9 }],
  ['bytes=4-6', { from: 4, to: 6 }],
  ['bytes=4-600', { from: 4, to: 9 }],
  ['bytes=-3', { from: 7, to: 9 }],
  ['bytes=-300', { from: 0, to: 9 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=6-4', undefined],
  ['bytes=0-1,3-4', undefined],
  ['lines=0-1', undefined],
  ['bytes=-', undefined],
  [undefined, undefined],
] as const)('reads %s of ten bytes', (header, range) => {
  expect(byteRange(header, 10)).toEqual(range)
})
