import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Append } from '../log/log.ts'
import { PacedAppends } from './paced-appends.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function room({ people }: { people: number }) {
  const appended: number[] = []
  const appends = new PacedAppends(
    async ({ n }) => appended.push(n),
    () => people,
  )
  const write = (n: number) => {
    const update: Append = { session: 1, n, update: Uint8Array.of() }
    return appends.append(update)
  }
  return { appends, appended, write }
}

it('lets nobody wait who writes after a pause', async () => {
  const { appended, write } = room({ people: 50 })
  for (const n of [1, 2, 3]) {
    void write(n)
    expect(appended.at(-1)).toBe(n)
    await vi.advanceTimersByTimeAsync(50)
  }
})

it('gathers what many write at once, in its order, and the longer the more people hear it', async () => {
  const crowd = room({ people: 50 })
  const pair = room({ people: 2 })
  for (const n of [1, 2, 3]) {
    void crowd.write(n)
    void pair.write(n)
  }
  expect(crowd.appended).toEqual([1])
  await vi.advanceTimersByTimeAsync(2)
  expect([pair.appended, crowd.appended]).toEqual([[1, 2, 3], [1]])
  await vi.advanceTimersByTimeAsync(30)
  expect(crowd.appended).toEqual([1, 2, 3])
})

it('goes to the log with whoever writes when the pace is nearly over, behind those who waited', async () => {
  const { appended, write } = room({ people: 50 })
  void write(1)
  void write(2)
  await vi.advanceTimersByTimeAsync(24)
  void write(3)
  expect(appended).toEqual([1])
  await vi.advanceTimersByTimeAsync(1)
  void write(4)
  expect(appended).toEqual([1, 2, 3, 4])
  // A pace begins anew: nobody is let in twice.
  void write(5)
  await vi.advanceTimersByTimeAsync(24)
  expect(appended).toEqual([1, 2, 3, 4])
  await vi.advanceTimersByTimeAsync(8)
  expect(appended).toEqual([1, 2, 3, 4, 5])
})

it('tells of them in the log’s order, whether they waited or went along', async () => {
  const { write } = room({ people: 50 })
  const told: number[] = []
  const tell = (seq: number) => void told.push(seq)
  for (const n of [1, 2, 3]) void write(n).then(tell)
  await vi.advanceTimersByTimeAsync(0)
  await vi.advanceTimersByTimeAsync(25)
  void write(4).then(tell)
  await vi.advanceTimersByTimeAsync(1)
  expect(told).toEqual([1, 2, 3, 4])
})

it('keeps nobody waiting longer than a tenth of a second, however many hear it', async () => {
  const { appended, write } = room({ people: 10_000 })
  void write(1)
  void write(2)
  await vi.advanceTimersByTimeAsync(100)
  expect(appended).toEqual([1, 2])
})

it('settles each as the log does', async () => {
  const { write, appends } = room({ people: 50 })
  const both = [write(1), write(2)]
  appends.flush()
  expect(await Promise.all(both)).toEqual([1, 2])
})

it('lets nothing into the log behind what was rejected', async () => {
  const { write, appends, appended } = room({ people: 50 })
  void write(1)
  const refused = expect(write(2)).rejects.toThrow('the disk is full')
  appends.abandon(new Error('the disk is full'))
  await refused
  await vi.advanceTimersByTimeAsync(100)
  expect(appended).toEqual([1])
})
