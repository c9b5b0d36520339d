import { expect, it, onTestFinished, vi } from 'vitest'
import { startRedis } from '../../e2e/support/redis.ts'
import { until } from '../../e2e/support/until.ts'
import type { AccessChange } from '../access/access.ts'
import { type AccessAnnouncements, shareAccessNews } from './access-news.ts'
import { openRedis } from './redis.ts'

/** Nodes that share a Redis, each with what it has heard. */
async function openNodes(...names: string[]) {
  const server = await startRedis()
  onTestFinished(() => server.stop())
  const journal = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const connect = () => {
    const redis = openRedis(server.url, journal)
    onTestFinished(() => redis.close())
    return redis
  }
  const nodes = names.map(self => {
    const redis = connect()
    const heard: AccessChange[] = []
    const announcements: AccessAnnouncements = {
      announce: () => {},
      heard: change => void heard.push(change),
    }
    const close = shareAccessNews({ redis, nodes: { self } }, announcements)
    onTestFinished(close)
    return { redis, heard, announcements, close }
  })
  const stranger = connect()
  const listening = async () => (await stranger.publish('quire:access', Buffer.from('{}'))) === nodes.length
  await until(() => stranger.isConnected && nodes.every(({ redis }) => redis.isConnected), 'Redis')
  await until(listening, 'all nodes to listen')
  return { server, nodes, stranger, journal }
}

const changes: AccessChange[] = [
  { of: 'document', documentId: 'the-document' },
  { of: 'login', login: 'l_abc' },
  { of: 'user', user: 'g_abc' },
  { of: 'everything' },
]

it('tells every other node who may do more or less, and not the one that knows', async () => {
  const { nodes } = await openNodes('one', 'two', 'three')
  const [one, two, three] = nodes
  for (const change of changes) one?.announcements.announce(change)
  await until(() => two?.heard.length === 4 && three?.heard.length === 4, 'both others to hear')
  expect([one?.heard, two?.heard, three?.heard]).toEqual([[], changes, changes])
})

it('does not stumble over what a newer node says, nor over what is no message', async () => {
  const { nodes, stranger, journal } = await openNodes('one', 'two')
  const [one, two] = nodes
  for (const message of [
    '{"from":"new","change":{"of":"planet","planet":"mars"}}',
    '{"from":"new","change":{"of":"document"}}',
    '{"from":"new","change":{"of":"document","documentId":"../../x"}}',
    '{"change":{"of":"everything"}}',
    '[]',
    'nonsense',
    '',
    `"${'x'.repeat(100_000)}"`,
  ]) {
    await stranger.publish('quire:access', Buffer.from(message))
  }
  // A field more is none of ours.
  const more = '{"from":"new","more":1,"change":{"of":"login","login":"l_abc","more":2}}'
  await stranger.publish('quire:access', Buffer.from(more))
  await until(() => two?.heard.length === 1, 'what can be understood')
  expect([one?.heard, two?.heard]).toEqual([[changes[1]], [changes[1]]])
  expect(journal.error).not.toHaveBeenCalled()
})

it('says nothing, and waits for nothing, while Redis is away', async () => {
  const { server, nodes } = await openNodes('one', 'two')
  await server.kill()
  await until(() => nodes.every(({ redis }) => !redis.isConnected), 'the outage to be seen')
  for (const change of changes) nodes[0]?.announcements.announce(change)
  expect(nodes[1]?.heard).toEqual([])
})
