import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Role } from '../../../protocol/index.ts'
import type { Status } from '../../sync/status.ts'
import { cell } from '../parts/observable.ts'
import { steady } from './steady.ts'

const live = (unsaved: number): Status => ({
  state: 'live',
  transport: 'websocket',
  keptOnDevice: true,
  unsaved,
})
const offline = (keptOnDevice: boolean, unsaved: number): Status => ({
  state: 'offline',
  keptOnDevice,
  unsaved,
})
const notSaving = (keptOnDevice: boolean, unsaved: number): Status => ({
  ...offline(keptOnDevice, unsaved),
  state: 'refused',
  reason: 'storage',
})
const editor = cell<Role | undefined>('editor')

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('shows Saving at once', () => {
  const status = cell<Status>(live(0))
  const { shown } = steady(status, editor)
  status.set(live(1))
  expect(shown.get()).toMatchObject({ state: 'saving', unsaved: 1 })
})

it('goes back to Saved when nothing was unsaved for a moment', () => {
  const status = cell<Status>(live(1))
  const { shown } = steady(status, editor)
  status.set(live(0))
  expect(shown.get()).toMatchObject({ state: 'saving', unsaved: 0 })
  vi.advanceTimersByTime(400)
  expect(shown.get().state).toBe('saved')
})

it('stays at Saving while keys and acknowledgements alternate quickly', () => {
  const status = cell<Status>(live(0))
  const { shown } = steady(status, editor)
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
  const status = cell<Status>(live(1))
  const { shown } = steady(status, editor)
  status.set(live(0))
  status.set(offline(true, 0))
  vi.advanceTimersByTime(1_000)
  expect(shown.get().state).toBe('offline')
})

it('does not take fright at each key while the device is keeping it', () => {
  const status = cell(offline(true, 0))
  const { shown } = steady(status, editor)
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
  const { shown } = steady(status, editor)
  for (let key = 1; key <= 20; key++) {
    status.set(offline(false, key))
    vi.advanceTimersByTime(100)
  }
  expect(shown.get().detail).toBe('notKept')
})

it('says in one voice, and once, that nothing can be saved while typing goes on', () => {
  const status = cell(live(0))
  const { shown } = steady(status, editor)
  const said: string[] = []
  shown.subscribe(() => {
    const { label, detail, notice } = shown.get()
    const words = [label, detail, notice?.text, notice?.words].join(' ')
    if (said.at(-1) !== words) said.push(words)
  })
  for (let key = 1; key <= 50; key++) {
    // The refusal comes while the device is still writing a key.
    status.set(key < 5 ? { ...live(key), keptOnDevice: false } : notSaving(false, key))
    vi.advanceTimersByTime(15)
    status.set(key < 5 ? live(key) : notSaving(true, key))
    vi.advanceTimersByTime(100)
  }
  expect(said).toEqual(['saving   ', 'refused kept storage kept'])
})

it('warns within a second when words that cannot be saved are not kept either', () => {
  const status = cell(notSaving(true, 1))
  const { shown } = steady(status, editor)
  status.set(notSaving(false, 2))
  vi.advanceTimersByTime(1_000)
  expect(shown.get()).toMatchObject({ detail: 'notKept', notice: { words: 'notKept' } })
})

it('tells a document that cannot be opened from one that was open and cannot be saved', () => {
  const role = cell<Role | undefined>(undefined)
  const { shown, stop } = steady(cell(notSaving(true, 0)), role)
  expect(shown.get().label).toBe('notOpened')
  role.set('editor')
  expect(shown.get().label).toBe('refused')
  stop()
})
