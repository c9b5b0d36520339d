// npm run bench:page: what a first visit loads, and how soon one can type.
import { gzipSync } from 'node:zlib'
import { type Browser, chromium } from '@playwright/test'
import { createDocument } from '../e2e/support/raw-client.ts'
import { startServer } from '../e2e/support/start-server.ts'
import { chromiumArguments, findChromium } from '../scripts/chromium.ts'
import { buildForBench } from './build.ts'
import { now } from './process-stats.ts'
import { median } from './statistics.ts'
import { digits, table, verdict } from './table.ts'

const visits = 7

await buildForBench('server', 'client')
const executablePath = findChromium()
const browser = await chromium.launch({ args: chromiumArguments, ...(executablePath && { executablePath }) })
const server = await startServer({ from: 'build' })
try {
  // The browser's own first page is slow, whatever it shows.
  await visit(browser, server)
  const seen = []
  for (let i = 0; i < visits; i++) seen.push(await visit(browser, server))
  const script = Math.max(...seen.map(each => each.scriptBytes))
  const other = Math.max(...seen.map(each => each.otherBytes))
  const typed = median(seen.map(each => each.typedInMs))
  console.log(`\nA first visit to an empty document (median of ${visits}; each with an empty cache)`)
  console.log(
    table([
      ['', 'measured', 'target'],
      [
        'JavaScript until one can type, kB gzipped',
        digits(script / 1000),
        `≤ 300 ${verdict(script / 1000, 300)}`,
      ],
      ['everything else, kB gzipped', digits(other / 1000), ''],
      ['until a typed letter stands in the document, ms', digits(typed), `≤ 1000 ${verdict(typed, 1000)}`],
    ]),
  )
} finally {
  await browser.close()
  await server.stop()
}

/** In a profile of its own: nothing is cached, no service worker has been here. */
async function visit(browser: Browser, server: { url: string }) {
  const documentId = await createDocument(server.url)
  const context = await browser.newContext()
  const page = await context.newPage()
  const bodies: Promise<{ script: boolean; bytes: number }>[] = []
  page.on('response', response => {
    const script = response.request().resourceType() === 'script'
    bodies.push(response.body().then(body => ({ script, bytes: gzipSync(body).length })))
  })
  const startedAt = now()
  await page.goto(`${server.url}/d/${documentId}`, { waitUntil: 'commit' })
  const editor = page.locator('.ProseMirror[contenteditable="true"]')
  await editor.press('x')
  await editor.filter({ hasText: 'x' }).waitFor()
  const typedInMs = now() - startedAt
  const loaded = await Promise.all(bodies)
  await context.close()
  const bytesOf = (script: boolean) =>
    loaded.filter(each => each.script === script).reduce((total, each) => total + each.bytes, 0)
  return { typedInMs, scriptBytes: bytesOf(true), otherBytes: bytesOf(false) }
}
