import { expect, it } from 'vitest'
import { UpgradeDelay } from './upgrade-delay.ts'

const middle = () => 0.5

it('tries WebSocket again after half a minute, and then ever more rarely, every ten minutes at the least', () => {
  const delay = new UpgradeDelay()
  const minutes = Array.from({ length: 7 }, () => delay.next(middle) / 60_000)
  expect(minutes).toEqual([0.5, 1, 2, 4, 8, 10, 10])
})

it('begins anew on another network', () => {
  const delay = new UpgradeDelay()
  delay.next()
  delay.next()
  delay.forget()
  expect(delay.next(middle)).toBe(30_000)
})

it('is another delay for everybody', () => {
  const delays = [0, 1].map(end => new UpgradeDelay().next(() => end))
  expect(delays).toEqual([22_500, 37_500])
})
