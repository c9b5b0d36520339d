import { expect, it } from 'vitest'
import { median, percentile, seededRandom, sum } from './statistics.ts'

it('finds percentiles by the nearest rank', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, i) => i + 1)
  expect([0.5, 0.95, 0.99, 1].map(share => percentile(hundred, share))).toEqual([50, 95, 99, 100])
  expect(percentile(Float64Array.of(7), 0.99)).toBe(7)
  expect(percentile(new Float64Array(), 0.5)).toBeNaN()
})

it('finds the median of an odd and of an even number of rounds', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([5])).toBe(5)
})

it('adds up', () => {
  expect(sum([])).toBe(0)
  expect(sum(new Map([[1, 2]]).values())).toBe(2)
})

it('gives the same random numbers for the same seed, between 0 and 1', () => {
  const [one, same, other] = [seededRandom(1), seededRandom(1), seededRandom(2)]
  const numbers = Array.from({ length: 1000 }, one)
  expect(Array.from({ length: 1000 }, same)).toEqual(numbers)
  expect(other()).not.toBe(numbers[0])
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...numbers)).toBeLessThan(1)
})
