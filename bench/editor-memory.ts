import type { Page } from '@playwright/test'
import { until } from '../e2e/support/until.ts'
import type { Writer } from '../e2e/support/writer.ts'
import { streamEdits } from './remote-edits.ts'

/** An hour in which others write five letters a second, and one writes oneself. */
const edits = 18_000
/** As quickly as this: half of it would take two minutes more, and find the same. */
const perSecond = 400
const looks = 6

export interface Memory {
  /** MiB of the page's JavaScript after a garbage collection: before, and after each part of the hour. */
  heapMiB: number[]
  /** Elements and texts of the page. */
  nodes: number[]
  edits: number
  seconds: number
}

/** What an hour of edits leaves in a page, the hour accelerated. */
export async function measureMemory(page: Page, writer: Writer, from: number): Promise<Memory> {
  const inspector = await page.context().newCDPSession(page)
  const memory: Memory = { heapMiB: [], nodes: [], edits, seconds: 0 }
  const look = async () => {
    await inspector.send('HeapProfiler.collectGarbage')
    const { usedSize } = await inspector.send('Runtime.getHeapUsage')
    const { nodes } = await inspector.send('Memory.getDOMCounters')
    memory.heapMiB.push(usedSize / 2 ** 20)
    memory.nodes.push(nodes)
  }
  // What comes with first use, caches and compiled code, is there before.
  const warm = streamEdits(writer, { perSecond: 100, from, balanced: true })
  await until(() => warm.edits >= 500, 'the first edits', 60_000)
  await warm.stop()
  await settle(page, writer)
  await look()
  const startedAt = Date.now()
  for (let part = 1; part < looks; part++) {
    const stream = streamEdits(writer, { perSecond, from, balanced: true })
    while (stream.edits < edits / (looks - 1)) await page.keyboard.press('e', { delay: 200 })
    await stream.stop()
    await settle(page, writer)
    await look()
  }
  memory.seconds = (Date.now() - startedAt) / 1000
  await inspector.detach()
  return memory
}

/** The page has what the writer has. */
async function settle(page: Page, { text, provider, content }: Writer): Promise<void> {
  await provider.whenSaved()
  const end = `${Date.now()}`
  const last = text(content.length - 1)
  last.insert(0, end)
  await page.waitForFunction(
    end => document.querySelector('.ProseMirror')?.lastElementChild?.textContent?.startsWith(end),
    end,
    { timeout: 120_000 },
  )
  last.delete(0, end.length)
}
