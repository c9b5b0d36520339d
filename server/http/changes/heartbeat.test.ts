import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Heartbeat } from './heartbeat.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('beats for each every 15 seconds, not for all of them at once, until it stops', () => {
  const heartbeat = new Heartbeat()
  const beats = [0, 0, 0]
  const stops = beats.map((_, i) => {
    const stop = heartbeat.add(() => {
      beats[i] = (beats[i] ?? 0) + 1
    })
    vi.advanceTimersByTime(5_000)
    return stop
  })
  expect(beats).toEqual([1, 0, 0])
  vi.advanceTimersByTime(5_000)
  expect(beats).toEqual([1, 1, 0])
  vi.advanceTimersByTime(40_000)
  expect(beats).toEqual([4, 3, 3])
  for (const stop of stops) stop()
  vi.advanceTimersByTime(40_000)
  expect(beats).toEqual([4, 3, 3])
  heartbeat.close()
  expect(vi.getTimerCount()).toBe(0)
})
