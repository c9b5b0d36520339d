// npm run bench:editor: a document as long as a book, in a browser: how soon one can type, how typing feels while others write,
// and what an hour leaves in memory. A short document beside it tells what is the length's doing, and what the machine's.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { startServer } from '../e2e/support/start-server.ts'
import type { Writer } from '../e2e/support/writer.ts'
import { root } from '../scripts/run.ts'
import { countLoaded, type Loaded, launchBrowser, machineLoad, untilMarked } from './browser.ts'
import { buildForBench } from './build.ts'
import { measureMemory } from './editor-memory.ts'
import { type DocumentSize, writeLongDocument } from './long-document.ts'
import { streamEdits } from './remote-edits.ts'
import { markStages, readStages, type Stage, sign, stagesSince } from './stages.ts'
import { median, percentile } from './statistics.ts'
import { digits, table, verdict } from './table.ts'
import { type Typed, typeInPage } from './type-in-page.ts'

const long: DocumentSize = { blocks: 5_000, characters: 600_000 }
const short: DocumentSize = { blocks: 50, characters: 6_000 }
const visits = 7
const keys = 200
const remotePerSecond = 50
/** One types in the first blocks; the others everywhere else. */
const others = 5

interface Measured {
  until: Record<Stage, number>
  alone: Typed
  together: Typed
}

await buildForBench('server', 'client')
const server = await startServer({ from: 'build' })
const browser = await launchBrowser()
try {
  console.log(`\n${machineLoad()} at the beginning`)
  await tellSizes(browser)
  const brief = await measure(browser, short)
  const book = await measure(browser, long, async (page, writer) => {
    const { heapMiB, nodes, edits, seconds } = await measureMemory(page, writer, others)
    const [first = Number.NaN] = heapMiB
    const growth = ((heapMiB.at(-1) ?? Number.NaN) / first - 1) * 100
    console.log(`\nAn hour of others' edits, ${edits} of them, at 5 a second; here in ${digits(seconds)} s`)
    console.log(
      table([
        ['', ...heapMiB.map((_, part) => (part === 0 ? 'before' : `${part * 12} min`)), 'target'],
        ['heap, MiB', ...heapMiB.map(digits), ''],
        ['nodes', ...nodes.map(String), ''],
        ['growth, %', ...heapMiB.slice(1).map(() => ''), digits(growth), `≤ 10 ${verdict(growth, 10)}`],
      ]),
    )
  })
  tellTimes(book, brief)
  console.log(`\n${machineLoad()} at the end`)
} finally {
  await browser.close()
  await server.stop()
}

async function measure(
  browser: Browser,
  size: DocumentSize,
  then?: (page: Page, writer: Writer) => Promise<void>,
): Promise<Measured> {
  const { documentId, writer } = await writeLongDocument(server.url, size)
  const context = await browser.newContext()
  const address = `${server.url}/d/${documentId}`
  // The first visit fills the caches.
  await visit(context, address, size)
  const seen: Record<Stage, number>[] = []
  for (let i = 0; i < visits; i++) seen.push(await visit(context, address, size))
  const page = await context.newPage()
  await open(page, address, size)
  const alone = await typeInPage(page, keys)
  const stream = streamEdits(writer, { perSecond: remotePerSecond, from: others })
  const together = await typeInPage(page, keys)
  await stream.stop()
  await then?.(page, writer)
  await context.close()
  await writer.leave()
  const until = (stage: Stage) => median(seen.map(each => each[stage]))
  return {
    until: {
      scripts: until('scripts'),
      painted: until('painted'),
      editor: until('editor'),
      letter: until('letter'),
    },
    alone,
    together,
  }
}

async function open(page: Page, address: string, { blocks }: DocumentSize): Promise<number> {
  await page.addInitScript(markStages, blocks)
  const askedAt = Date.now()
  await page.goto(address, { waitUntil: 'commit' })
  await untilMarked(page, 'editor')
  await page.keyboard.insertText(sign)
  await untilMarked(page, 'letter')
  return askedAt
}

