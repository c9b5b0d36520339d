import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { seededRandom } from './statistics.ts'

declare global {
  interface Window {
    paintedInMs: number[]
  }
}

/** Runs in the page: from each key to the frame that shows it, in ms. The frame is over when a message that it sends is heard. */
export function timeKeys(): void {
  window.paintedInMs = []
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => window.paintedInMs.push(performance.now() - timeStamp)
        port2.postMessage(undefined)
      })
    },
    { capture: true },
  )
}

export interface Typed {
  /** From each key to its paint, sorted. */
  paintedInMs: Float64Array
  /** What the page's main thread worked for each key, whatever else the machine did meanwhile: not the time that passed. */
  cpuInMs: number
}

/** A quick typist: ten keys a second, never in step with the frames. */
export async function typeInPage(page: Page, keys: number): Promise<Typed> {
  const random = seededRandom(3)
  const cpu = await watchCpu(page)
  await page.evaluate(timeKeys)
  for (let key = 0; key < keys; key++) {
    await page.keyboard.press(key % 6 === 5 ? 'Space' : 'e')
    await delay(60 + random() * 80)
  }
  await page.waitForFunction(count => window.paintedInMs.length >= count, keys, { timeout: 120_000 })
  const cpuInMs = (await cpu()) / keys
  return { paintedInMs: Float64Array.from(await page.evaluate(() => window.paintedInMs)).sort(), cpuInMs }
}

/** Gives how long the page's main thread has worked since, in ms. */
async function watchCpu(page: Page): Promise<() => Promise<number>> {
  const inspector = await page.context().newCDPSession(page)
  await inspector.send('Performance.enable', { timeDomain: 'threadTicks' })
  const read = async () => {
    const { metrics } = await inspector.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
  }
  const before = await read()
  return async () => {
    const worked = (await read()) - before
    await inspector.detach()
    return worked
  }
}
