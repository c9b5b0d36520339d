import { expect, it } from 'vitest'
import { backoffInMs } from './backoff.ts'

it('grows up to three seconds, give or take a half', () => {
  const least = (failures: number) => backoffInMs(failures, () => 0)
  const most = (failures: number) => backoffInMs(failures, () => 1)
  expect([1, 2, 3, 1000].map(least)).toEqual([150, 225, 337.5, 1500])
  expect([1, 2, 3, 1000].map(most)).toEqual([450, 675, 1012.5, 4500])
})
