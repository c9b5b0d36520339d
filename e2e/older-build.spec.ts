import { expect, expectSaved, test } from './support/fixtures.ts'
import { buildOlder } from './support/older-build.ts'
import { createDocument } from './support/raw-client.ts'
import { startServer } from './support/start-server.ts'
import { openWriter } from './support/writer.ts'

// A reload that brings the newer app has to get past the older one's.
test.use({ serviceWorkers: 'allow' })

const newerNotice = /made with a newer Quire/

test('an older app keeps what a newer one wrote, locks in the middle of a sentence, and reloads into the newer one', async ({
  join,
}) => {
  const older = await buildOlder()
  const server = await startServer({ program: older.program })
  try {
    const { url } = server
    const documentId = await createDocument(url)
    const ann = await join({ url, documentId, name: 'Ann' })
    // From now on a service worker stands between this window and the server, with the older app in its store.
    await ann.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
    await ann.page.reload()
    await expect(ann.editor).toBeEditable()
    expect(await ann.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
    await ann.editor.click()
    await ann.page.keyboard.type('Before. ')
    await expectSaved(ann)

    // The server is replaced. Her window stays open, and is the older app still.
    await server.kill('SIGTERM')
    await server.restart('dist/server/main.js')
    const bob = await join({ url, documentId, name: 'Bob' })
    await expect(bob.editor).toHaveText('Before. ')
    await bob.editor.click()
    await bob.page.keyboard.press('Control+End')
    await bob.page.keyboard.type('\n--')
    await expect(ann.editor.locator('> p')).toHaveText(['Before. ', '--'])
    await expectSaved(ann)

    let typed = 0
    const sentence = 'A sentence that goes on while somebody adds what this app has never heard of. '
    const notice = ann.page.getByRole('alert').filter({ hasText: newerNotice })
    const typing = (async () => {
      while ((await notice.count()) === 0)
        await ann.page.keyboard.press(sentence[typed++ % sentence.length] ?? ' ')
    })()
    await expect(bob.editor).toContainText('A sentence')
    await bob.page.keyboard.type('-\n')
    await expect(bob.editor.locator('hr')).toHaveCount(1)
    await typing
    await expect(ann.editor).toHaveAttribute('contenteditable', 'false')
    await expect(ann.editor).toHaveAttribute('aria-readonly', 'true')
    await expect(ann.title).not.toBeEditable()
    await expect(ann.page.getByRole('toolbar')).toHaveCount(0)

    // What she typed is there and saved; what she presses now does nothing; what she cannot see is there for others.
    const words = (await ann.editor.locator('> p').first().textContent()) ?? ''
    expect(words).toMatch(/^Before\. A sentence/)
    await ann.page.keyboard.press('x')
    await ann.page.keyboard.press('Control+z')
    await ann.page.keyboard.press('Control+a')
    await ann.page.keyboard.press('Delete')
    await expect(ann.status).toHaveAttribute('data-unsaved', '0')
    await expect(bob.editor.locator('> p').first()).toHaveText(words)
    await expect(bob.editor.locator('hr')).toHaveCount(1)
    const nora = await openWriter({ url, documentId })
    expect(nora.content.toString()).toContain('<rule></rule>')

    await ann.page.getByRole('button', { name: 'Reload' }).click()
    await expect(ann.editor.locator('hr')).toHaveCount(1)
    await expect(notice).toHaveCount(0)
    await ann.editor.click()
    await ann.page.keyboard.press('Control+End')
    await ann.page.keyboard.type('And on.')
    await expect(bob.editor).toContainText('And on.')
    await expect(bob.editor.locator('> p').first()).toHaveText(words)
    await expectSaved(ann)
    await nora.leave()

    // Nor does the older app come back where the server cannot be asked for the page.
    await ann.page.context().setOffline(true)
    await ann.page.reload()
    await expect(ann.editor.locator('hr')).toHaveCount(1)
    await expect(ann.editor).toBeEditable()
  } finally {
    await server.stop()
    older.remove()
  }
})
