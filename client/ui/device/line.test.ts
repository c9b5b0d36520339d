import { afterEach, expect, it } from 'vitest'
import { Line } from './line.ts'

const reported: unknown[] = []

afterEach(() => {
  reported.length = 0
  Reflect.deleteProperty(globalThis, 'reportError')
})

it('begins each task when the one before is done', async () => {
  const line = new Line()
  const first = Promise.withResolvers<void>()
  const begun: number[] = []
  const one = line.join(() => {
    begun.push(1)
    return first.promise
  })
  const two = line.join(async () => void begun.push(2))
  await Promise.resolve()
  expect(begun).toEqual([1])
  first.resolve()
  await Promise.all([one, two, line.whenFree])
  expect(begun).toEqual([1, 2])
})

it('goes on beside a task that lets the next one go ahead', async () => {
  const line = new Line()
  const busy = Promise.withResolvers<void>()
  let isOver = false
  const first = line
    .join(letNext => {
      letNext()
      return busy.promise
    })
    .then(() => {
      isOver = true
    })
  await line.join(async () => {})
  await line.whenFree
  expect(isOver).toBe(false)
  busy.resolve()
  await first
})

it('goes on behind a task that fails, and reports it', async () => {
  globalThis.reportError = error => reported.push(error)
  const line = new Line()
  const failed = new Error('no such document')
  const first = line.join(() => Promise.reject(failed))
  let hasBegun = false
  await line.join(async () => {
    hasBegun = true
  })
  await first
  expect(hasBegun).toBe(true)
  expect(reported).toEqual([failed])
})
