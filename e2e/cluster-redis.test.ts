import { expect, it } from 'vitest'
import { type Crowd, whole } from './support/crowd.ts'
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

it('takes those who poll in again when Redis is back (R5)', async () => {
  const { cluster, crowd } = await stage({ size: 6, by: () => 'polling' })
  crowd.write({ perSecond: 2 })
  await seconds(1)
  await cluster.redis.kill()
  await seconds(scale(3, 20))
  const claimed = crowd.claimed
  expect(await crowd.missing(claimed)).toEqual([])
  await cluster.redis.restart()
  const back = performance.now()
  await until(
    () => Math.max(...crowd.backAfterMs(back)) < Number.POSITIVE_INFINITY,
    'all to be saved again',
    10_000,
  )
  expect(await crowd.settle({ withinInMs: 10_000 })).toEqual(whole)
}, 120_000)

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
