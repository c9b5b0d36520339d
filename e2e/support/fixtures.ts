import { type BrowserContextOptions, test as base, expect, type Locator, type Page } from '@playwright/test'
import { createDocument } from './raw-client.ts'
import { startServer, type TestServer } from './start-server.ts'
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts'
import { openWriter, type Writer } from './writer.ts'

export { expect }

/** A document in a browser's window. */
export interface Window {
  page: Page
  /** Where one writes. */
  editor: Locator
  title: Locator
  /** The button that says whether everything is saved. Its `data-state` and `data-unsaved` say it without words. */
  status: Locator
}

/** The document is a new one unless named; its address is the server's unless another one leads there. */
interface Where {
  documentId?: string
  url?: string
}

interface Who extends Where {
  /** Without one, a guest. */
  name?: string
  color?: string
  /** What kind of device it is. */
  device?: BrowserContextOptions
}

interface TestFixtures {
  /** The test brings into the page what the page's policy forbids, and browsers say so. */
  breaksPolicy: boolean
  openDocument: (page: Page, where?: Where) => Promise<Window>
  /** Somebody with a browser profile of their own opens a document; the profile goes when the test is over. */
  join: (who?: Who) => Promise<Window>
  /** Somebody who writes from Node, and leaves when the test is over. */
  joinFromNode: (where: { documentId: string; name?: string }) => Promise<Writer>
  /** Two people with a browser profile each, on one new document. */
  twoWindows: { documentId: string; ann: Window; bob: Window }
  /** A network of one's own, between a browser and the server. */
  line: TcpProxy
  /** A server of this test's own, which may be killed. */
  ownServer: TestServer
}

interface WorkerFixtures {
  /** The built server, one for all tests of a worker: each test has documents of its own. */
  server: TestServer
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const server = await startServer({ from: 'build' })
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  ownServer: async ({}, use) => {
    const server = await startServer({ from: 'build' })
    await use(server)
    await server.stop()
  },
  line: async ({ server }, use) => {
    const line = await openTcpProxy(server)
    await use(line)
    await line.close()
  },
  breaksPolicy: [false, { option: true }],
  openDocument: async ({ server, breaksPolicy }, use) => {
    const errors: Error[] = []
    await use(async (page, { documentId, url = server.url } = {}) => {
      const id = documentId ?? (await createDocument(url))
      page.on('pageerror', error => errors.push(error))
      page.on('console', said => {
        if (!breaksPolicy && isAboutPolicy(said.text())) errors.push(new Error(said.text()))
      })
      await page.goto(`${url}/d/${id}`)
      const window = windowOn(page)
      await expect(window.editor).toBeEditable()
      return window
    })
    expect(errors, 'errors on the pages').toEqual([])
  },
  join: async ({ browser, server, openDocument }, use) => {
    const contexts: { close(): Promise<void> }[] = []
    await use(async ({ name = '', color = '#0f77ad', device = {}, ...where } = {}) => {
      const context = await browser.newContext(device)
      contexts.push(context)
      const page = await context.newPage()
      await introduce(page, { name, color, url: where.url ?? server.url })
      return openDocument(page, where)
    })
    await Promise.all(contexts.map(context => context.close()))
  },
  joinFromNode: async ({ server }, use) => {
    const writers: Writer[] = []
    await use(async where => {
      const writer = await openWriter({ url: server.url, ...where })
      writers.push(writer)
      return writer
    })
    await Promise.all(writers.map(writer => writer.leave()))
  },
  twoWindows: async ({ server, join }, use) => {
    const documentId = await createDocument(server.url)
    const [ann, bob] = await Promise.all([
      join({ documentId, name: 'Ann', color: '#cf3546' }),
      join({ documentId, name: 'Bob', color: '#0f77ad' }),
    ])
    await use({ documentId, ann, bob })
  },
})

/** Gives a fresh browser profile a name, by the first page of it. Playwright's own way to fill storage opens a page for that alone,
 *  which takes a fifth as long again as the page that is opened then. */
export async function introduce(
  page: Page,
  { name, color, url }: { name: string; color: string; url: string },
): Promise<void> {
  const given = { origin: new URL(url).origin, value: JSON.stringify({ name, color }) }
  await page.addInitScript(({ origin, value }) => {
    // Once: whoever is somebody else later on stays that.
    if (self.origin !== origin || sessionStorage.getItem('introduced') !== null) return
    sessionStorage.setItem('introduced', '')
    localStorage.setItem('quire:profile', value)
  }, given)
}

/** The browser says that the page did, or said, what its security headers do not allow. */
export const isAboutPolicy = (text: string): boolean =>
  /(Security|Permissions|Opener|Referrer)[- ]Policy/i.test(text)

export function windowOn(page: Page): Window {
  return {
    page,
    editor: page.getByRole('textbox', { name: 'Text', exact: true }),
    title: page.getByRole('textbox', { name: 'Title', exact: true }),
    status: page.getByTestId('status'),
  }
}

/** Somebody was at another window, and looks at this one again. */
export async function lookAgain({ page }: Pick<Window, 'page'>): Promise<void> {
  await page.evaluate(() => {
    dispatchEvent(new Event('focus'))
  })
}

/** Everything typed in the window is on the server, and the page says so. */
export async function expectSaved({ status }: Window, options?: { timeout?: number }): Promise<void> {
  await expect(status).toHaveAttribute('data-state', 'saved', options)
  await expect(status).toHaveAttribute('data-unsaved', '0', options)
}
