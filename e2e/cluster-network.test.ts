import { expect, it, onTestFinished } from 'vitest'
import { type Crowd, whole } from './support/crowd.ts'
import { converge, openPeer } from './support/peer.ts'
import { createDocument } from './support/raw-client.ts'
import { scale } from './support/scale.ts'
import { mixed, seconds, stage } from './support/stage.ts'
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

it('does not let somebody on a narrow and slow line hold the others up (R13)', async () => {
  const { cluster, crowd, documentId } = await stage({ size: 4, by: mixed })
  const line = await openTcpProxy(cluster.balancer)
  onTestFinished(() => line.close())
  line.shape({ latencyInMs: 150, bytesPerSecond: 32_000 })
  const slow = await openPeer({ url: line.url, documentId, name: 'slow' })
  onTestFinished(() => slow.leave())
  crowd.write({ perSecond: 4 })
  const words: string[] = []
  const write = async () => {
    slow.provider.connect()
    for (const word of ['one', 'two', 'three', 'four', 'five']) {
      words.push(`slow.${words.length}.${word}`)
      slow.type(slow.read().length, ` ${words.at(-1)} `)
      await seconds(0.3)
    }
    await slow.provider.whenSaved()
  }
  const [undisturbed, disturbed]: [number[], number[]] = [[], []]
  // In turns: what else the machine has to do then falls on both.
  for (let turn = 0; turn < scale(2, 10); turn++) {
    slow.provider.disconnect()
    undisturbed.push(...(await waitsDuring(crowd, () => seconds(2))))
    disturbed.push(...(await waitsDuring(crowd, write)))
  }
  console.log(
    `acknowledged after ms: ${middle(undisturbed).toFixed(1)} alone, ${middle(disturbed).toFixed(1)} beside the slow line`,
  )
  // A fifth more, where that is more than what chance makes of a few milliseconds.
  const bound = Math.max(middle(undisturbed) * 1.2, middle(undisturbed) + 15)
  expect(middle(disturbed)).toBeLessThan(bound)
  crowd.stop()
  await converge([slow, ...crowd.members.map(({ peer }) => peer)], undefined, { withinInMs: 20_000 })
  expect(words.filter(word => !slow.read().includes(` ${word} `))).toEqual([])
}, 120_000)

/** How long the acknowledgements took of what was written meanwhile. */
async function waitsDuring(crowd: Crowd, doing: () => Promise<unknown>): Promise<number[]> {
  const since = performance.now()
  await doing()
  return crowd.waitsInMs(since)
}

function middle(waits: readonly number[]): number {
  return waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)] ?? Number.NaN
}

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
