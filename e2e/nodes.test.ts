import { expect, it, onTestFinished } from 'vitest'
import { converge, openPeer, type Peer } from './support/peer.ts'
import { startPostgres } from './support/postgres.ts'
import { createDocument } from './support/raw-client.ts'
import { startRedis } from './support/redis.ts'
import { startServer } from './support/start-server.ts'
import { until } from './support/until.ts'

/** Nodes over one Postgres and one Redis, which clients reach one by one: no balancer decides for them. */
async function startNodes(count: number) {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  const env = { DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url }
  const nodes = await Promise.all(Array.from({ length: count }, () => startServer({ env })))
  onTestFinished(async () => {
    await Promise.all(nodes.map(node => node.stop()))
    await Promise.all([redis.stop(), postgres.stop()])
  })
  const [first, second] = nodes
  if (first === undefined || second === undefined) throw new Error('at least two')
  const documentId = await createDocument(first.url)
  const join = async (name: string, { url }: { url: string }): Promise<Peer> => {
    const peer = await openPeer({ url, documentId, name })
    onTestFinished(() => peer.leave())
    return peer
  }
  return { postgres, redis, databaseUrl: env.DATABASE_URL, first, second, nodes, documentId, join }
}

const names = ({ provider }: Peer) => provider.participants.map(({ profile }) => profile.name).sort()
const caretOf = (other: Peer, { provider }: Peer) =>
  provider.awareness.getStates().get(other.provider.awareness.clientID)?.at
const point = ({ provider }: Peer, at: number) => provider.awareness.setLocalState({ at })

it('numbers what two nodes write at once without a gap, and brings each letter to everybody', async () => {
  const { postgres, databaseUrl, first, second, join } = await startNodes(2)
  const peers = await Promise.all([
    join('ann', first),
    join('bob', second),
    join('carl', first),
    join('dora', second),
  ])
  for (let i = 0; i < 40; i++) {
    for (const peer of peers) peer.type(0, peer.name.slice(0, 1))
    await until(() => peers.every(({ provider }) => provider.status.state === 'live'), 'all to be connected')
    await new Promise(resolve => setImmediate(resolve))
  }
  await converge(peers)
  expect(peers[0]?.read()).toHaveLength(160)
  const [row] = await postgres.query(
    'SELECT count(*)::int AS count, min(seq)::int AS first, max(seq)::int AS last FROM updates',
    databaseUrl,
  )
  expect(row).toMatchObject({ first: 1, last: row?.count })
})

it('knows on every node who is there and where their carets are, until they leave or their node dies', async () => {
  const { first, second, join } = await startNodes(2)
  const ann = await join('ann', first)
  point(ann, 1)
  const bob = await join('bob', second)
  expect(names(bob)).toEqual(['ann', 'bob'])
  point(bob, 2)
  await until(() => caretOf(bob, ann) === 2 && caretOf(ann, bob) === 1, 'both carets')
  const carl = await join('carl', second)
  expect(caretOf(ann, carl)).toBe(1)
  await until(() => names(ann).join() === 'ann,bob,carl', 'carl to be known')
  await carl.leave()
  await until(() => names(ann).join() === 'ann,bob', 'carl to have left', 2_000)
  await second.kill()
  await until(() => names(ann).join() === 'ann', 'those of the dead node to be gone')
  expect(caretOf(bob, ann)).toBeUndefined()
}, 40_000)

it('takes those off the screens at once whose node has stopped in peace', async () => {
  const { first, second, join } = await startNodes(2)
  const [ann] = [await join('ann', first), await join('bob', second)]
  await until(() => names(ann).join() === 'ann,bob', 'bob to be known')
  await second.kill('SIGTERM')
  await until(() => names(ann).join() === 'ann', 'bob to be gone', 1_000)
}, 40_000)

it('lets people write on, on all nodes, while Redis is away, and has it right about them when it is back', async () => {
  const { redis, first, second, join } = await startNodes(2)
  const [ann, bob] = [await join('ann', first), await join('bob', second)]
  const carl = await join('carl', first)
  await until(() => [ann, bob, carl].every(peer => names(peer).length === 3), 'all to know each other')
  await redis.kill()
  ann.type(0, 'from the first ')
  await until(() => carl.read() === ann.read(), 'those of the same node', 1_000)
  await until(() => bob.read() === ann.read(), 'those of the other', 5_000)
  bob.type(0, 'from the second ')
  await converge([ann, bob, carl], 'from the second from the first ', { withinInMs: 5_000 })
  await carl.leave()
  const dora = await join('dora', second)
  expect(dora.read()).toBe(ann.read())
  await redis.restart()
  point(dora, 5)
  await until(() => names(ann).join() === 'ann,bob,dora', 'ann to know who is there')
  await until(() => names(dora).join() === 'ann,bob,dora', 'dora to know who is there')
  await until(() => caretOf(dora, ann) === 5, "dora's caret")
  for (const peer of [ann, bob, dora]) expect(peer.provider.status.state).toBe('live')
}, 40_000)
