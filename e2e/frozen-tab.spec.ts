import type { Browser, Page } from '@playwright/test'
import { copyOfDatabase, documentIn } from './support/database-copy.ts'
import { test as base, expect, expectSaved, type Window } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'
import { startServer } from './support/start-server.ts'
import { openTcpProxy } from './support/tcp-proxy.ts'

/** A tab in a browser of its own, which can be frozen as browsers do it with one that nobody has looked at for long: nothing runs in
 *  it any more, while the browser beside it holds its connections. */
class Tab {
  readonly page: Page
  readonly #browser: Browser

  constructor(browser: Browser, page: Page) {
    this.#browser = browser
    this.page = page
  }

  async freeze(): Promise<void> {
    await this.#signal('SIGSTOP')
  }

  /** So much later: of what was due meanwhile, each comes once, and late. */
  async thaw({ after }: { after: string }): Promise<void> {
    await this.#signal('SIGCONT')
    await this.page.clock.fastForward(after)
  }

  async close(): Promise<void> {
    await this.#signal('SIGCONT')
    await this.#browser.close()
  }

  /** Headless browsers take every page for one that is looked at, and freeze none when they are told to. */
  async #signal(signal: NodeJS.Signals): Promise<void> {
    const session = await this.#browser.newBrowserCDPSession()
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    for (const { type, id } of processInfo) if (type === 'renderer') process.kill(id, signal)
    await session.detach()
  }
}

const test = base.extend<{ tab: Tab }>({
  tab: async ({ playwright }, use) => {
    const browser = await playwright.chromium.launch()
    const page = await browser.newPage()
    await page.clock.install()
    const tab = new Tab(browser, page)
    await use(tab)
    await tab.close()
  },
})

async function write({ editor, page }: Window, words: string): Promise<void> {
  await editor.focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(words)
}

for (const { what, loseNetwork } of [
  { what: 'that knows it is offline', loseNetwork: true },
  { what: 'whose connection died without a word', loseNetwork: false },
]) {
  test(`RELIABILITY 17: a tab ${what}, frozen for two hours with words in it, saves all of them when it thaws`, async ({
    tab,
    join,
    openDocument,
  }) => {
    test.slow()
    const server = await startServer({ from: 'build' })
    const line = await openTcpProxy(server)
    const documentId = await createDocument(server.url)
    const ann = await openDocument(tab.page, { documentId, url: line.url })
    const bob = await join({ documentId, url: server.url })
    await write(ann, 'Saved. ')
    await expectSaved(ann)
    await expect(bob.editor).toHaveText('Saved. ')

    if (loseNetwork) await tab.page.context().setOffline(true)
    else line.mode = 'freeze'
    await write(ann, 'In the tunnel. ')
    await expect(ann.status).toHaveAttribute('data-unsaved', /^[1-9]/)
    await tab.freeze()

    // Life goes on, and the server it knew is another process by now.
    await write(bob, 'Meanwhile. ')
    await expectSaved(bob)
    await server.kill()
    await server.restart()
    await write(bob, 'After the restart. ')
    await expectSaved(bob)

    line.mode = 'pass'
    line.cut()
    await tab.thaw({ after: '02:00:00' })
    if (loseNetwork) await tab.page.context().setOffline(false)
    await expectSaved(ann, { timeout: 20_000 })
    await expect(bob.editor).toContainText('In the tunnel. ')
    await expect(ann.editor).toContainText('After the restart. ')
    const text = (await ann.editor.textContent()) ?? ''
    await expect(bob.editor).toHaveText(text)
    expect(text.match(/\S[^.]+\. /g)?.sort()).toEqual(
      ['After the restart. ', 'In the tunnel. ', 'Meanwhile. ', 'Saved. '].sort(),
    )
    // Who is here is known again, and where they are.
    await expect(ann.page.locator('.quire-caret')).toHaveCount(1)
    await write(ann, 'Awake. ')
    await expect(bob.editor).toContainText('Awake. ')
    await expectSaved(ann)
    await server.kill()
    const onDisk = await documentIn(copyOfDatabase(server.dataDir), documentId)
    expect(onDisk.getXmlFragment('content').toString()).toContain('Awake. ')
    await line.close()
    await server.stop()
  })
}
