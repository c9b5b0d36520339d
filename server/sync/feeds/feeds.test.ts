import { expect, it, onTestFinished } from 'vitest'
import { until } from '../../../e2e/support/until.ts'
import { type LoggedUpdate, packUpdates, type Seq } from '../../../protocol/index.ts'
import { LogAway } from '../../log/log.ts'
import type { Watcher } from '../room.ts'
import type { Rooms } from '../rooms.ts'
import { Feeds, type Followed } from './feeds.ts'
import type { Ending, Follower } from './follower.ts'
import type { News } from './news.ts'
import { Unreadable } from './source.ts'

const documentId = 'the-document'

/** A document that grows when a test says so, and counts how often it is read. */
function stage({ head: first = 0 } = {}) {
  const updates: LoggedUpdate[] = []
  const watchers = new Set<Watcher>()
  const reads = { changes: 0, renditions: 0, heads: 0 }
  let trouble: Error | undefined
  let isThere = true
  const grow = (count = 1) => {
    for (let i = 0; i < count; i++)
      updates.push({ seq: updates.length + 1, session: 1, n: 1, update: Uint8Array.of(7) })
    for (const watcher of watchers) watcher.moved()
  }
  grow(first)
  const log = {
    epoch: 'e',
    heads: async () => {
      reads.heads++
      return new Map([[documentId, updates.length]])
    },
    changes: async (_: string, asked: Seq) => {
      reads.changes++
      if (trouble !== undefined) throw trouble
      const after = asked > updates.length ? 0 : asked
      return isThere
        ? { after, head: updates.length, updates: packUpdates(updates.slice(after, after + 1000)) }
        : undefined
    },
    rendition: async () => {
      reads.renditions++
      return trouble === undefined
        ? { seq: updates.length, body: `text at ${updates.length}` }
        : ('unreadable' as const)
    },
  }
  const room = {
    get head() {
      return updates.length
    },
    watch: (watcher: Watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    catchUp: async () => {},
  }
  // Of a room, feeds know no more than this.
  const rooms = { enter: async () => room } as unknown as Pick<Rooms, 'enter'>
  const feeds = new Feeds({ log, rooms: () => rooms })
  onTestFinished(() => feeds.close())
  const follow = async (after: Seq, as: Followed['as'] = 'updates') => {
    const heard: News[] = []
    const ends: Ending[] = []
    const follower: Follower = {
      after,
      costInMs: 0,
      take: news => void heard.push(news),
      end: why => void ends.push(why),
    }
    const leave = await feeds.follow({ documentId, as }, follower)
    if (leave === undefined) throw new Error('there is no such document')
    return { heard, ends, leave, follower }
  }
  return {
    feeds,
    grow,
    follow,
    reads,
    watchers,
    fail: (error: Error | undefined) => {
      trouble = error
    },
    remove: () => {
      isThere = false
    },
  }
}

const seqsIn = (heard: readonly News[]) =>
  heard.flatMap(news => JSON.parse(news.answer()).changes.map(({ seq }: { seq: Seq }) => seq))

it('costs nothing while nothing is written, and one read for all who wait at one place', async () => {
  const here = stage({ head: 3 })
  const crowd = await Promise.all(Array.from({ length: 1_000 }, () => here.follow(3)))
  expect(here.reads).toEqual({ changes: 0, renditions: 0, heads: 0 })
  here.grow()
  await until(() => crowd.every(({ follower }) => follower.after === 4), 'all of them to be told')
  expect(here.reads.changes).toBe(1)
  expect(crowd.map(({ heard }) => seqsIn(heard))).toEqual(crowd.map(() => [4]))
  // Who comes back a little later, wherever they are, costs none.
  here.grow(2)
  await until(() => crowd.every(({ follower }) => follower.after === 6), 'all of them to be told again')
  expect(here.reads.changes).toBe(2)
  const late = await Promise.all([3, 4, 5].map(after => here.follow(after)))
  await until(() => late.every(({ follower }) => follower.after === 6), 'those behind to be told')
  expect(here.reads.changes).toBe(2)
  expect(late.map(({ heard }) => seqsIn(heard))).toEqual([[4, 5, 6], [5, 6], [6]])
})

it('gives who is far behind all of it, piece by piece, while it goes on growing', async () => {
  const here = stage({ head: 2_500 })
  const [behind, current] = await Promise.all([here.follow(0), here.follow(2_500)])
  here.grow(3)
  await until(() => behind.follower.after === 2_503, 'all of it')
  expect(seqsIn(behind.heard)).toEqual(Array.from({ length: 2_503 }, (_, i) => i + 1))
  expect(seqsIn(current.heard)).toEqual([2_501, 2_502, 2_503])
})

it('writes a document once for all who want it as it is', async () => {
  const here = stage({ head: 1 })
  const crowd = await Promise.all(Array.from({ length: 100 }, () => here.follow(0, 'text')))
  await until(() => crowd.every(({ heard }) => heard.length === 1), 'all of them to have it')
  expect(crowd[0]?.heard[0]?.events()).toBe('id: 1\ndata: text at 1\n\n')
  expect((await here.feeds.newsNow({ documentId, as: 'text' }, 0))?.answer()).toBe('text at 1')
  expect(here.reads.renditions).toBe(1)
})

it('does not try again for everybody what could not be written', async () => {
  const here = stage({ head: 1 })
  here.fail(new Error('unreadable'))
  const one = await here.follow(0, 'text')
  await until(() => one.ends.length > 0, 'the end')
  const other = await here.follow(0, 'text')
  await until(() => other.ends.length > 0, 'the end')
  expect([one.ends, other.ends].flat()).toEqual([expect.any(Unreadable), expect.any(Unreadable)])
  expect(here.reads.renditions).toBe(1)
})

it('begins anew for who has more than the log, and waits for who wants only what is new', async () => {
  const here = stage({ head: 2 })
  const [ahead, now] = await Promise.all([here.follow(9), here.follow(Number.POSITIVE_INFINITY)])
  await until(() => ahead.follower.after === 2, 'all of it')
  expect(seqsIn(ahead.heard)).toEqual([1, 2])
  here.grow()
  await until(() => now.follower.after === 3, 'the new one')
  expect(seqsIn(now.heard)).toEqual([3])
})

it.each([
  ['the log cannot be read', new LogAway('away')],
  ['the document is deleted', 'gone'],
] as const)('lets go those who wait for news where %s', async (_what, why) => {
  const here = stage({ head: 1 })
  const { ends, heard } = await here.follow(1)
  if (why === 'gone') here.remove()
  else here.fail(why)
  here.grow()
  await until(() => ends.length > 0, 'the end')
  expect([ends, heard]).toEqual([[why], []])
})

it('lets all go when it drains, and whoever comes yet, and watches nothing any more when it is closed', async () => {
  const here = stage({ head: 1 })
  const crowd = await Promise.all(Array.from({ length: 50 }, () => here.follow(1)))
  expect(here.feeds.size).toBe(50)
  here.feeds.drain(50)
  await until(() => crowd.every(({ ends }) => ends[0] === 'elsewhere'), 'all of them to be let go')
  const late = await here.follow(1)
  await until(() => late.ends.length === 1, 'the late one to be let go')
  const last = await here.follow(1)
  here.feeds.close()
  expect(last.ends).toEqual(['elsewhere'])
  expect([here.feeds.size, here.watchers.size]).toEqual([0, 0])
})
