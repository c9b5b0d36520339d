import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { cell } from '../parts/observable.ts'
import { type ShownStatus, showStatus } from './show-status.ts'
import { steady } from './steady.ts'

const live = (unsaved: number): ShownStatus =>
  showStatus({ state: 'live', transport: 'websocket', keptOnDevice: true, unsaved }, 'editor')

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('shows Saving at once', () => {
  const status = cell(live(0))
  const { shown } = steady(status)
  status.set(live(1))
  expect(shown.get()).toMatchObject({ state: 'saving', unsaved: 1 })
})

it('goes back to Saved when nothing was unsaved for a moment', () => {
  const status = cell(live(1))
  const { shown } = steady(status)
  status.set(live(0))
  expect(shown.get()).toMatchObject({ state: 'saving', unsaved: 0 })
  vi.advanceTimersByTime(400)
  expect(shown.get().state).toBe('saved')
})

it('stays at Saving while keys and acknowledgements alternate quickly', () => {
  const status = cell(live(0))
  const { shown } = steady(status)
  const states = new Set<string>()
  for (let key = 0; key < 50; key++) {
    status.set(live(1))
    vi.advanceTimersByTime(20)
    status.set(live(0))
    vi.advanceTimersByTime(80)
    states.add(shown.get().state)
  }
  expect([...states]).toEqual(['saving'])
})

it('tells of trouble at once', () => {
  const status = cell(live(1))
  const { shown } = steady(status)
  status.set(live(0))
  status.set(showStatus({ state: 'offline', unsaved: 0, keptOnDevice: true }, 'editor'))
  vi.advanceTimersByTime(1_000)
  expect(shown.get().state).toBe('offline')
})

const offline = (keptOnDevice: boolean, unsaved: number): ShownStatus =>
  showStatus({ state: 'offline', keptOnDevice, unsaved }, 'editor')

it('does not take fright at each key while the device is keeping it', () => {
  const status = cell(offline(true, 0))
  const { shown } = steady(status)
  const details = new Set<string | undefined>()
  for (let key = 1; key <= 20; key++) {
    status.set(offline(false, key))
    details.add(shown.get().detail)
    vi.advanceTimersByTime(15)
    status.set(offline(true, key))
    vi.advanceTimersByTime(100)
  }
  expect([...details]).toEqual(['kept'])
  expect(shown.get().unsaved).toBe(20)
})

it('says so when the device stops keeping what is typed, even while typing goes on', () => {
  const status = cell(offline(true, 0))
  const { shown } = steady(status)
  for (let key = 1; key <= 20; key++) {
    status.set(offline(false, key))
    vi.advanceTimersByTime(100)
  }
  expect(shown.get().detail).toBe('notKept')
})
