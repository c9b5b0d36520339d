import { expect, it, onTestFinished } from 'vitest'
import { whole } from './support/crowd.ts'
import { openReaper } from './support/reaper.ts'
import { scale } from './support/scale.ts'
import { mixed, seconds, stage } from './support/stage.ts'
import { until } from './support/until.ts'

it('comes back, and loses nothing, when nobody moves and the platform cuts everybody', async () => {
  const { cluster, crowd } = await stage({ size: scale(6, 20), by: mixed })
  const reaper = openReaper(cluster.balancer, { maxAgeInS: scale(3, 20) })
  onTestFinished(() => reaper.stop())
  crowd.write({ writers: scale(4, 10), perSecond: 3 })
  await seconds(scale(8, 60))
  expect(reaper.cuts).toBeGreaterThan(3)
  // What `cluster-cuts.test.ts` looks for in vain is there to be seen.
  expect(crowd.troubles).not.toEqual([])
  await reaper.stop()
  expect(await crowd.settle()).toEqual(whole)
}, 240_000)

it('is there for everybody again when all connections are cut at once (R15)', async () => {
  const { cluster, crowd } = await stage({ size: scale(60, 500), by: () => 'any' })
  const streams = await cluster.balancer.streams()
  expect(streams.length).toBeGreaterThanOrEqual(crowd.members.length)
  await cluster.balancer.cut(streams)
  const isNoticed = () => crowd.members.every(({ troubles }) => troubles.length > 0)
  await until(isNoticed, 'everybody to be cut', 20_000)
  const isBack = () => crowd.members.every(({ peer }) => peer.provider.status.state === 'live')
  await until(isBack, 'everybody to be back', 30_000)
  for (const { write } of crowd.members.slice(0, 20)) write()
  expect(await crowd.settle({ withinInMs: 30_000 })).toEqual(whole)
}, 240_000)
