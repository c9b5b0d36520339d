import { expect, it } from 'vitest'
import { reasonOf } from './reason-of.ts'

const refused = new Error('connect ECONNREFUSED 127.0.0.1:5432')

it.each([
  ['as it is', refused],
  ['of an error that repeats another', new Error(`no answer: ${refused.message}`, { cause: refused })],
  ['of all the addresses of a name', new AggregateError([refused, new Error('connect ENETUNREACH')])],
  ['that is no error', refused.message],
  ['with more lines', new Error(`${refused.message}\nand so on`)],
])('says a reason once, in one line: %s', (_what, error) => {
  expect(reasonOf(error)).toBe('connect ECONNREFUSED 127.0.0.1:5432')
})

it('says something of an error without words', () => {
  expect(reasonOf(new TypeError())).toBe('TypeError')
})
