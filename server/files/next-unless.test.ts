import { expect, it } from 'vitest'
import { nextUnless } from './next-unless.ts'

it('waits for what comes no longer than until the signal, and tells of what goes wrong', async () => {
  const never = { next: () => new Promise<never>(() => {}) }
  const stop = new AbortController()
  const waiting = nextUnless(stop.signal, never)
  stop.abort()
  expect(await waiting).toBe('stopped')
  expect(await nextUnless(stop.signal, never)).toBe('stopped')
  const broken = { next: () => Promise.reject(new Error('cut')) }
  await expect(nextUnless(new AbortController().signal, broken)).rejects.toThrow('cut')
})
