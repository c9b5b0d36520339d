import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { test as base, expect, introduce, isAboutPolicy, type Window, windowOn } from './fixtures.ts'

interface Person {
  name?: string
  color?: string
  device?: BrowserContextOptions
  /** The server's address, or that of a line to it. */
  url?: string
}

/** Somebody with a browser profile of their own, and so with a login of their own. */
export interface Somebody {
  page: Page
  /** Makes a document, as its owner. */
  makeDocument(): Promise<Window>
  /** Opens an address, whatever comes of it. */
  visit(address: string): Promise<Window>
}

interface Fixtures {
  somebody: (who?: Person) => Promise<Somebody>
  /** Ann has made a document; Bob came by its address. */
  annAndBob: { ann: Window; bob: Window }
}

export const test = base.extend<Fixtures>({
  somebody: async ({ browser, server }, use) => {
    const errors: Error[] = []
    const leave: (() => Promise<void>)[] = []
    await use(async (who = {}) => {
      const page = await openBrowser(browser, { url: server.url, ...who })
      leave.push(() => page.context().close())
      page.on('pageerror', error => errors.push(error))
      page.on('console', said => {
        if (isAboutPolicy(said.text())) errors.push(new Error(said.text()))
      })
      return somebodyAt(page, who.url ?? server.url)
    })
    await Promise.all(leave.map(each => each()))
    expect(errors, 'errors on the pages').toEqual([])
  },
  annAndBob: async ({ somebody }, use) => {
    const ann = await (await somebody({ name: 'Ann', color: '#cf3546' })).makeDocument()
    const bob = await (await somebody({ name: 'Bob' })).visit(ann.page.url())
    await expect(bob.editor).toBeEditable()
    await use({ ann, bob })
  },
})

async function openBrowser(browser: Browser, who: Person & { url: string }): Promise<Page> {
  const { name = '', color = '#0f77ad', device = {}, url } = who
  const context = await browser.newContext(device)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  await introduce(page, { name, color, url })
  return page
}

function somebodyAt(page: Page, url: string): Somebody {
  return {
    page,
    async makeDocument() {
      await page.goto(url)
      await page.getByRole('button', { name: 'New document' }).click()
      const window = windowOn(page)
      await expect(window.editor).toBeEditable()
      return window
    },
    async visit(address) {
      await page.goto(address)
      return windowOn(page)
    },
  }
}
