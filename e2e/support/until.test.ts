import { expect, it } from 'vitest'
import { until } from './until.ts'

it('gives what it waited for', async () => {
  let looks = 0
  expect(await until(() => (++looks === 3 ? 'there' : undefined), 'it')).toBe('there')
})

it('says what it waited for in vain, and what it saw instead', async () => {
  await expect(until(() => false, 'the bus', 30)).rejects.toThrow('in vain for the bus; last seen: false')
  const fail = () => {
    throw new Error('no road')
  }
  await expect(until(fail, 'the bus', 30)).rejects.toThrow('last seen: no road')
})
