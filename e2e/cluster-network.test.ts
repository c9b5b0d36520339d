import { expect, it, onTestFinished } from 'vitest'
import { whole } from './support/crowd.ts'
import { converge, openPeer } from './support/peer.ts'
import { createDocument } from './support/raw-client.ts'
import { scale } from './support/scale.ts'
import { seconds, stage } from './support/stage.ts'
import { openTcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'

it('notices a line that has fallen silent, and brings both sides together when it speaks again (R12)', async () => {
  const { cluster, crowd, documentId } = await stage({ size: 2 })
  const line = await openTcpProxy(cluster.balancer)
  onTestFinished(() => line.close())
  const away = await openPeer({ url: line.url, documentId, name: 'away' })
  onTestFinished(() => away.leave())
  crowd.write({ perSecond: 2 })
  line.mode = 'freeze'
  away.type(0, 'from afar ')
  await until(() => away.provider.status.state !== 'live', 'the silence to be noticed', 10_000)
  await seconds(scale(2, 60))
  crowd.stop()
  line.mode = 'pass'
  const people = [away, ...crowd.members.map(({ peer }) => peer)]
  await converge(people, undefined, { withinInMs: 5_000 })
  expect(away.read()).toContain('from afar ')
}, 120_000)

it('serves everybody while one node and Redis do not hear each other, and agrees afterwards (R12)', async () => {
  const { cluster, crowd } = await stage({ size: 6, by: () => 'websocket', ownLines: true })
  const toRedis = cluster.nodes[0]?.toRedis
  if (toRedis === undefined) throw new Error('unreachable')
  crowd.write({ perSecond: 3 })
  await seconds(1)
  toRedis.mode = 'freeze'
  const cutAt = performance.now()
  await seconds(scale(4, 60))
  expect(Math.max(...crowd.backAfterMs(cutAt))).toBeLessThan(5_000)
  const word = `${crowd.members[0]?.written.at(-1)} `
  const isEverywhere = () => crowd.members.every(({ peer }) => peer.read().includes(word))
  await until(isEverywhere, 'a word to cross nodes that hear each other only by the log', 5_000)
  toRedis.mode = 'pass'
  expect(await crowd.settle({ withinInMs: 10_000 })).toEqual(whole)
  expect(crowd.troubles).toEqual([])
}, 120_000)

it('makes documents on any node, and knows them on every other one at once', async () => {
  const { cluster } = await stage({ size: 1 })
  for (let i = 0; i < 9; i++) {
    const id = await createDocument(cluster.url)
    const answers = cluster.nodes.map(({ server }) => fetch(`${server.url}/api/documents?ids=${id}`))
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200)
    const peer = await openPeer({ url: cluster.url, documentId: id, name: 'ann' })
    await peer.leave()
  }
})
