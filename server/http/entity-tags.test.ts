import { expect, it } from 'vitest'
import { matches } from './entity-tags.ts'

it.each([
  ['"a"', '"a"', true],
  ['W/"a"', '"a"', true],
  ['"a"', 'W/"a"', true],
  ['"b", W/"a"', '"a"', true],
  ['*', '"a"', true],
  ['"b"', '"a"', false],
  ['a', '"a"', false],
  ['', '"a"', false],
  [undefined, '"a"', false],
])('knows whether %s is %s', (asked, current, is) => {
  expect(matches(asked, current)).toBe(is)
})
