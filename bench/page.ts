// npm run bench:page: what a first visit loads, and how soon one can type.
import { gzipSync } from 'node:zlib'
import { type Browser, chromium } from '@playwright/test'
import { createDocument } from '../e2e/support/raw-client.ts'
import { startServer } from '../e2e/support/start-server.ts'
import { chromiumArguments, findChromium } from '../scripts/chromium.ts'
import { buildForBench } from './build.ts'
import { median } from './statistics.ts'
import { digits, table, verdict } from './table.ts'

const visits = 7

/** From asking for the page until: its scripts are there, something shows, one can type, a typed letter stands. */
type Stage = 'scripts' | 'painted' | 'editor' | 'letter'

interface Visit {
  scriptBytes: number
  otherBytes: number
  inMs: Record<Stage, number>
}

await buildForBench('server', 'client')
const executablePath = findChromium()
const browser = await chromium.launch({ args: chromiumArguments, ...(executablePath && { executablePath }) })
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
  const bodies: Promise<{ script: boolean; bytes: number }>[] = []
  page.on('response', response => {
    const script = response.request().resourceType() === 'script'
    bodies.push(response.body().then(body => ({ script, bytes: gzipSync(body).length })))
  })
  await page.addInitScript(markStages)
  const startedAt = Date.now()
  await page.goto(`${server.url}/d/${documentId}`, { waitUntil: 'commit' })
  // At every frame. Playwright's own waiting for an element looks after 0.27 s, and then only after 0.77 s again.
  await page.waitForFunction(() => performance.getEntriesByName('editor').length > 0)
  await page.keyboard.press('x')
  await page.waitForFunction(() => performance.getEntriesByName('letter').length > 0)
  const { timeOrigin, ...stages } = await page.evaluate(readStages)
  const loaded = await Promise.all(bodies)
  await context.close()
  const bytesOf = (script: boolean) =>
    loaded.filter(each => each.script === script).reduce((total, each) => total + each.bytes, 0)
  const askedAt = startedAt - timeOrigin
  const inMs = {
    scripts: stages.scripts - askedAt,
    painted: stages.painted - askedAt,
    editor: stages.editor - askedAt,
    letter: stages.letter - askedAt,
  }
  return { inMs, scriptBytes: bytesOf(true), otherBytes: bytesOf(false) }
}

/** Runs in the page before anything of it: marks when one can type, puts the caret there, and marks when a letter stands. */
function markStages(): void {
  const observer = new MutationObserver(() => {
    const editor = document.querySelector<HTMLElement>('.ProseMirror[contenteditable="true"]')
    if (editor === null) return
    if (performance.getEntriesByName('editor').length === 0) {
      performance.mark('editor')
      editor.focus()
    }
    if (editor.textContent?.includes('x')) {
      performance.mark('letter')
      observer.disconnect()
    }
  })
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
}

/** Runs in the page. Milliseconds since `timeOrigin`, which are milliseconds since 1970. */
function readStages() {
  const timeOf = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN
  const editor = timeOf('editor')
  const scripts = performance
    .getEntriesByType('resource')
    .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
    .filter(({ name, startTime }) => name.endsWith('.js') && startTime < editor)
    .map(({ responseEnd }) => responseEnd)
  return {
    timeOrigin: performance.timeOrigin,
    scripts: Math.max(...scripts),
    painted: timeOf('first-contentful-paint'),
    editor,
    letter: timeOf('letter'),
  }
}
