import { expect, it, onTestFinished } from 'vitest'
import { whole } from './support/crowd.ts'
import { openReaper } from './support/reaper.ts'
import { scale } from './support/scale.ts'
import { mixed, seconds, stage } from './support/stage.ts'

const maxAgeInS = scale(6, 20)

it('moves everybody to a new connection before the platform cuts the old one', async () => {
  const env = { CONNECTION_MAX_AGE: scale('4s', '15s') }
  const { cluster, crowd } = await stage({ size: scale(6, 20), by: mixed, env })
  const reaper = openReaper(cluster.balancer, { maxAgeInS })
  onTestFinished(() => reaper.stop())
  crowd.write({ writers: scale(4, 10), perSecond: 3 })
  await seconds(scale(11, 120))
  expect(await crowd.settle()).toEqual(whole)
  expect(reaper.cuts).toBe(0)
  expect(crowd.troubles).toEqual([])
  for (const { sessions } of crowd.members) expect(sessions.size).toBeGreaterThanOrEqual(scale(3, 8))
}, 240_000)
