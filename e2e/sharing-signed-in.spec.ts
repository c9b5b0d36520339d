import type { Browser, Locator, Page } from '@playwright/test'
import { freePort } from '../scripts/free-port.ts'
import { expectAccessible } from './support/expect-accessible.ts'
import { test as base, expect, expectSaved, type Window, windowOn } from './support/fixtures.ts'
import { signInBy, startOidcProvider } from './support/oidc-provider.ts'
import { startServer } from './support/start-server.ts'

interface Place {
  url: string
  /** A browser of somebody's own, with nobody signed in. */
  browser: () => Promise<Page>
}

const test = base.extend<{ place: Place; guestsRefused: boolean }>({
  guestsRefused: [false, { option: true }],
  place: async ({ browser, guestsRefused }, use) => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const provider = await startOidcProvider({ origins: [url] })
    const env = { ...signInBy(provider, url), ...(guestsRefused && { GUESTS: 'refuse' }) }
    const server = await startServer({ from: 'build', port, env })
    const pages: Page[] = []
    await use({
      url,
      browser: async () => {
        const page = await openBrowser(browser)
        pages.push(page)
        return page
      },
    })
    await Promise.all(pages.map(page => page.context().close()))
    await server.stop()
    await provider.stop()
  },
})

test('one signs in, is known by name, and is offered the way out', async ({ place }) => {
  const page = await place.browser()
  await page.goto(place.url)
  await signIn(page, 'ann')
  await expect(page).toHaveURL(`${place.url}/`)
  await openSettings(page)
  await expect(page.locator('.account')).toContainText('ann@example.com')
  await page.keyboard.press('Escape')
  // The list of those who are here has the account's name, which is not changed here.
  const ann = await makeDocument(page, place.url)
  await page.getByTestId('people').click()
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('ann')
  await expect(page.getByRole('textbox', { name: 'Name' })).not.toBeEditable()
  await page.keyboard.press('Escape')
  await share(ann)
  await expect(page.getByText('Only the people above')).toBeVisible()
  await page.keyboard.press('Escape')

  // What has not come to the server yet goes with the login: that is asked first.
  await page.route('**/uploads', route => route.abort())
  await pasteFile(ann)
  await expectSaved(ann)
  await openSettings(page)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Some files are not uploaded yet' })).toContainText(
    'plan.pdf: if you sign out now, this device forgets',
  )
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect(ann.editor).toBeEditable()
  await openSettings(page)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('button', { name: 'Sign out anyway' }).click()
  // Not asked once more.
  await expect(page).toHaveURL(`${place.url}/`)
})

test('who is invited by e-mail finds nothing before signing in, and the document after', async ({
  place,
}) => {
  test.slow()
  const annPage = await place.browser()
  await annPage.goto(place.url)
  await signIn(annPage, 'ann')
  const ann = await makeDocument(annPage, place.url)
  await ann.editor.click()
  await annPage.keyboard.type('For Bob.')
  await expectSaved(ann)
  await share(ann)
  const field = annPage.getByRole('textbox', { name: 'Add somebody by e-mail' })
  await field.fill('bob')
  await field.press('Enter')
  await expect(annPage.getByText('That is not an e-mail address.')).toBeVisible()
  await field.fill('bob@example.com')
  await annPage.getByRole('button', { name: /^Role of the new person/ }).click()
  await annPage.getByRole('menuitemradio', { name: 'Can comment' }).click()
  await annPage.getByRole('button', { name: 'Invite', exact: true }).click()
  await expect(
    annPage.getByText('bob@example.com has access, once signed in with that address. No e-mail goes out'),
  ).toBeVisible()
  const line = annPage.getByTestId('person').filter({ hasText: 'bob@example.com' })
  await expect(line).toContainText('invited')
  await expect(line.getByRole('button')).toHaveText('Can comment')

  const bobPage = await place.browser()
  await bobPage.goto(annPage.url())
  await expect(bobPage.getByRole('heading', { name: 'There is no such document' })).toBeVisible()
  await bobPage.getByRole('link', { name: 'Sign in' }).click()
  await fillForms(bobPage, 'bob')
  await expect(bobPage).toHaveURL(annPage.url())
  const bob = windowOn(bobPage)
  await expect(bob.status).toHaveText('Can comment')
  await expect(bob.editor).toHaveText('For Bob.')
  await expect(line).toContainText('here now')
  await expect(line).not.toContainText('invited')
})

test('signing out locks the other window at once, and signing in opens it again', async ({ place }) => {
  test.slow()
  const page = await place.browser()
  await page.goto(place.url)
  await signIn(page, 'ann')
  const ann = await makeDocument(page, place.url)
  await ann.editor.click()
  await page.keyboard.type('Mine alone.')
  await expectSaved(ann)
  const other = await page.context().newPage()
  await other.goto(place.url)
  // The other window has said what there is, and says no more.
  await expect(other.getByRole('listitem').filter({ hasText: 'Mine alone.' })).toBeVisible()
  await openSettings(other)
  await other.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page.locator('.notice')).toContainText('You have signed out.')
  await expect(ann.editor).not.toBeEditable()
  await expect(ann.editor).toHaveText('Mine alone.')
  // The next person at this device finds nothing of hers.
  await expect(other.getByRole('heading', { name: 'A blank page is waiting' })).toBeVisible()
  const later = await page.context().newPage()
  await later.goto(page.url())
  await expect(later.getByRole('heading', { name: 'There is no such document' })).toBeVisible()
  await later.close()
  // The provider knows her still, and asks nothing.
  await page.locator('.notice').getByRole('link', { name: 'Sign in' }).click()
  await expect(ann.editor).toBeEditable()
  await expect(ann.editor).toHaveText('Mine alone.')
  // One writes on where one was.
  await expect(ann.editor).toBeFocused()
  await page.keyboard.type(' Still.')
  await expect(ann.editor).toHaveText('Mine alone. Still.')
})

