import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { NewestRendition } from './newest-rendition.ts'
import { Unreadable } from './source.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('tries soon again what could not be written once, and what never can be less and less often', async () => {
  let reads = 0
  let isReadable = false
  const newest = new NewestRendition({
    log: {
      epoch: 'e',
      heads: async () => new Map(),
      changes: async () => undefined,
      rendition: async () => {
        reads++
        return isReadable ? { seq: 1, body: 'words' } : 'unreadable'
      },
    },
    documentId: 'the-document',
    as: 'text',
    make: rendition => rendition,
  })
  const asked = async (afterMs: number) => {
    vi.advanceTimersByTime(afterMs)
    await expect(newest.at(1)).rejects.toThrow(Unreadable)
    return reads
  }
  expect(await asked(0)).toBe(1)
  expect(await asked(1_900)).toBe(1)
  expect(await asked(200)).toBe(2)
  expect(await asked(7_900)).toBe(2)
  expect(await asked(200)).toBe(3)
  expect(await asked(29_900)).toBe(3)
  expect(await asked(200)).toBe(4)
  isReadable = true
  vi.advanceTimersByTime(30_100)
  expect(await newest.at(1)).toMatchObject({ body: 'words' })
})
