import { expect, it } from 'vitest'
import type { Cluster } from './support/cluster.ts'
import { type Crowd, whole } from './support/crowd.ts'
import { scale } from './support/scale.ts'
import { printedSeed, seededRandom } from './support/seeded-random.ts'
import { mixed, seconds, stage } from './support/stage.ts'
import { until } from './support/until.ts'

/** Kills a node every three seconds, or until something is lost. Gives when, and what was called saved and was not in the database at
 *  that moment. */
async function killNodes(
  { cluster, crowd }: { cluster: Cluster; crowd: Crowd },
  { kills, untilLost = false }: { kills: number; untilLost?: boolean },
) {
  const random = seededRandom(printedSeed())
  const moments: number[] = []
  const lost: string[] = []
  for (let kill = 0; kill < kills && !(untilLost && lost.length > 0); kill++) {
    const next = seconds(3)
    await seconds(random())
    const node = cluster.nodes[Math.floor(random() * cluster.nodes.length)]
    if (node === undefined) throw new Error('unreachable')
    await node.server.kill()
    moments.push(performance.now())
    lost.push(...(await crowd.missing(crowd.claimed)))
    await node.server.restart()
    const areReady = async () => (await cluster.balancer.ready()).length === cluster.nodes.length
    await until(areReady, 'the balancer to find the node ready again')
    await next
  }
  return { moments, lost }
}

it('keeps every word that it called saved when nodes are killed, and people are back in seconds (R1, R11)', async () => {
  const on = await stage({ size: scale(8, 20), by: mixed })
  on.crowd.write({ perSecond: 4 })
  const { moments, lost } = await killNodes(on, { kills: scale(3, 20) })
  // So that the last kill, too, has something after it.
  await seconds(2)
  const back = moments.flatMap(moment => on.crowd.backAfterMs(moment)).sort((a, b) => a - b)
  expect(lost).toEqual([])
  expect(await on.crowd.settle({ withinInMs: 5_000 })).toEqual(whole)
  console.log(`back after ms: median ${at(back, 0.5)}, p95 ${at(back, 0.95)}, slowest ${at(back, 1)}`)
  expect(at(back, 1)).toBeLessThan(5_000)
  expect(at(back, 0.95)).toBeLessThan(2_000)
}, 240_000)

it('would notice nodes that say saved too early (R2)', async () => {
  const on = await stage({ size: 8, by: mixed, program: 'e2e/support/early-ack-server.ts' })
  on.crowd.write({ perSecond: 10 })
  expect((await killNodes(on, { kills: 3, untilLost: true })).lost).not.toEqual([])
}, 120_000)

function at(sorted: readonly number[], part: number): number {
  return Math.round(sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN)
}
