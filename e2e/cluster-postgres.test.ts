import { expect, it } from 'vitest'
import type { Cluster } from './support/cluster.ts'
import { type Crowd, whole } from './support/crowd.ts'
import { scale } from './support/scale.ts'
import { mixed, seconds, stage } from './support/stage.ts'
import { until } from './support/until.ts'

it('calls nothing saved while Postgres is away, lets everybody type on, and saves it all on its return (R4)', async () => {
  const { cluster, crowd } = await stage({ size: scale(6, 20), by: mixed })
  crowd.write({ perSecond: 4 })
  await seconds(1)
  for (let kill = 0; kill < scale(2, 20); kill++) {
    await cluster.postgres.kill()
    const claimed = crowd.claimed
    await outage(crowd, kill === 0 ? scale(3, 20) : 1)
    await cluster.postgres.restart()
    const backAt = performance.now()
    expect(await crowd.missing(claimed)).toEqual([])
    await until(
      () => Math.max(...crowd.backAfterMs(backAt)) < Number.POSITIVE_INFINITY,
      'everybody to be told again that words are saved',
      10_000,
    )
    expect(await crowd.missing(crowd.claimed)).toEqual([])
  }
  expect(await crowd.settle()).toEqual(whole)
}, 240_000)

/** Whoever writes now is told nothing, and keeps writing. */
async function outage(crowd: Crowd, lengthInS: number): Promise<void> {
  // Acknowledgements that were on their way when it was killed have arrived: from now on there can be none.
  await seconds(0.5)
  const claimed = new Set(crowd.claimed)
  const written = crowd.written.length
  await seconds(lengthInS)
  expect(crowd.written.length).toBeGreaterThan(written)
  expect(crowd.claimed.filter(word => !claimed.has(word))).toEqual([])
  for (const { peer } of crowd.members) expect(peer.provider.status.unsaved).toBeGreaterThan(0)
}

it('moves people on from a node that cannot reach Postgres any more, which calls nothing saved (R12)', async () => {
  const { cluster, crowd } = await stage({ size: scale(6, 20), by: mixed, ownLines: true })
  crowd.write({ perSecond: 4 })
  await seconds(1)
  const [cutOff] = cluster.nodes
  if (cutOff?.toPostgres === undefined) throw new Error('unreachable')
  cutOff.toPostgres.mode = 'freeze'
  const cutAt = performance.now()
  await until(
    () => Math.max(...crowd.backAfterMs(cutAt + 1_000)) < Number.POSITIVE_INFINITY,
    'everybody to be told again that words are saved',
    30_000,
  )
  console.log(`all were saved again after ${Math.round(Math.max(...crowd.backAfterMs(cutAt)))} ms`)
  expect(await crowd.missing(crowd.claimed)).toEqual([])
  await othersServe(cluster, crowd)
  cutOff.toPostgres.mode = 'pass'
  await seconds(scale(2, 10))
  expect(await crowd.settle()).toEqual(whole)
}, 120_000)

/** Without the node that is cut off, nobody lacks anything. */
async function othersServe(cluster: Cluster, crowd: Crowd): Promise<void> {
  const since = performance.now()
  await seconds(2)
  expect(Math.max(...crowd.backAfterMs(since))).toBeLessThan(2_500)
  expect(cluster.nodes.map(({ server }) => server.exited)).toEqual(cluster.nodes.map(() => false))
}