async function visit(
  context: BrowserContext,
  address: string,
  size: DocumentSize,
): Promise<Record<Stage, number>> {
  const page = await context.newPage()
  const askedAt = await open(page, address, size)
  const stages = stagesSince(askedAt, await page.evaluate(readStages))
  await page.keyboard.press('Backspace')
  // The next one finds the app and the document kept on the device.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
  await page.waitForSelector('[data-testid="status"][data-state="saved"][data-unsaved="0"]')
  await page.close()
  return stages
}

/** Of every chunk: what a first visit loads until one can type, and what comes when it is used. */
async function tellSizes(browser: Browser): Promise<void> {
  const { documentId, writer } = await writeLongDocument(server.url, { blocks: 1, characters: 10 })
  await writer.leave()
  const context = await browser.newContext()
  const page = await context.newPage()
  const loaded = countLoaded(page)
  await page.addInitScript(markStages, 1)
  await page.goto(`${server.url}/d/${documentId}`, { waitUntil: 'commit' })
  await untilMarked(page, 'editor')
  const scripts = (await loaded()).filter(({ isScript }) => isScript)
  await context.close()
  const total = scripts.reduce((sum, { bytes }) => sum + bytes, 0) / 1000
  const later = chunksBut(scripts)
  const row = ({ path, bytes }: Pick<Loaded, 'path' | 'bytes'>) => [
    path.replace(/^\/assets\//, ''),
    digits(bytes / 1000),
    '',
  ]
  console.log(
    table([
      ['JavaScript, kB gzipped', 'measured', 'target'],
      ['until one can type', digits(total), `≤ 300 ${verdict(total, 300)}`],
      ...scripts.map(row),
      ['', '', ''],
      ['when it is used', digits(later.reduce((sum, { bytes }) => sum + bytes, 0) / 1000), ''],
      ...later.filter(isLarge).map(row),
      [`${later.filter(chunk => !isLarge(chunk)).length} smaller ones`, '', ''],
    ]),
  )
}

/** Worth a line of its own. */
function isLarge({ bytes }: { bytes: number }): boolean {
  return bytes >= 2_000
}

function chunksBut(loaded: readonly Loaded[]): Pick<Loaded, 'path' | 'bytes'>[] {
  const folder = join(root, 'dist/client/assets')
  return readdirSync(folder)
    .filter(file => file.endsWith('.js') && !loaded.some(({ path }) => path.endsWith(`/${file}`)))
    .map(file => ({ path: file, bytes: gzipSync(readFileSync(join(folder, file))).length }))
    .toSorted((one, other) => other.bytes - one.bytes)
}

function tellTimes(book: Measured, brief: Measured): void {
  const both = (label: string, of: (measured: Measured) => number, bound?: number) => [
    label,
    digits(of(brief)),
    digits(of(book)),
    bound === undefined ? '' : `≤ ${bound} ${verdict(of(book), bound)}`,
  ]
  const feels = (how: string, of: (measured: Measured) => Typed, bound?: number) => [
    both(`key to paint, ${how}, median, ms`, each => percentile(of(each).paintedInMs, 0.5)),
    both(`key to paint, ${how}, p95, ms`, each => percentile(of(each).paintedInMs, 0.95), bound),
    both(`key to paint, ${how}, longest, ms`, each => percentile(of(each).paintedInMs, 1)),
    both(`the page's own work for each key, ${how}, ms of CPU`, each => of(each).cpuInMs),
  ]
  console.log(
    `\n${long.blocks} blocks, ${long.characters} characters; caches warm, median of ${visits} visits; ${keys} keys`,
  )
  console.log(
    table([
      ['', `${short.blocks} blocks`, `${long.blocks} blocks`, 'target'],
      both('until something shows, ms', ({ until }) => until.painted),
      both('until one can type, ms', ({ until }) => until.editor, 1_500),
      both('until a typed letter stands, ms', ({ until }) => until.letter),
      ...feels('alone', ({ alone }) => alone),
      ...feels(`with ${remotePerSecond} edits/s of others`, ({ together }) => together, 50),
    ]),
  )
}
