import { expect, it, onTestFinished } from 'vitest'
import { whole } from './support/crowd.ts'
import { scale } from './support/scale.ts'
import { mixed, seconds, stage } from './support/stage.ts'
import { watchStalls } from './support/stalls.ts'
import { until } from './support/until.ts'

it('restarts every node one after another, and nobody notices (R16)', async () => {
  const { cluster, crowd } = await stage({ size: scale(9, 30), by: mixed })
  const stalls = await watchStalls(cluster.databaseUrl)
  onTestFinished(() => stalls.stop())
  crowd.write({ writers: scale(6, 15), perSecond: 4 })
  await seconds(1)
  const endings: { code: number | null; tookMs: number }[] = []
  for (let round = 0; round < scale(1, 2); round++) {
    for (const { server } of cluster.nodes) {
      const asked = performance.now()
      endings.push({ code: await server.kill('SIGTERM'), tookMs: performance.now() - asked })
      await server.restart()
      await until(
        async () => (await cluster.balancer.ready()).length === cluster.nodes.length,
        'the balancer to find the node ready again',
      )
    }
  }
  await seconds(1)
  expect(await crowd.settle()).toEqual(whole)
  expect(crowd.troubles).toEqual([])
  const slowest = crowd.waitsInMs().at(-1)
  console.log(
    `slowest acknowledgement ${slowest?.toFixed()} ms, longest bare commit ${stalls.longestInMs.toFixed()} ms`,
  )
  expect(slowest).toBeLessThan(1_000)
  expect(endings.map(({ code }) => code)).toEqual(endings.map(() => 0))
  for (const { tookMs } of endings) expect(tookMs).toBeLessThan(20_000)
}, 240_000)

it('loses nothing when a node is killed in the middle of the restart of another (R16)', async () => {
  const { cluster, crowd } = await stage({ size: 6, by: mixed })
  crowd.write({ perSecond: 4 })
  await seconds(1)
  const [first, second] = cluster.nodes
  if (!first || !second) throw new Error('unreachable')
  const leaving = first.server.kill('SIGTERM')
  await second.server.kill()
  const claimed = crowd.claimed
  expect(await crowd.missing(claimed)).toEqual([])
  expect(await leaving).toBe(0)
  await Promise.all([first.server.restart(), second.server.restart()])
  await seconds(1)
  expect(await crowd.settle()).toEqual(whole)
}, 120_000)

it('adds and removes nodes under load, loses nothing, and brings people to the new ones', async () => {
  const env = { CONNECTION_MAX_AGE: scale('4s', '15s') }
  const { cluster, crowd } = await stage({ size: scale(9, 20), by: mixed, nodes: 2, env })
  crowd.write({ writers: scale(6, 20), perSecond: 4 })
  for (let round = 0; round < scale(1, 4); round++) {
    const added = await cluster.addNode()
    const share = Math.floor(crowd.members.length / cluster.nodes.length / 2)
    const hasItsShare = async () => (await connectionsOf(added.server.url)) >= Math.max(1, share)
    await until(hasItsShare, 'half of its share of people to be on the new node', 60_000)
    await seconds(scale(4, 10))
    const [oldest] = cluster.nodes
    if (oldest === undefined) throw new Error('unreachable')
    expect(await cluster.removeNode(oldest)).toBe(0)
    await seconds(scale(1, 10))
  }
  expect(await crowd.settle()).toEqual(whole)
  expect(crowd.troubles).toEqual([])
}, 240_000)

/** Sessions of clients that live on a node: polls that it relays to another are none. */
async function connectionsOf(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^quire_connections (\d+)$/m.exec(metrics)?.[1])
}
