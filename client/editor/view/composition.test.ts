// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { holdWhileComposing, outsideComposition } from './composition.ts'

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

it('draws what comes by itself at once, or a moment after the composition that goes on, once', () => {
  const view = { composing: false, dom: document.createElement('div') }
  const draw = vi.fn()
  const end = () => {
    view.composing = false
    view.dom.dispatchEvent(new Event('compositionend'))
  }
  const { ask, destroy } = outsideComposition(view, draw)
  ask()
  expect(draw).toHaveBeenCalledTimes(1)
  view.composing = true
  ask()
  ask()
  end()
  // The next syllable follows at once.
  view.composing = true
  vi.advanceTimersByTime(100)
  expect(draw).toHaveBeenCalledTimes(1)
  end()
  vi.advanceTimersByTime(40)
  expect(draw).toHaveBeenCalledTimes(2)
  end()
  vi.advanceTimersByTime(40)
  expect(draw).toHaveBeenCalledTimes(2)
  view.composing = true
  ask()
  end()
  destroy()
  vi.advanceTimersByTime(40)
  expect(draw).toHaveBeenCalledTimes(2)
})
