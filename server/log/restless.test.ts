import { expect, it } from 'vitest'
import { Restless } from './restless.ts'

/** Somebody writes for a second, every so many milliseconds. Gives how often it was once too often. */
function writing(
  restless: Restless,
  session: number,
  { everyMs, from = 0 }: { everyMs: number; from?: number },
) {
  let tooOften = 0
  for (let now = from; now < from + 1_000; now += everyMs) if (restless.wrote(session, now)) tooOften++
  return tooOften
}

it('takes nobody who types for restless, however fast, nor a thousand who do', () => {
  const restless = new Restless()
  expect(writing(restless, 1, { everyMs: 16 })).toBe(0)
  for (let session = 2; session < 1_000; session++) expect(restless.wrote(session, 2_000)).toBe(false)
  expect(restless.isAny).toBe(false)
})

it('takes who sends 200 times a second for restless, and forgets it when that is over', () => {
  const restless = new Restless()
  expect(writing(restless, 1, { everyMs: 5 })).toBeGreaterThan(180)
  expect(restless.isAny).toBe(true)
  expect(restless.wrote(2, 1_500)).toBe(false)
  expect(restless.isAny).toBe(true)
  expect(restless.wrote(1, 3_000)).toBe(false)
  expect(restless.isAny).toBe(false)
})
