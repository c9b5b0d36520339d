import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Page } from '@playwright/test'
import { expectAccessible } from './support/expect-accessible.ts'
import { expect, isAboutPolicy, test } from './support/fixtures.ts'
import { gzippedBytes } from './support/gzipped-bytes.ts'
import { httpPerson, makeDocument } from './support/http-people.ts'
import { createDocument } from './support/raw-client.ts'
import { startServer } from './support/start-server.ts'
import { upload } from './support/uploads.ts'
import { openWriter } from './support/writer.ts'

// The page of a document for an audience.

/** What the page may weigh when it opens, gzipped: itself, its script and its styles. */
const maxBytes = 60_000

const stateOf = (page: Page) => page.locator('html')
const expectState = (page: Page, state: string) => expect(stateOf(page)).toHaveAttribute('data-state', state)
const text = (page: Page) => page.getByRole('article')

test('shows a document as it is written, and nothing jumps for who reads it', async ({
  page,
  server,
  joinFromNode,
}) => {
  const documentId = await createDocument(server.url)
  const nora = await joinFromNode({ documentId })
  nora.doc.getText('title').insert(0, 'Minutes')
  nora.append(
    { text: 'The first words' },
    { text: 'Written down', attributes: { kind: 'task', checked: true } },
    { text: 'What folds', attributes: { kind: 'toggle' } },
    { text: 'Folded words', attributes: { indent: 1 } },
    { text: 'a^2', attributes: { kind: 'math' } },
    ...Array.from({ length: 60 }, (_, n) => ({ text: `Line ${n}` })),
  )
  await nora.provider.whenSaved()
  const loaded: string[] = []
  const complaints: string[] = []
  page.on('response', response => loaded.push(response.url()))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', said => isAboutPolicy(said.text()) && complaints.push(said.text()))
  await page.goto(`${server.url}/live/${documentId}`)
  await expect(page.getByRole('heading', { name: 'Minutes', level: 1 })).toBeVisible()
  await expect(page).toHaveTitle('Minutes – Live')
  await expectState(page, 'live')
  await expect(page.getByRole('status')).toHaveText('Live')
  await expect(text(page).getByRole('img', { name: 'Done:' })).toBeVisible()
  // What draws formulas comes afterwards, for who has any.
  await expect(text(page).locator('math')).toHaveCount(1)
  const files = loaded.filter(url => !url.includes('/api/') && !/katex|icon/.test(url))
  const bytes = await gzippedBytes(files)
  console.log(`${files.length} files, ${(bytes / 1000).toFixed(1)} kB gzipped`)
  expect(files.length).toBeGreaterThan(2)
  expect(bytes).toBeLessThan(maxBytes)

  await page.getByText('What folds').click()
  await expect(page.getByText('Folded words')).toBeVisible()
  await expectAccessible(page)
  const line = page.getByText('Line 30', { exact: true })
  await line.evaluate(element => {
    element.scrollIntoView({ block: 'center' })
    getSelection()?.selectAllChildren(element)
  })
  const top = () => line.evaluate(element => Math.round(element.getBoundingClientRect().top))
  const before = await top()
  // Words come in above, within what is unfolded, and behind; and others go.
  nora.doc.transact(() => {
    nora.text(3).insert(0, 'Still ')
    nora.text(0).insert(0, 'Now '.repeat(200))
    nora.content.delete(8, 1)
    nora.append({ text: 'The end' })
  })
  await expect(text(page)).toContainText('The end')
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(1)
  expect(await page.evaluate(() => getSelection()?.toString().trim())).toBe('Line 30')
  await expect(page.getByText('Still Folded words')).toBeVisible()
  await expect(page.getByText('Line 3', { exact: true })).toHaveCount(0)
  expect(complaints).toEqual([])
})

test('goes on where streams are swallowed, and where nothing stays open', async ({
  page,
  server,
  joinFromNode,
}) => {
  const documentId = await createDocument(server.url)
  const nora = await joinFromNode({ documentId })
  nora.append({ text: 'first' })
  await nora.provider.whenSaved()
  await page.clock.install()
  // A proxy that waits for a stream's end before it passes any of it on.
  await page.route(/feed=sse/, () => {})
  const held = page.waitForRequest(/feed=longpoll/)
  const streamed = page.waitForRequest(/feed=sse/)
  await page.goto(`${server.url}/live/${documentId}`)
  await streamed
  await expect(text(page)).toHaveText('first')
  await page.clock.runFor(4_500)
  await held
  nora.append({ text: 'second' })
  await expect(text(page)).toContainText('second')
  await expectState(page, 'live')
  await page.route(/feed=longpoll/, route => route.fulfill({ status: 504 }))
  nora.append({ text: 'third' })
  await expect(text(page)).toContainText('third')
  await page.clock.runFor(3_000)
  await expectState(page, 'polling')
  await expect(page.getByRole('status')).toHaveText('Updated every few seconds')
  nora.append({ text: 'fourth' })
  await nora.provider.whenSaved()
  await page.clock.runFor(2_000)
  await expect(text(page)).toContainText('fourth')
  // Later on a stream gets through again.
  await page.unroute(/feed=sse/)
  await page.clock.runFor(100_000)
  await expectState(page, 'live')
})

