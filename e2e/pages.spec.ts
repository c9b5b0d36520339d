import type { Page } from '@playwright/test'
import { expect, expectSaved, test, windowOn } from './support/fixtures.ts'
import { gzippedBytes } from './support/gzipped-bytes.ts'
import { createDocument } from './support/raw-client.ts'

test.use({ serviceWorkers: 'allow' })

test('a new document begins with its title, and stands in the list with title, text and time', async ({
  page,
  server,
}) => {
  await page.goto(server.url)
  await expect(page.getByRole('heading', { name: 'A blank page is waiting' })).toBeVisible()
  await page.getByRole('button', { name: 'New document' }).click()
  const { title, editor } = windowOn(page)
  await expect(title).toBeFocused()
  await page.keyboard.type('Minutes\nAll were present. ')
  await page.keyboard.type('\n# Decisions\n')
  await expect(editor).toContainText('Decisions')
  await expect(page).toHaveTitle('Minutes · Quire')
  const address = page.url()
  await page.getByRole('link', { name: 'All documents' }).click()

  await expect(documents(page)).toHaveCount(1)
  for (const part of ['Minutes', 'All were present. Decisions', 'just now']) {
    await expect(documents(page)).toContainText(part)
  }
  await documents(page).getByRole('link').click()
  await expect(page).toHaveURL(address)
  await expect(title).toHaveValue('Minutes')
  // Only a new document takes the focus into its title.
  await expect(title).not.toBeFocused()
})

