// npm run screenshots: makes the pictures of the documentation, docs/images/*.png, from a real server and real people.
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type BrowserContextOptions, chromium, type Page } from '@playwright/test'
import * as Y from 'yjs'
import { ChatProvider } from '../client/sync/chat/chat-provider.ts'
import { createDocument } from '../e2e/support/raw-client.ts'
import { startServer } from '../e2e/support/start-server.ts'
import { openTcpProxy } from '../e2e/support/tcp-proxy.ts'
import { openWriter, type Writer } from '../e2e/support/writer.ts'
import { chromiumArguments, findChromium } from './chromium.ts'
import { build, staleParts } from './parts.ts'
import { root } from './run.ts'
import { type Sample, samples } from './screenshots.sample.ts'

const folder = join(root, 'docs/images')
const desktop = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 }
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }
const english = { locale: 'en-US', ...desktop }
const minute = 60_000

const pictures: { name: string; sample: Sample; device: BrowserContextOptions }[] = [
  { name: 'editor', sample: samples.english, device: english },
  { name: 'editor-dark', sample: samples.english, device: { ...english, colorScheme: 'dark' } },
  { name: 'editor-phone', sample: samples.english, device: { ...english, ...phone } },
  { name: 'editor-korean', sample: samples.korean, device: { ...desktop, locale: 'ko-KR' } },
]

const built = await Promise.all(staleParts().map(build))
if (built.includes(false)) process.exit(1)
mkdirSync(folder, { recursive: true })
const executablePath = findChromium()
const browser = await chromium.launch({
  args: chromiumArguments,
  ...(executablePath !== undefined && { executablePath }),
})
const server = await startServer({ from: 'build' })
try {
  for (const { name, sample, device } of pictures) await pictureEditor(name, sample, device)
  await pictureChat(samples.english)
  await pictureUpload(samples.english)
  await pictureSharing(samples.english)
  await pictureStart(samples.english)
} finally {
  await browser.close()
  await server.stop()
}

/** Two people in one document: one in the browser, whose caret is in the text, and another with a selection. */
async function pictureEditor(name: string, sample: Sample, device: BrowserContextOptions): Promise<void> {
  const documentId = await createDocument(server.url)
  const colleague = await openWriter({ url: server.url, documentId })
  colleague.provider.setProfile(sample.colleague)
  write(colleague, sample)
  await colleague.provider.whenSaved()
  const page = await openBrowser(sample, device)
  await page.goto(`${server.url}/d/${documentId}`)
  await page.locator('[data-testid=status][data-state=saved]').waitFor()
  // Last of all, because carets blink and names fade: first theirs, then mine.
  select(colleague, sample.theirs)
  await page.locator('.quire-caret').waitFor()
  await page.getByText(sample.mine).click()
  await page.keyboard.press('End')
  await take(page, name)
  await page.context().close()
  await colleague.leave()
}

/** Two people talk about what they write. */
async function pictureChat(sample: Sample): Promise<void> {
  const documentId = await createDocument(server.url)
  const colleague = await openWriter({ url: server.url, documentId })
  colleague.provider.setProfile(sample.colleague)
  write(colleague, sample)
  await colleague.provider.whenSaved()
  const chat = new ChatProvider({ provider: colleague.provider, offline: false })
  const page = await openBrowser(sample, english)
  await page.goto(`${server.url}/d/${documentId}`)
  await page.getByRole('button', { name: /^Chat/ }).click()
  const field = page.getByRole('textbox', { name: 'Write a message' })
  for (const [turn, words] of sample.talk.entries()) {
    if (turn % 2 === 0) chat.post(words)
    else {
      await field.fill(words)
      await field.press('Enter')
    }
    await page.getByText(words).waitFor()
  }
  await page.locator('.chat-line').last().hover()
  await page
    .getByRole('button', { name: /^React to/ })
    .last()
    .click()
  await page.getByRole('button', { name: '❤️' }).click()
  await page.locator('.chat-reaction').waitFor()
  await field.focus()
  await page.mouse.move(0, 0)
  chat.setTyping(true)
  await page.getByText('is writing…').waitFor()
  await take(page, 'chat')
  await page.context().close()
  await chat.close()
  await colleague.leave()
}