test('a guest who signs in finds the documents in the account, and signing out everywhere ends every browser', async ({
  place,
}) => {
  test.slow()
  const page = await place.browser()
  const guest = await makeDocument(page, place.url)
  await guest.title.fill('Made as a guest')
  await expectSaved(guest)
  const address = page.url()
  const beside = await page.context().newPage()
  await beside.goto(address)
  const other = windowOn(beside)
  await expect(other.editor).toBeEditable()
  await beside.evaluate(() => {
    // Whatever is said above the text from now on, be it for a moment.
    const look = () => {
      const said = document.querySelector('.notice')?.textContent
      if (said) document.documentElement.dataset.said = said
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true })
  })
  await openSettings(page)
  await page.locator('.account').getByRole('link', { name: 'Sign in' }).click()
  await fillForms(page, 'ann')
  await expect(page).toHaveURL(address)
  await expect(guest.editor).toBeEditable()
  // The window beside it goes on in the account, and has nothing to say about it.
  await other.editor.click()
  await beside.keyboard.type('Written on.')
  await expectSaved(other)
  await expect(guest.editor).toHaveText('Written on.')
  expect(await beside.locator('html').getAttribute('data-said')).toBeNull()

  const second = await place.browser()
  await second.goto(place.url)
  await signIn(second, 'ann')
  await second.getByRole('link', { name: 'Mine' }).click()
  await second.getByRole('listitem').getByRole('link').click()
  await expect(windowOn(second).title).toHaveValue('Made as a guest')
  await page.route('**/uploads', route => route.abort())
  const plan = await pasteFile(guest)
  await openSettings(second)
  await second.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page.locator('.notice')).toContainText('You have signed out.')
  await expect(guest.editor).not.toBeEditable()
  // What is half sent says so, waits on the device, and goes on in the name of whoever began it.
  await page.unroute('**/uploads')
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await expect(plan).toContainText('You have signed out. Sign in again')
  // The provider knows them still.
  await page.locator('.notice').getByRole('link', { name: 'Sign in' }).click()
  await expect(plan.getByRole('link', { name: 'Download plan.pdf' })).toBeVisible()
})

test.describe('where guests are not let in', () => {
  test.use({ guestsRefused: true })

  test('a link’s key waits in the window while one signs in, and opens the document then', async ({
    place,
  }) => {
    test.slow()
    const annPage = await place.browser()
    await annPage.goto(place.url)
    await signIn(annPage, 'ann')
    const ann = await makeDocument(annPage, place.url)
    await share(ann)
    await annPage.getByRole('button', { name: /^What the link lets/ }).click()
    await annPage.getByRole('menuitemradio', { name: 'Can edit' }).click()
    await expect(annPage).toHaveURL(/#[\w-]{22}$/)

    const bobPage = await place.browser()
    const addresses: string[] = []
    bobPage.on('framenavigated', frame => addresses.push(frame.url()))
    await bobPage.goto(annPage.url())
    await bobPage.getByRole('link', { name: 'Sign in' }).click()
    await fillForms(bobPage, 'bob')
    await expect(windowOn(bobPage).editor).toBeEditable()
    const key = new URL(annPage.url()).hash
    expect(addresses.filter(each => !each.startsWith(place.url) && each.includes(key))).toEqual([])
  })
})

async function openBrowser(browser: Browser): Promise<Page> {
  const context = await browser.newContext()
  return context.newPage()
}

async function openSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Account, appearance and language' }).click()
}

/** By the settings, from wherever one is. */
async function signIn(page: Page, name: string): Promise<void> {
  await openSettings(page)
  await page.locator('.account').getByRole('link', { name: 'Sign in' }).click()
  await fillForms(page, name)
}

/** The provider's own: who one is, and that Quire may know it. */
async function fillForms(page: Page, name: string): Promise<void> {
  await page.locator('input[name="login"]').fill(name)
  await page.locator('input[name="password"]').fill('any')
  await page.locator('button[type="submit"]').click()
  const consent = page.getByRole('button', { name: 'Continue' })
  const there = page.locator('#root')
  await expect(consent.or(there).first()).toBeAttached()
  if (await consent.isVisible()) await consent.click()
  await expect(there).toBeAttached()
}

async function makeDocument(page: Page, url: string): Promise<Window> {
  await page.goto(url)
  await page.getByRole('button', { name: 'New document' }).click()
  const window = windowOn(page)
  await expect(window.editor).toBeEditable()
  return window
}

/** A file that waits for a way to its server. */
async function pasteFile({ editor }: Window): Promise<Locator> {
  await editor.evaluate(element => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['plan'], 'plan.pdf'))
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  const card = editor.locator('.file', { hasText: 'plan.pdf' })
  await expect(card).toContainText('Waits for a connection')
  return card
}

async function share({ page }: Window): Promise<void> {
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await expect(page.getByTestId('person').first()).toBeVisible()
}
