import { expect, it } from 'vitest'
import { whole } from './support/crowd.ts'
import type { Haproxy } from './support/haproxy.ts'
import { scale } from './support/scale.ts'
import { mixed, seconds, stage } from './support/stage.ts'

it('keeps everybody who polls connected though each request goes to another node, and loses nothing (R14)', async () => {
  const { cluster, crowd } = await stage({ size: scale(12, 50), by: () => 'polling' })
  crowd.write({ writers: scale(4, 10), perSecond: 5 })
  await seconds(scale(5, 30))
  expect(await crowd.settle()).toEqual(whole)
  expect(crowd.troubles).toEqual([])
  // And they did go round: hardly anybody's requests went to one node alone.
  const { strays, sids } = await straysOf(cluster.balancer)
  expect(strays / sids).toBeGreaterThan(1)
}, 120_000)

it('brings people by WebSocket, by polling and on their way from one connection to the next to the same text', async () => {
  const env = { CONNECTION_MAX_AGE: scale('3s', '10s') }
  const { crowd } = await stage({ size: scale(9, 30), by: mixed, env })
  crowd.write({ writers: scale(6, 15), perSecond: 4 })
  await seconds(scale(7, 40))
  expect(await crowd.settle()).toEqual(whole)
  expect(crowd.troubles).toEqual([])
  for (const { sessions } of crowd.members) expect(sessions.size).toBeGreaterThanOrEqual(scale(2, 3))
}, 120_000)

it('needs affinity for nothing, and saves work by it: under 1 % of the requests stray (R14)', async () => {
  const { cluster, crowd } = await stage({ size: scale(8, 30), by: mixed, affinity: true })
  crowd.write({ writers: scale(6, 15), perSecond: 4 })
  await seconds(scale(4, 20))
  const { strays, requests } = await straysOf(cluster.balancer)
  expect(requests).toBeGreaterThan(100)
  expect(strays / requests).toBeLessThan(0.01)

  await cluster.balancer.loseCookies()
  await seconds(scale(3, 20))
  expect(await crowd.settle()).toEqual(whole)
  expect(crowd.troubles).toEqual([])
  expect((await straysOf(cluster.balancer)).strays).toBeGreaterThan(strays + 10)
}, 120_000)

/** How many polling requests went to another node than most of the same connection did. */
async function straysOf(balancer: Haproxy): Promise<{ strays: number; requests: number; sids: number }> {
  const visits = new Map<string, Map<number, number>>()
  for (const { path, port } of balancer.requests) {
    const sid = new URLSearchParams(path.slice(path.indexOf('?'))).get('sid')
    if (sid === null || port === undefined) continue
    const counts = visits.get(sid) ?? new Map<number, number>()
    visits.set(sid, counts.set(port, (counts.get(port) ?? 0) + 1))
  }
  const connections = [...visits.values()].map(counts => [...counts.values()])
  const requests = connections.map(counts => counts.reduce((a, b) => a + b, 0))
  const strays = connections.map((counts, i) => (requests[i] ?? 0) - Math.max(...counts))
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)
  return { strays: sum(strays), requests: sum(requests), sids: visits.size }
}
