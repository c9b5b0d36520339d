import { readdir } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, expectSaved, test, windowOn } from './support/fixtures.ts'

// The page of the app itself comes from the device here.
test.use({ serviceWorkers: 'allow' })

const assets = joinPath(import.meta.dirname, '../dist/client/assets')

test('can be installed, in the reader’s language, and has all of itself on the device soon after the first visit', async ({
  page,
  server,
}) => {
  await page.goto(server.url)
  await appIsKept(page)
  const cdp = await page.context().newCDPSession(page)
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  // Playwright's windows are private ones.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
  const { errors, url } = await cdp.send('Page.getAppManifest')
  expect(errors).toEqual([])
  expect(url).toMatch(/\/manifest\.webmanifest$/)

  const kept = await page.evaluate(async () => {
    const names = await caches.keys()
    const lists = await Promise.all(names.map(async name => (await caches.open(name)).keys()))
    return lists.flat().map(({ url }) => new URL(url).pathname)
  })
  // What the live view fetches is not kept: who is in an audience is not without a network.
  const built = (await readdir(assets)).filter(name => !/^live-|\.(br|gz|map|woff|ttf)$/.test(name))
  expect(kept).toEqual(
    expect.arrayContaining(['/', '/icon-512.png', ...built.map(name => `/assets/${name}`)]),
  )
  expect(built.filter(name => name.endsWith('.css'))).not.toEqual([])

  await page.evaluate(() => localStorage.setItem('quire:language', '"ko"'))
  await page.evaluate(() => localStorage.setItem('quire:theme', '"dark"'))
  await page.reload()
  await expect(page.locator('link[rel="manifest"]')).toHaveAttribute('href', '/manifest.ko.webmanifest')
  await expect(page.locator('meta[data-scheme="dark"]')).toHaveAttribute('media', 'all')
  const { data } = await cdp.send('Page.getAppManifest')
  expect(JSON.parse(data ?? '')).toMatchObject({ lang: 'ko' })
})

test('a document that is made without a network is the server’s, and one’s own, once that is back', async ({
  join,
  line,
  server,
  browser,
}) => {
  const ann = await join({ url: line.url, name: 'Ann' })
  const { page } = ann
  await appIsKept(page)
  const context = page.context()
  line.mode = 'refuse'
  line.cut()
  await context.setOffline(true)

  await page.getByRole('link', { name: 'All documents' }).click()
  await page.getByRole('button', { name: 'New document' }).click()
  await expect(ann.title).toBeFocused()
  await page.keyboard.type('Made in a tunnel')
  await expect(page.getByText('A new document, on this device only so far.')).toBeVisible()
  await ann.editor.click()
  await page.keyboard.type('Kept here. ')
  await expect(ann.status).toHaveText('Offline: kept on this device')
  const address = new URL(page.url())
  expect(address.pathname).toMatch(/^\/d\/[\w-]{16}$/)

  const second = windowOn(await context.newPage())
  await second.page.goto(page.url())
  await expect(second.title).toHaveValue('Made in a tunnel')
  await second.page.goto(line.url)
  const item = second.page.getByRole('listitem').filter({ hasText: 'Made in a tunnel' })
  await expect(item).toContainText('On this device only')
  // What was typed last is in the list, and so on the device, by now.
  await expect(item).toContainText('Kept here.')
  await page.reload()
  await expect(ann.editor).toHaveText('Kept here. ')
  await page.close()

  // The start page alone is open, and brings it to the server all the same.
  line.mode = 'pass'
  await context.setOffline(false)
  await expect(item).not.toContainText('On this device only', { timeout: 20_000 })
  const bob = windowOn(await (await browser.newContext()).newPage())
  await bob.page.goto(server.url + address.pathname)
  await expect(bob.editor).toHaveText('Kept here. ', { timeout: 20_000 })
  await expect(bob.title).toHaveValue('Made in a tunnel')
  await bob.page.context().close()
  const mine = await second.page.evaluate(async () => (await fetch('/api/documents?list=mine')).json())
  expect(mine).toContainEqual(expect.objectContaining({ id: address.pathname.slice(3), role: 'owner' }))
  await item.getByRole('link').click()
  await expectSaved(second)
})

test('words written offline in a document that there is are sent by whichever page is open once the network is back', async ({
  join,
  line,
}) => {
  const bob = await join()
  const { pathname } = new URL(bob.page.url())
  const ann = await join({ documentId: pathname.slice(3), url: line.url, name: 'Ann' })
  const { page } = ann
  await appIsKept(page)
  await ann.editor.click()
  await page.keyboard.type('Saved. ')
  await expectSaved(ann)
  line.mode = 'refuse'
  line.cut()
  await page.context().setOffline(true)
  await page.keyboard.type('Written in a tunnel. ')
  await expect(ann.status).toHaveText('Offline: kept on this device')
  await mayBeLeft(page)
  await page.goto(line.url)
  await expect(page.getByText('One document has words that are not saved yet.')).toBeVisible()
  const item = page.getByRole('listitem').filter({ hasText: 'Saved. ' })
  await expect(item).toContainText('Not saved yet')

  line.mode = 'pass'
  await page.context().setOffline(false)
  await expect(bob.editor).toHaveText('Saved. Written in a tunnel. ', { timeout: 20_000 })
  await expect(page.getByText('not saved yet')).toHaveCount(0)
  await expect(page).toHaveURL(`${line.url}/`)
})

test('a document that the server will not make keeps its words here, and offers them', async ({
  join,
  line,
}) => {
  const ann = await join({ url: line.url })
  const { page } = ann
  await appIsKept(page)
  await page.context().setOffline(true)
  await page.goto(line.url)
  // As if somebody who had signed in had made it, who is gone now.
  await page.evaluate(() => localStorage.setItem('quire:person', '"u_somebody-who-signed-in"'))
  await page.reload()
  await page.getByRole('button', { name: 'New document' }).click()
  await ann.editor.click()
  await page.keyboard.type('Not for the next one here. ')
  await expect(ann.status).toHaveText('Offline: kept on this device')
  await page.context().setOffline(false)
  await expect(ann.status).toHaveAttribute('data-state', 'refused', { timeout: 20_000 })
  await expect(ann.editor).toHaveText('Not for the next one here. ')
  await expect(page.getByRole('button', { name: 'Copy what was not saved' })).toBeVisible()
  await page.reload()
  await expect(ann.editor).toHaveText('Not for the next one here. ')
})

/** The last key, too, is on the device: the status does not speak of the milliseconds that takes, whoever leaves is asked. */
async function mayBeLeft(page: Page): Promise<void> {
  const ask = () => dispatchEvent(new Event('beforeunload', { cancelable: true }))
  await expect.poll(() => page.evaluate(ask)).toBe(true)
}

/** The app itself is on the device, all of it. */
async function appIsKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready)
}
