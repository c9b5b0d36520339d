import { expect, it } from 'vitest'
import { accountName } from './account-name.ts'

it('calls people as their provider does, by the best that it says', () => {
  const email = 'ann@example.com'
  expect(accountName({ name: 'Ann Example', given_name: 'A', email })).toBe('Ann Example')
  expect(accountName({ given_name: 'Ann', family_name: 'Example', email })).toBe('Ann Example')
  expect(accountName({ name: ' ', preferred_username: 'ann', email })).toBe('ann')
  expect(accountName({ name: 7, email })).toBe('ann')
  expect(accountName({})).toBe('')
})

it('lets no name turn the words around it, break in the middle of a sign, or fill the page', () => {
  expect(accountName({ name: '\u202eAnn\u2066\n' })).toBe('Ann')
  expect(accountName({ name: 'نیم\u200cفاصله' })).toBe('نیم\u200cفاصله')
  expect(accountName({ name: `${'x'.repeat(63)}😀` })).toBe('x'.repeat(63))
  expect(accountName({ name: 'x'.repeat(1_000) })).toHaveLength(64)
})
