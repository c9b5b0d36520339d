// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { holdWhileComposing } from './composition.ts'

let held = 0
const commit = vi.fn()
const holder = () =>
  holdWhileComposing(() => {
    held++
    return () => {
      held--
    }
  }, commit)

beforeEach(() => {
  held = 0
  commit.mockClear()
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

it("holds others' edits back until a moment after the composition", () => {
  const { start, end } = holder()
  start()
  expect(held).toBe(1)
  end()
  vi.advanceTimersByTime(39)
  expect(held).toBe(1)
  vi.advanceTimersByTime(1)
  expect(held).toBe(0)
})

it('holds through syllables that follow each other at once', () => {
  const { start, end } = holder()
  for (let syllable = 0; syllable < 5; syllable++) {
    start()
    vi.advanceTimersByTime(100)
    end()
    vi.advanceTimersByTime(10)
    expect(held).toBe(1)
  }
  vi.advanceTimersByTime(40)
  expect(held).toBe(0)
})

it('takes a Korean syllable as meant when nothing follows for a while, and no other script', () => {
  const { start, update } = holder()
  start()
  for (const open of ['ㅎ', 'に', 'ni', '漢']) {
    update(open)
    vi.advanceTimersByTime(60_000)
    expect(commit).not.toHaveBeenCalled()
  }
  update('한')
  vi.advanceTimersByTime(4_999)
  expect(commit).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(commit).toHaveBeenCalledOnce()
})

it('lets go at once when the editor closes', () => {
  const { start, release } = holder()
  start()
  release()
  expect(held).toBe(0)
  vi.advanceTimersByTime(10_000)
  expect(held).toBe(0)
})
