import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Log } from '../log/log.ts'
import { emptyOutline } from '../log/outline.ts'
import { maxDocumentBytes } from '../log/update-limits.ts'
import { type Neighbours, noNeighbours } from './neighbours.ts'
import { Rooms } from './rooms.ts'

const id = 'the-document'
const journal = { warn: vi.fn(), error: vi.fn() }
const said: unknown[][] = []
const audience = { of: () => ({ emit: (...message: unknown[]) => void said.push(message) }) }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function roomsOn(log: Pick<Log, 'state' | 'compact'>, neighbours?: Neighbours): Rooms {
  const rest = { epoch: 'first', description: '', shared: false, awayInMs: 0, heads: vi.fn(), close: vi.fn() }
  const calls = {
    create: vi.fn(),
    authors: vi.fn(),
    append: vi.fn(),
    read: vi.fn(),
    snapshot: vi.fn(),
    summaries: vi.fn(),
  }
  const all = { ...rest, ...calls, ...log }
  return new Rooms({ log: all, audience, journal, neighbours })
}

const seat = {
  peer: { id: 'p', emit: () => {}, join: () => {}, leave: () => {}, drop: () => {} },
  session: 1,
  author: 'anyone',
  refused: () => {},
}
const participant = {
  session: 1,
  awarenessId: 1,
  profile: { name: '', color: '#000000' },
  role: 'editor',
} as const

it('RELIABILITY 25: warns of a document that comes near its limits, once', async () => {
  const outline = { ...emptyOutline, bytes: maxDocumentBytes * 0.9 }
  const rooms = roomsOn({
    state: async () => ({ head: 3, clocks: new Map(), outline }),
    compact: async () => {},
  })
  const room = await rooms.enter(id)
  room?.sit(seat, participant)
  expect(room?.size).toBeCloseTo(0.9)
  said.length = 0
  await vi.advanceTimersByTimeAsync(60_000)
  expect(said).toEqual([['size', { documentId: id, share: 0.9 }]])
  rooms.close()
})

it('folds once what an earlier process left unfolded, although nobody writes', async () => {
  const compact = vi.fn(async () => {})
  const rooms = roomsOn({ state: async () => ({ head: 3, clocks: new Map() }), compact })
  const room = await rooms.enter(id)
  room?.sit(seat, participant)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(compact.mock.calls).toEqual([[id]])
  rooms.close()
})

it('closes an empty room, also while another document takes long to open', async () => {
  const never = new Promise<never>(() => {})
  const state = vi.fn((documentId: string) =>
    documentId === 'slow-document' ? never : Promise.resolve({ head: 0, clocks: new Map<number, number>() }),
  )
  const rooms = roomsOn({ state, compact: async () => {} })
  void rooms.enter('slow-document')
  const first = await rooms.enter(id)
  expect(await rooms.enter(id)).toBe(first)
  await vi.advanceTimersByTimeAsync(6_000)
  expect(await rooms.enter(id)).not.toBe(first)
  rooms.close()
})

it('says nothing about a document that was closed before its turn came', async () => {
  const left = new Set<string>()
  const toldLate: string[] = []
  let changed = (_isConnected: boolean) => {}
  const rooms = roomsOn(
    { state: async () => ({ head: 0, clocks: new Map() }), compact: async () => {} },
    {
      ...noNeighbours,
      onChange: listener => {
        changed = listener
        return () => {}
      },
      enter: documentId => ({
        active: Promise.resolve(),
        tell: async () => {
          if (left.has(documentId)) toldLate.push(documentId)
          return 0
        },
        answer: () => {},
        leave: () => void left.add(documentId),
      }),
    },
  )
  const ids = Array.from({ length: 120 }, (_, i) => `document-${i}`)
  await Promise.all(ids.map(documentId => rooms.enter(documentId)))
  changed(true)
  vi.advanceTimersByTime(6_000)
  expect(left.size).toBe(ids.length)
  for (let turn = 0; turn < 5; turn++) await nextTurn()
  expect(toldLate).toEqual([])
  rooms.close()
})
