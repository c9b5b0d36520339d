import type { CDPSession, Page } from '@playwright/test'
import { copyOfDatabase, documentIn } from './support/database-copy.ts'
import { expect, expectSaved, test, type Window } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'
import { startServer } from './support/start-server.ts'
import { openTcpProxy } from './support/tcp-proxy.ts'

/** Freezes a tab as a browser does that nobody has looked at for long: nothing runs in it any more. */
class Freezer {
  readonly #page: Page
  readonly #session: CDPSession

  private constructor(page: Page, session: CDPSession) {
    this.#page = page
    this.#session = session
  }

  /** Before the page opens anything. */
  static async of(page: Page): Promise<Freezer> {
    await page.clock.install()
    await page.addInitScript(() =>
      document.addEventListener('freeze', () => document.documentElement.classList.add('was-frozen')),
    )
    return new Freezer(page, await page.context().newCDPSession(page))
  }

  async freeze(): Promise<void> {
    await this.#session.send('Page.setWebLifecycleState', { state: 'frozen' })
  }

  /** So much later: what was due meanwhile comes once, and late. */
  async thaw(after: string): Promise<void> {
    await this.#session.send('Page.setWebLifecycleState', { state: 'active' })
    await this.#page.clock.fastForward(after)
    await expect(this.#page.locator('html')).toHaveClass(/was-frozen/)
  }
}

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
    browser,
    openDocument,
  }) => {
    test.slow()
    const server = await startServer({ from: 'build' })
    const line = await openTcpProxy(server)
    const documentId = await createDocument(server.url)
    const context = await browser.newContext()
    const page = await context.newPage()
    const freezer = await Freezer.of(page)
    const ann = await openDocument(page, { documentId, url: line.url })
    const bob = await openDocument(await (await browser.newContext()).newPage(), {
      documentId,
      url: server.url,
    })
    await write(ann, 'Saved. ')
    await expectSaved(ann)
    await expect(bob.editor).toHaveText('Saved. ')

    if (loseNetwork) await context.setOffline(true)
    else line.mode = 'freeze'
    await write(ann, 'In the tunnel. ')
    await expect(ann.status).toHaveAttribute('data-unsaved', /^[1-9]/)
    await freezer.freeze()

    // Life goes on, and the server it knew is another process by now.
    await write(bob, 'Meanwhile. ')
    await expectSaved(bob)
    await server.kill()
    await server.restart()
    await write(bob, 'After the restart. ')
    await expectSaved(bob)

    line.mode = 'pass'
    line.cut()
    if (loseNetwork) await context.setOffline(false)
    await freezer.thaw('02:00:00')
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
