import { expect, it } from 'vitest'
import { isSettled } from './send-left.ts'

const words = { unsaved: 1, keptOnDevice: true }

it('sends until the words are saved, through everything that passes', () => {
  expect(isSettled({ state: 'connecting', ...words })).toBe(false)
  expect(isSettled({ state: 'unreachable', ...words })).toBe(false)
  expect(isSettled({ state: 'refused', ...words, reason: 'busy', retryInMs: 2_000 })).toBe(false)
  expect(isSettled({ state: 'live', ...words, transport: 'websocket' })).toBe(false)
  expect(isSettled({ state: 'live', ...words, unsaved: 0, transport: 'websocket' })).toBe(true)
})

it('leaves words alone for which the server says no', () => {
  expect(isSettled({ state: 'refused', ...words, reason: 'forbidden' })).toBe(true)
})
