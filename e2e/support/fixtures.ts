import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { createDocument } from './raw-client.ts'
import { startServer, type TestServer } from './start-server.ts'

export { expect }

interface Window {
  page: Page
  /** Where one writes. */
  editor: Locator
}

interface TestFixtures {
  /** Opens a document in a page: a new one unless named, at the server unless another address leads there. */
  openDocument: (page: Page, where?: { documentId?: string; url?: string }) => Promise<Window>
  /** Two people with a browser profile each, on one new document. */
  twoWindows: { documentId: string; ann: Window; bob: Window }
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
  openDocument: async ({ server }, use) => {
    await use(async (page, { documentId, url = server.url } = {}) => {
      const id = documentId ?? (await createDocument(server.url))
      await page.goto(`${url}/d/${id}`)
      const editor = page.locator('.ProseMirror[contenteditable="true"]')
      await expect(editor).toBeVisible()
      return { page, editor }
    })
  },
  twoWindows: async ({ browser, server, openDocument }, use) => {
    const documentId = await createDocument(server.url)
    const contexts = await Promise.all([browser.newContext(), browser.newContext()])
    const [ann, bob] = await Promise.all(
      contexts.map(async context => openDocument(await context.newPage(), { documentId })),
    )
    if (!ann || !bob) throw new Error('two contexts give two windows')
    await use({ documentId, ann, bob })
    await Promise.all(contexts.map(context => context.close()))
  },
})
