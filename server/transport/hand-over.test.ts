import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type HandOvers, type Life, openHandOvers } from './hand-over.ts'

const minutes = 60_000
let handOvers: HandOvers

beforeEach(() => {
  vi.useFakeTimers()
  handOvers = openHandOvers({ maxAgeInMs: 50 * minutes })
})
afterEach(() => {
  handOvers.close()
  vi.useRealTimers()
})

/** Somebody who notes what it is told, and when. */
function client(life?: Life) {
  const told: { at: number; withinMs: number }[] = []
  const end = handOvers.connected(withinMs => told.push({ at: performance.now(), withinMs }), life)
  return { told, end }
}

it('tells a connection once, in time, that it grows old', () => {
  const startedAt = performance.now()
  const { told } = client()
  vi.advanceTimersByTime(42 * minutes)
  expect(told).toEqual([])
  vi.advanceTimersByTime(4 * minutes)
  expect(told).toHaveLength(1)
  for (const { at, withinMs } of told) expect(at + withinMs).toBeCloseTo(startedAt + 50 * minutes, -2)
  vi.advanceTimersByTime(50 * minutes)
  expect(told).toHaveLength(1)
})

it('does not tell all at once who came at once', () => {
  const clients = Array.from({ length: 200 }, () => client())
  vi.advanceTimersByTime(50 * minutes)
  const moments = clients.map(({ told: [first] }) => first?.at ?? 0)
  expect(Math.max(...moments) - Math.min(...moments)).toBeGreaterThan(minutes)
})

it('says nothing to who has left', () => {
  const { told, end } = client()
  end()
  vi.advanceTimersByTime(50 * minutes)
  handOvers.drain(0)
  expect(told).toEqual([])
})

it('tells everybody at once that the node drains, and who comes then', () => {
  const early = client()
  vi.advanceTimersByTime(46 * minutes)
  handOvers.drain(4_000)
  expect(early.told.at(-1)?.withinMs).toBe(4_000)
  vi.advanceTimersByTime(1_000)
  const late = client()
  expect(late.told.map(({ withinMs }) => withinMs)).toEqual([3_000])
  vi.advanceTimersByTime(60 * minutes)
  expect(client().told.map(({ withinMs }) => withinMs)).toEqual([0])
  expect(early.told).toHaveLength(2)
})

it('sends everybody away, and whoever comes, for as long as it is of no use; then they may stay, and grow old', () => {
  const early = client()
  const mayStay = handOvers.sendAway(2_000)
  const late = client()
  expect([early, late].map(({ told }) => told.map(({ withinMs }) => withinMs))).toEqual([[2_000], [2_000]])
  mayStay()
  const after = client()
  expect(after.told).toEqual([])
  vi.advanceTimersByTime(50 * minutes)
  expect([early, late, after].map(({ told }) => told.length)).toEqual([2, 2, 1])
})

it.each([2_000, 30_000, 10 * minutes])(
  'tells a connection in time that its login comes to its end (after %d ms)',
  loginEndsInMs => {
    const startedAt = performance.now()
    const { told } = client({ loginEndsInMs })
    vi.advanceTimersByTime(0.69 * loginEndsInMs)
    expect(told).toEqual([])
    vi.advanceTimersByTime(0.11 * loginEndsInMs)
    expect(told).toHaveLength(1)
    for (const { at, withinMs } of told)
      expect(at + withinMs - startedAt).toBeCloseTo(0.9 * loginEndsInMs, -1)
    vi.advanceTimersByTime(60 * minutes)
    expect(told).toHaveLength(1)
  },
)

it('does not wait for the end of a login that outlives the connection', () => {
  const { told } = client({ loginEndsInMs: 30 * 24 * 60 * minutes })
  vi.advanceTimersByTime(46 * minutes)
  expect(told).toHaveLength(1)
})

it('says nothing of its login to who has left', () => {
  const { told, end } = client({ loginEndsInMs: 2_000 })
  end()
  vi.advanceTimersByTime(minutes)
  expect(told).toEqual([])
})
