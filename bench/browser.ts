import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from '@playwright/test'
import { chromiumArguments, findChromium } from '../scripts/chromium.ts'

export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  return chromium.launch({ args: chromiumArguments, ...(executablePath && { executablePath }) })
}

/** What a page has loaded so far. */
export interface Loaded {
  path: string
  isScript: boolean
  /** Gzipped as well as can be: what the server sends is this or a little less. */
  bytes: number
}

/** Of a page and its responses, what is needed to count them. */
interface LoadingPage {
  on(event: 'response', listener: (response: LoadedResponse) => void): unknown
  off(event: 'response', listener: (response: LoadedResponse) => void): unknown
}
export interface LoadedResponse {
  url(): string
  request(): { resourceType(): string }
  body(): Promise<Buffer>
}

/** Counts what a page loads from now on until it is asked. The answer waits for all that was begun by then. */
export function countLoaded(page: LoadingPage): () => Promise<Loaded[]> {
  const loaded: Promise<Loaded | Error>[] = []
  const count = (response: LoadedResponse) => {
    const isScript = response.request().resourceType() === 'script'
    const path = new URL(response.url()).pathname
    const counted = response.body().then(body => ({ path, isScript, bytes: gzipSync(body).length }))
    // The page may be closed before anybody asks: that is nobody's trouble then.
    loaded.push(counted.catch((error: Error) => error))
  }
  page.on('response', count)
  return async () => {
    page.off('response', count)
    return (await Promise.all(loaded)).map(answer => {
      if (answer instanceof Error) throw answer
      return answer
    })
  }
}

export function bytesOf(loaded: readonly Loaded[], { scripts }: { scripts: boolean }): number {
  return loaded.filter(({ isScript }) => isScript === scripts).reduce((total, { bytes }) => total + bytes, 0)
}

/** Waits for a mark that the page sets, looking at every frame: Playwright's own waiting for an element looks after 0.27 s,
 *  and then only after 0.77 s again. */
export async function untilMarked(page: Page, mark: string): Promise<void> {
  await page.waitForFunction(name => performance.getEntriesByName(name).length > 0, mark, {
    timeout: 120_000,
  })
}

/** How busy the machine is, with whatever: figures of a busy one say little by themselves. */
export function machineLoad(): string {
  const model = /^model name\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'latin1'))?.[1] ?? 'unknown'
  const cores = readFileSync('/proc/cpuinfo', 'latin1').match(/^processor/gm)?.length ?? 0
  return `${cores} cores (${model}), load ${loadavg()[0]?.toFixed(1)}`
}
