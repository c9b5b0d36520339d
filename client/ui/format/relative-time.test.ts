import { expect, it } from 'vitest'
import { relativeTime } from './relative-time.ts'

const now = Date.UTC(2026, 10, 22, 12)
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

it.each([
  [30_000, 'en', undefined],
  [5 * minute, 'en', '5 minutes ago'],
  [3 * hour, 'en', '3 hours ago'],
  [day, 'en', 'yesterday'],
  [15 * day, 'en', '2 weeks ago'],
  [60 * day, 'en', 'September 23'],
  [400 * day, 'en', 'October 18, 2025'],
  [5 * minute, 'ko', '5분 전'],
  [day, 'ko', '어제'],
] as const)('%i ms ago reads in %s as %j', (ago, language, text) => {
  expect(relativeTime(now - ago, now, language)).toBe(text)
})

it('does not speak of the future when clocks differ', () => {
  expect(relativeTime(now + 5 * minute, now, 'en')).toBeUndefined()
})
