import { expect, it, onTestFinished } from 'vitest'
import type { Crowd } from './support/crowd.ts'
import { converge, openPeer } from './support/peer.ts'
import { scale } from './support/scale.ts'
import { mixed, seconds, stage } from './support/stage.ts'
import { openTcpProxy } from './support/tcp-proxy.ts'

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