test('the list has what was opened last first, and can do without a document', async ({ page, server }) => {
  const visit = async (name: string, id?: string) => {
    const documentId = id ?? (await createDocument(server.url))
    await page.goto(`${server.url}/d/${documentId}`)
    const window = windowOn(page)
    await expect(window.editor).toBeEditable()
    if (id === undefined) await window.title.fill(name)
    await expectSaved(window)
    return documentId
  }
  const first = await visit('First')
  await visit('Second')
  await visit('Third')
  await page.goto(server.url)
  await expect(titles(page)).toHaveText(['Third', 'Second', 'First'])
  await visit('First', first)
  await page.goto(server.url)
  await expect(titles(page)).toHaveText(['First', 'Third', 'Second'])

  await documents(page).nth(1).hover()
  await page.getByRole('button', { name: 'Remove “Third” from this list' }).click()
  await expect(titles(page)).toHaveText(['First', 'Second'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(titles(page)).toHaveText(['First', 'Third', 'Second'])
  await page.getByRole('button', { name: 'Remove “Third” from this list' }).click()
  await page.reload()
  await expect(titles(page)).toHaveText(['First', 'Second'])
})

test('the list knows what others have made of a document since', async ({ server, join, joinFromNode }) => {
  test.slow()
  const documentId = await createDocument(server.url)
  const ann = await join({ documentId })
  await ann.title.fill('Draft')
  await expectSaved(ann)
  await ann.page.getByRole('link', { name: 'All documents' }).click()
  const nora = await joinFromNode({ documentId })
  nora.doc.getText('title').insert(0, 'Second ')
  nora.append({ text: 'What Nora added.' })
  await nora.provider.whenSaved()
  // The server looks into a document when it has been quiet for a moment; nothing older is shown meanwhile.
  const known = async () => (await fetch(`${server.url}/api/documents?ids=${documentId}`)).text()
  await expect.poll(known, { timeout: 30_000 }).toContain('Second Draft')
  await ann.page.reload()
  await expect(titles(ann.page)).toHaveText('Second Draft')
  await expect(documents(ann.page)).toContainText('What Nora added.')
})

test('without a network the list is there, its documents open, and new ones can be made', async ({
  ownServer,
  join,
}) => {
  const ann = await join({ url: ownServer.url })
  await ann.title.fill('Kept')
  await ann.editor.click()
  await ann.page.keyboard.type('on the device')
  await expectSaved(ann)
  await ann.page.evaluate(() => navigator.serviceWorker.ready)
  await ownServer.kill('SIGKILL')

  await ann.page.goto(ownServer.url)
  await expect(titles(ann.page)).toHaveText(['Kept'])
  await expect(
    ann.page.getByText('The list can’t be refreshed now: it is as this device last saw it.'),
  ).toBeVisible()
  await ann.page.getByRole('button', { name: 'New document' }).click()
  await expect(ann.title).toBeFocused()
  await ann.page.goBack()
  await ann.page.getByRole('link', { name: 'Kept' }).click()
  await expect(ann.editor).toHaveText('on the device')
  await ann.editor.press('End')
  await ann.page.keyboard.type(', and longer')
  await expect(ann.status).toHaveText('Can’t reach the server: kept on this device')

  await ann.page.getByRole('link', { name: 'All documents' }).click()
  await expect(documents(ann.page)).toHaveText([
    /Kept.*on the device, and longer/,
    /Untitled.*On this device only/,
  ])
  await ownServer.restart()
  await ann.page.getByRole('button', { name: /New document|Try again/ }).click()
  await expect(ann.title).toBeFocused()
})

for (const { what, path, heading } of [
  { what: 'an address that leads nowhere', path: '/nowhere/at/all', heading: 'Nothing here' },
  {
    what: 'a document that does not exist',
    path: '/d/abcdefghijklmnop',
    heading: 'There is no such document',
  },
  { what: 'what cannot be a document', path: '/d/a', heading: 'There is no such document' },
]) {
  test(`says so for ${what}, and shows the way back`, async ({ page, server }) => {
    await page.goto(server.url + path)
    await expect(page.getByRole('heading', { name: heading })).toBeVisible()
    await page.getByRole('link', { name: 'Go to my documents' }).click()
    await expect(page).toHaveURL(`${server.url}/`)
    await expect(page.getByRole('heading', { name: 'A blank page is waiting' })).toBeVisible()
  })
}

test('the way back goes through the browser’s history', async ({ join, server }) => {
  const ann = await join()
  const address = ann.page.url()
  await ann.editor.click()
  await ann.page.keyboard.type('still here')
  await ann.page.getByRole('link', { name: 'All documents' }).click()
  await expect(ann.page).toHaveURL(`${server.url}/`)
  await ann.page.goBack()
  await expect(ann.page).toHaveURL(address)
  await expect(ann.editor).toHaveText('still here')
  await ann.page.goForward()
  await expect(documents(ann.page)).toContainText('still here')
})

test('the first visit loads less than 300 kB of JavaScript until one can type', async ({ page, server }) => {
  // How soon that is tells npm run bench:page, on a machine that does nothing else.
  const scripts = await scriptsOfFirstVisit(page, server.url)
  const bytes = await gzippedBytes(scripts)
  console.log(`${scripts.length} scripts, ${(bytes / 1000).toFixed(1)} kB gzipped`)
  expect(scripts.length).toBeGreaterThan(2)
  expect(bytes).toBeLessThan(300_000)
})

function documents(page: Page) {
  return page.getByRole('list', { name: 'Documents opened on this device' }).getByRole('listitem')
}

function titles(page: Page) {
  return page.locator('.document-title')
}

/** What is loaded until one can type in an empty document, in a profile that has never been here. A letter stands without more: what it is the
 *  occasion to fetch does not come here. */
async function scriptsOfFirstVisit(page: Page, url: string): Promise<string[]> {
  const documentId = await createDocument(url)
  const scripts: string[] = []
  page.on('response', response => {
    if (response.request().resourceType() === 'script') scripts.push(response.url())
  })
  await page.goto(`${url}/d/${documentId}`, { waitUntil: 'commit' })
  const { editor } = windowOn(page)
  await expect(editor).toBeEditable()
  await page.route(/\.js$/, route => route.abort())
  const loaded = [...scripts]
  await editor.press('x')
  await expect(editor).toHaveText('x')
  return loaded
}
