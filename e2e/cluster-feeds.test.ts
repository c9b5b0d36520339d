import { expect, it, onTestFinished } from 'vitest'
import type { Cluster } from './support/cluster.ts'
import { whole } from './support/crowd.ts'
import { FeedFollower, type Manner, wrongIn } from './support/follower.ts'
import { readStored } from './support/postgres-document.ts'
import { createDocument } from './support/raw-client.ts'
import { scale } from './support/scale.ts'
import { printedSeed, seededRandom } from './support/seeded-random.ts'
import { mixed, seconds, stage } from './support/stage.ts'
import { until } from './support/until.ts'

// Three nodes behind HAProxy, which sends every request to the next of them. People write, programs follow.

const manners = ['poll', 'longpoll', 'sse'] as const

function followAll(url: string, documentId: string, ofEach: number): FeedFollower[] {
  const followers = manners.flatMap((manner: Manner) =>
    Array.from(
      { length: ofEach },
      () => new FeedFollower({ url, documentId, manner, pollEveryMs: scale(200, 5_000) }),
    ),
  )
  onTestFinished(async () => void (await Promise.all(followers.map(each => each.leave()))))
  return followers
}

/** Waits until all have everything that is in the database; gives what is wrong with what they have. */
async function settle(cluster: Cluster, documentId: string, followers: readonly FeedFollower[]) {
  const { head } = await readStored(cluster.databaseUrl, documentId)
  const behind = () => followers.filter(({ after }) => after < head).length
  await until(
    () => behind() === 0 || Promise.reject(new Error(`${behind()} behind`)),
    'all of it',
    scale(30_000, 120_000),
  )
  return followers.flatMap(({ seqs, troubles }) => [...troubles, ...[wrongIn(seqs, head) ?? []].flat()])
}

async function kill(cluster: Cluster, random: () => number): Promise<void> {
  const node = cluster.nodes[Math.floor(random() * cluster.nodes.length)]
  if (node === undefined) throw new Error('unreachable')
  await node.server.kill()
  await node.server.restart()
  const areReady = async () => (await cluster.balancer.ready()).length === cluster.nodes.length
  await until(areReady, 'the balancer to find the node ready again', 60_000)
}

/** A node that is told to end lets those go whom it holds, at once. */
async function expectToLetGo({ nodes }: Cluster, documentId: string): Promise<void> {
  const [leaving] = nodes
  if (leaving === undefined) throw new Error('unreachable')
  const { url, process } = leaving.server
  const quiet = await createDocument(url)
  const stream = await fetch(`${url}/api/documents/${documentId}/changes?feed=sse&after=now`)
  const held = fetch(`${url}/api/documents/${quiet}/changes?feed=longpoll&wait=30`)
  const isHeld = async () => /longpoll"} [1-9]/.test(await (await fetch(`${url}/metrics`)).text())
  await until(isHeld, 'a request to be held')
  const toldAt = performance.now()
  process.kill('SIGTERM')
  const answer = await held
  await stream.text()
  expect(performance.now() - toldAt).toBeLessThan(4_000)
  expect([answer.status, answer.headers.get('connection')]).toEqual([204, 'close'])
}

it(
  'gives every follower every number once, in order, while nodes are killed and stopped',
  async () => {
    const { cluster, crowd, documentId } = await stage({ size: scale(4, 8), by: mixed })
    const followers = followAll(cluster.url, documentId, scale(20, 1_000))
    crowd.write({ perSecond: scale(4, 0.5) })
    const random = seededRandom(printedSeed())
    for (let i = 0; i < scale(1, 12); i++) {
      const next = seconds(scale(0, 5))
      await kill(cluster, random)
      await next
    }
    await expectToLetGo(cluster, documentId)
    expect(await crowd.settle({ withinInMs: scale(10_000, 60_000) })).toEqual(whole)
    expect(await settle(cluster, documentId, followers)).toEqual([])
    const statuses = new Set(followers.flatMap(each => [...each.statuses.keys()]))
    const told = followers[0]?.after
    console.log(`${followers.length} followers, ${told} changes each; statuses ${[...statuses].sort()}`)
  },
  scale(120_000, 600_000),
)
