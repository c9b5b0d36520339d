import { expect, it } from 'vitest'
import { seldom } from './seldom.ts'

it('tells each thing once a minute, however often it happens', () => {
  const clock = { now: 0 }
  const told: string[] = []
  const tell = seldom(
    what => told.push(what),
    () => clock.now,
  )
  for (const at of [0, 1, 59_999, 60_000, 60_001]) {
    clock.now = at
    tell('one')
    tell(at < 60_000 ? 'two' : 'three')
  }
  expect(told).toEqual(['one', 'two', 'one', 'three'])
})