test('says that a document is not shared any more, keeps nothing of it, and is back when it is shared again', async ({
  page,
  server,
  joinFromNode,
}) => {
  const ann = await httpPerson(server.url)
  const documentId = await makeDocument(ann)
  const nora = await joinFromNode({ documentId })
  nora.append({ text: 'in confidence' })
  await nora.provider.whenSaved()
  const link = `/api/documents/${documentId}/sharing/link`
  const { link: renewed } = await (await ann.ask('POST', `${link}/renewal`, {})).json()
  await page.goto(`${server.url}/live/${documentId}`)
  await expect(page.getByRole('heading', { name: 'There is no such document' })).toBeVisible()
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))
  await page.goto(`${server.url}/live/${documentId}#${renewed.key}`)
  await page.reload()
  await expect(text(page)).toHaveText('in confidence')
  await expectState(page, 'live')
  // The key is in no address that a server or its journal sees.
  expect(asked.filter(url => url.split('#')[0]?.includes(renewed.key))).toEqual([])
  const open = page.getByRole('link', { name: 'Open in Quire' })
  await expect(open).toHaveAttribute('href', `/d/${documentId}#${renewed.key}`)
  await ann.ask('PUT', `/api/documents/${documentId}/trash`)
  await expect(page.getByRole('heading', { name: 'not shared any more' })).toBeVisible({ timeout: 2_000 })
  await expect(page.getByText('in confidence')).toHaveCount(0)
  await expectAccessible(page)
  await ann.ask('DELETE', `/api/documents/${documentId}/trash`)
  await page.getByRole('button', { name: 'Look again' }).click()
  await expect(text(page)).toHaveText('in confidence')
  await expectState(page, 'live')
})

test('stands in the frames of sites that the operator has named, pictures and files and all, and is offered for them', async ({
  page,
  browser,
}) => {
  let code = ''
  const site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(code)
  }).listen(0, '127.0.0.1')
  await once(site, 'listening')
  const { port } = Object(site.address())
  const embedding = await startServer({ from: 'build', env: { EMBED_ORIGINS: `http://localhost:${port}` } })
  const { url } = embedding
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const owner = await context.newPage()
  await owner.goto(url)
  await owner.getByRole('button', { name: 'New document' }).click()
  const editor = owner.getByRole('textbox', { name: 'Text', exact: true })
  await editor.fill('for everybody')
  const documentId = new URL(owner.url()).pathname.split('/').at(-1) ?? ''
  const place = { url, documentId, by: await httpPerson(url) }
  const picture = await upload(place, { name: 'a.png', bytes: new Uint8Array(Buffer.from(dot, 'base64')) })
  const file = await upload(place, { name: 'é.txt', bytes: new Uint8Array(Buffer.from('plan')) })
  const writer = await openWriter({ url, documentId })
  writer.append({ text: '', attributes: { kind: 'image', file: picture, alt: 'A dot', size: '2x2' } })
  writer.append({ text: 'é.txt', attributes: { kind: 'file', file, bytes: 4 } })
  await writer.provider.whenSaved()
  await writer.leave()
  // Whoever has not come yet needs the link's key from now on.
  const renewal = `${url}/api/documents/${documentId}/sharing/link/renewal`
  expect((await context.request.post(renewal, { data: {} })).status()).toBe(200)
  await owner.getByRole('button', { name: 'Share', exact: true }).click()
  await owner.getByRole('button', { name: 'Copy embed code' }).click()
  await expect(owner.getByRole('button', { name: 'Copied' })).toBeVisible()
  await owner.keyboard.press('Escape')
  code = await owner.evaluate(() => navigator.clipboard.readText())
  // Of another site than the page in the frame, to which no cookie goes.
  await page.goto(`http://localhost:${port}/`)
  const frame = page.frameLocator('iframe')
  await expect(frame.getByRole('article')).toContainText('for everybody')
  const image = frame.getByRole('img', { name: 'A dot' })
  await expect(image).toHaveJSProperty('naturalWidth', 1)
  const save = page.waitForEvent('download')
  await frame.getByRole('link', { name: 'é.txt' }).click()
  const saved = await save
  expect(saved.suggestedFilename()).toBe('é.txt')
  expect(await readFile(await saved.path(), 'utf8')).toBe('plan')
  // What is not shown any more is not kept.
  const address = (await image.getAttribute('src')) ?? ''
  const isKept = () =>
    frame.getByRole('article').evaluate(
      (_, src) =>
        new Promise<boolean>(resolve => {
          Object.assign(new Image(), { onload: () => resolve(true), onerror: () => resolve(false), src })
        }),
      address,
    )
  expect(await isKept()).toBe(true)
  await editor.press('ControlOrMeta+a')
  await editor.press('Delete')
  await expect(image).toHaveCount(0)
  expect(await isKept()).toBe(false)
  await context.close()
  const refused = page.waitForEvent('console', said => said.text().includes('frame-ancestors'))
  await page.goto(`http://127.0.0.1:${port}/`)
  await refused
  await embedding.stop()
  site.close()
})

/** A picture of one dot. */
const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
