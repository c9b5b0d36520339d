import { afterAll, expect, it, onTestFinished } from 'vitest'
import type { Cluster, ClusterNode } from './support/cluster.ts'
import { Crowd, whole } from './support/crowd.ts'
import { openPeer } from './support/peer.ts'
import { mixed, seconds, stage } from './support/stage.ts'
import { until } from './support/until.ts'
import { buildVersion, newer, older, stricter, type Version } from './support/versions.ts'

const versions = await Promise.all([buildVersion(older), buildVersion(newer), buildVersion(stricter)])
afterAll(() => {
  for (const version of versions) version.remove()
})

it('goes from one version to the next, node after node, and nobody loses a word or has to reload (R16)', async () => {
  const [before, after, strict] = versions
  const people = { size: 6, by: mixed, Provider: before.Provider }
  const { cluster, crowd, documentId } = await stage({ ...people, program: before.program })
  const [first, second, third] = cluster.nodes
  if (!first || !second || !third) throw new Error('unreachable')
  crowd.write({ perSecond: 4 })
  /** Whose pages are of this version. */
  const come = async (called: string, { Provider }: Version) => {
    const asked = performance.now()
    const crowd = await Crowd.open(cluster, { documentId, size: 3, by: mixed, called, Provider })
    onTestFinished(() => crowd.leave())
    crowd.write({ perSecond: 4 })
    return { crowd, afterMs: performance.now() - asked }
  }

  // The first of them changes the tables.
  await replace(first, { cluster, by: after })
  const newcomers = await come('n', after)
  await seconds(1)
  await third.server.kill()
  for (const each of [crowd, newcomers.crowd]) expect(await each.missing(each.claimed)).toEqual([])
  await third.server.restart()
  for (const { Provider } of [before, after]) {
    const { url } = third.server
    const visitor = await openPeer({ url, documentId, name: 'visitor', Provider })
    expect(visitor.provider.status.state).toBe('live')
    await visitor.leave()
  }
  await allReady(cluster)
  const calmSince = performance.now()
  await replace(second, { cluster, by: after })
  // To whom the third is of no use.
  const demanding = await come('d', strict)
  await replace(third, { cluster, by: after })
  await seconds(1)

  const everybody = [crowd, newcomers.crowd, demanding.crowd]
  for (const each of everybody) each.stop()
  await Promise.all(everybody.flatMap(each => each.members.map(({ peer }) => peer.provider.whenSaved())))
  for (const each of everybody) expect(await each.settle()).toEqual(whole)
  const troubles = everybody.flatMap(each => each.troubles)
  const slowest = everybody.map(each => each.waitsInMs(calmSince).at(-1)?.toFixed())
  console.log(
    `newcomers open after ${newcomers.afterMs.toFixed()} and ${demanding.afterMs.toFixed()} ms; slowest ${slowest.join(', ')} ms; ${troubles.join(', ')}`,
  )
  expect(troubles.filter(trouble => trouble.includes('refused'))).toEqual([])
  expect(newcomers.afterMs).toBeLessThan(2_000)
  expect(demanding.afterMs).toBeLessThan(10_000)
}, 120_000)

/** As a rolling upgrade does it. */
async function replace(
  { server }: ClusterNode,
  { cluster, by }: { cluster: Cluster; by: Version },
): Promise<void> {
  expect(await server.kill('SIGTERM')).toBe(0)
  await server.restart(by.program)
  await allReady(cluster)
}

async function allReady({ balancer, nodes }: Cluster): Promise<void> {
  const areReady = async () => (await balancer.ready()).length === nodes.length
  await until(areReady, 'the balancer to find all nodes ready', 30_000)
}
