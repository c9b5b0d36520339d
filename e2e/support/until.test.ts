import { expect, it } from 'vitest'
import { until } from './until.ts'

it('gives what it waited for', async () => {
  let looks = 0
  expect(await until('it', () => (++looks === 3 ? 'there' : undefined))).toBe('there')
})

it('says what it waited for in vain, and what it saw instead', async () => {
  await expect(until('the bus', () => false, { withinInMs: 30 })).rejects.toThrow(
    'in vain for the bus; last seen: false',
  )
  const fail = () => {
    throw new Error('no road')
  }
  await expect(until('the bus', fail, { withinInMs: 30 })).rejects.toThrow('last seen: no road')
})
