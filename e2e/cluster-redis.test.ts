import { expect, it } from 'vitest'
import { type Crowd, type Member, whole } from './support/crowd.ts'
import { scale } from './support/scale.ts'
import { seconds, stage } from './support/stage.ts'
import { until } from './support/until.ts'

it('goes on while Redis is away, and everything is everywhere soon after its return (R5)', async () => {
  const { cluster, crowd } = await stage({ size: scale(6, 20), by: () => 'websocket' })
  crowd.write({ perSecond: 4 })
  await seconds(1)
  for (let kill = 0; kill < scale(2, 20); kill++) {
    const killedAt = performance.now()
    await cluster.redis.kill()
    await crossesNodes(crowd, 5_000)
    // One long one, as by a restart of the machine that it is on.
    await seconds(kill === 0 ? scale(3, 20) : 1)
    expect(Math.max(...crowd.backAfterMs(killedAt))).toBeLessThan(5_000)
    await cluster.redis.restart()
    await seconds(1)
  }
  expect(await crowd.settle({ withinInMs: 10_000 })).toEqual(whole)
  expect(crowd.troubles).toEqual([])
}, 240_000)

it('lets those who poll write on while Redis is away, tells them the truth, and saves all of it on its return (R5)', async () => {
  const { cluster, crowd } = await stage({ size: 6, by: () => 'polling' })
  crowd.write({ perSecond: 2 })
  await seconds(1)
  await cluster.redis.kill()
  await until(() => crowd.members.every(isTold), 'everybody to be told that it is not saved')
  const written = crowd.written.length
  await seconds(scale(3, 20))
  expect(crowd.written.length).toBeGreaterThanOrEqual(written + 6)
  for (const { peer, written } of crowd.members)
    for (const word of written) expect(peer.read()).toContain(word)
  expect(await crowd.missing(crowd.claimed)).toEqual([])
  await cluster.redis.restart()
  const back = performance.now()
  expect(await crowd.settle({ withinInMs: 10_000 })).toEqual(whole)
  const savedAfterMs = performance.now() - back
  console.log(`everything saved ${savedAfterMs.toFixed()} ms after its return; ${crowd.troubles.join(', ')}`)
  expect(savedAfterMs).toBeLessThan(10_000)
  // A page that has to be loaded again is not what a Redis may cost.
  expect(crowd.troubles.filter(trouble => trouble.includes('refused'))).toEqual([])
}, 120_000)

it('has nobody who polls notice a Redis that is away where the balancer keeps them at their nodes (R5)', async () => {
  const { cluster, crowd } = await stage({ size: 6, by: () => 'polling', affinity: true })
  crowd.write({ perSecond: 4 })
  await seconds(1)
  await cluster.redis.kill()
  await crossesNodes(crowd, 5_000)
  await seconds(scale(3, 20))
  await cluster.redis.restart()
  await seconds(1)
  expect(await crowd.settle({ withinInMs: 10_000 })).toEqual(whole)
  expect(crowd.troubles).toEqual([])
}, 120_000)

/** Whose last words are not saved, and who can see it. */
function isTold({ peer: { provider } }: Member): boolean {
  return provider.status.unsaved > 0 && provider.status.state !== 'live'
}

/** What one writes is with all others, on whatever nodes they are. */
async function crossesNodes(crowd: Crowd, withinInMs: number): Promise<void> {
  const [first] = crowd.members
  if (first === undefined) throw new Error('unreachable')
  first.write()
  const word = `${first.written.at(-1)} `
  await until(
    () => crowd.members.every(({ peer }) => peer.read().includes(word)),
    'a word to be with everybody while Redis is away',
    withinInMs,
  )
}