/** One file is there, another one on its way. */
async function pictureUpload(sample: Sample): Promise<void> {
  const documentId = await createDocument(server.url)
  const author = await openWriter({ url: server.url, documentId })
  write(author, sample)
  await author.provider.whenSaved()
  await author.leave()
  const line = await openTcpProxy(server)
  const page = await openBrowser(sample, english, line.url)
  await page.goto(`${line.url}/d/${documentId}`)
  await page.locator('[data-testid=status][data-state=saved]').waitFor()
  await page.getByText(sample.mine).click()
  await giveFile(page, 'Budget 2027.xlsx', 48_000)
  await page.getByRole('link', { name: 'Download Budget 2027.xlsx' }).waitFor()
  line.shape({ bytesPerSecond: 2_000_000 })
  await giveFile(page, 'Interviews of the spring.mp4', 24_000_000)
  const bar = page.getByRole('progressbar')
  while (Number(await bar.getAttribute('aria-valuenow')) < 40) await delay(100)
  line.mode = 'freeze'
  await take(page, 'upload')
  await page.context().close()
  await line.close()
}

/** As if it were pasted. */
async function giveFile(page: Page, name: string, bytes: number): Promise<void> {
  await page.locator('#text .tiptap').evaluate(
    (element, [name, bytes]) => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File([new Uint8Array(bytes)], name))
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    [name, bytes] as const,
  )
}

/** The dialog of a document's owner: one colleague is here, another one has been and may read, and whoever has the link may comment. */
async function pictureSharing(sample: Sample): Promise<void> {
  const page = await openBrowser(sample, english)
  await page.goto(server.url)
  await page.getByRole('button', { name: 'New document' }).click()
  await page.locator('[data-testid=status][data-state=saved]').waitFor()
  const address = page.url()
  const documentId = address.replace(/^.*\//, '')
  const author = await openWriter({ url: server.url, documentId })
  write(author, sample)
  await author.provider.whenSaved()
  await author.leave()
  const reader = await openBrowser({ ...sample, me: sample.reader }, english)
  const colleague = await openBrowser({ ...sample, me: sample.colleague }, english)
  for (const other of [reader, colleague]) {
    await other.goto(address)
    await other.locator('[data-testid=status][data-state=saved]').waitFor()
  }
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await choose(page, new RegExp(`^Role of ${sample.reader.name}`), 'Can view')
  await choose(page, /^What the link lets/, 'Can comment')
  await choose(page, new RegExp(`^Role of ${sample.colleague.name}`), 'Can edit')
  await reader.context().close()
  await page.getByTestId('person').filter({ hasText: 'here now' }).nth(1).waitFor()
  await page.getByTestId('person').filter({ hasText: sample.reader.name, hasNotText: 'here now' }).waitFor()
  await take(page, 'share')
  await page.context().close()
  await colleague.context().close()
}

async function choose(page: Page, menu: RegExp, role: string): Promise<void> {
  const button = page.getByRole('button', { name: menu })
  await button.click()
  await page.getByRole('menuitemradio', { name: role }).click()
  await button.filter({ hasText: role }).waitFor()
}

/** The documents that somebody opened, at different times. */
async function pictureStart(sample: Sample): Promise<void> {
  const page = await openBrowser(sample, english)
  const now = Date.now()
  const recent = sample.shelf.map(async ({ title, excerpt, minutesAgo }) => {
    const at = now - minutesAgo * minute
    return { id: await createDocument(server.url), title, excerpt, openedAt: at, seenAt: now + minute }
  })
  const list = JSON.stringify(await Promise.all(recent))
  await page.addInitScript(value => localStorage.setItem('quire:recent', value), list)
  await page.goto(server.url)
  await page.getByRole('listitem').first().waitFor()
  await take(page, 'start')
}

/** A browser that knows who I am. */
async function openBrowser({ me }: Sample, device: BrowserContextOptions, url = server.url): Promise<Page> {
  const localStorage = [{ name: 'quire:profile', value: JSON.stringify(me) }]
  const storageState = { cookies: [], origins: [{ origin: url, localStorage }] }
  const context = await browser.newContext({ ...device, storageState })
  return context.newPage()
}

function write({ doc, append, text }: Writer, sample: Sample): void {
  doc.transact(() => {
    doc.getText('title').insert(0, sample.title)
    append(...sample.blocks)
    sample.blocks.forEach(({ text: words, marks = {} }, index) => {
      for (const [part, mark] of Object.entries(marks))
        text(index).format(words.indexOf(part), part.length, mark)
    })
  })
}

/** Puts the writer's selection over the words. */
function select({ provider, read, text }: Writer, words: string): void {
  const index = read().findIndex(block => block.includes(words))
  const block = text(index)
  const start = block.toString().indexOf(words)
  const at = (offset: number) => Y.createRelativePositionFromTypeIndex(block, offset)
  provider.awareness.setLocalStateField('cursor', { anchor: at(start), head: at(start + words.length) })
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`)
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path, caret: 'initial' })
  console.log(`docs/images/${name}.png ${Math.round(statSync(path).size / 1000)} kB`)
}
