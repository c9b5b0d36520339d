// npm run bench:page: what a first visit loads, and how soon one can type.
import type { Browser } from '@playwright/test'
import { createDocument } from '../e2e/support/raw-client.ts'
import { startServer } from '../e2e/support/start-server.ts'
import { bytesOf, countLoaded, launchBrowser, untilMarked } from './browser.ts'
import { buildForBench } from './build.ts'
import { markStages, readStages, type Stage, sign, stagesSince } from './stages.ts'
import { median } from './statistics.ts'
import { digits, table, verdict } from './table.ts'

const visits = 7

interface Visit {
  scriptBytes: number
  otherBytes: number
  inMs: Record<Stage, number>
}

await buildForBench('server', 'client')
const browser = await launchBrowser()
const server = await startServer({ from: 'build' })
try {
  // The browser's own first page is slow, whatever it shows.
  await visit(browser, server)
  const seen: Visit[] = []
  for (let i = 0; i < visits; i++) seen.push(await visit(browser, server))
  const script = Math.max(...seen.map(each => each.scriptBytes))
  const other = Math.max(...seen.map(each => each.otherBytes))
  const until = (stage: Stage) => median(seen.map(each => each.inMs[stage]))
  const letter = until('letter')
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
      ['until the scripts are there, ms', digits(until('scripts')), ''],
      ['until something shows, ms', digits(until('painted')), ''],
      ['until the editor is there, ms', digits(until('editor')), ''],
      ['until a typed letter stands in the document, ms', digits(letter), `≤ 1000 ${verdict(letter, 1000)}`],
    ]),
  )
} finally {
  await browser.close()
  await server.stop()
}

/** In a profile of its own: nothing is cached, no service worker has been here. */
async function visit(browser: Browser, server: { url: string }): Promise<Visit> {
  const documentId = await createDocument(server.url)
  const context = await browser.newContext()
  const page = await context.newPage()
  const loaded = countLoaded(page)
  await page.addInitScript(markStages, 1)
  const startedAt = Date.now()
  await page.goto(`${server.url}/d/${documentId}`, { waitUntil: 'commit' })
  await untilMarked(page, 'editor')
  // What the first letter is the occasion to fetch comes behind it.
  const counting = loaded()
  await page.keyboard.insertText(sign)
  await untilMarked(page, 'letter')
  const inMs = stagesSince(startedAt, await page.evaluate(readStages))
  const all = await counting
  await context.close()
  return { inMs, scriptBytes: bytesOf(all, { scripts: true }), otherBytes: bytesOf(all, { scripts: false }) }
}
