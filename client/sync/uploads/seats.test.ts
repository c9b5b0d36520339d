import { expect, it } from 'vitest'
import { Seats } from './seats.ts'

it('lets so many be at it at once, and the others in their order', async () => {
  const seats = new Seats(2)
  const { signal } = new AbortController()
  const order: string[] = []
  const take = async (who: string) => {
    const leave = await seats.take(signal)
    order.push(who)
    return leave
  }
  const [leaveA] = await Promise.all([take('a'), take('b')])
  const [c, d] = [take('c'), take('d')]
  expect(seats.isFull).toBe(true)
  leaveA()
  // Once is once.
  leaveA()
  const leaveC = await c
  expect(order).toEqual(['a', 'b', 'c'])
  leaveC()
  await d
  expect(order).toEqual(['a', 'b', 'c', 'd'])
})

it('gives no place to whoever has gone', async () => {
  const seats = new Seats(1)
  const leave = await seats.take(new AbortController().signal)
  const gone = new AbortController()
  const left = seats.take(gone.signal)
  const next = seats.take(new AbortController().signal)
  gone.abort()
  await expect(left).rejects.toThrow()
  leave()
  expect(await next).toBeTypeOf('function')
})
