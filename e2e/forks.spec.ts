import { expect, expectSaved, test } from './support/fixtures.ts'

test('RELIABILITY 19: what was written without a network is there, once, though somebody else is signed in when it is back', async ({
  server,
  twoWindows: { ann, bob },
}) => {
  const context = ann.page.context()
  await ann.editor.click()
  await ann.page.keyboard.type('Before. ')
  await expectSaved(ann)
  await context.setOffline(true)
  await expect(ann.status).toHaveAttribute('data-state', 'offline')
  await ann.page.keyboard.type('Offline. ')
  await context.clearCookies()
  await ann.page.evaluate(() => localStorage.clear())
  await context.setOffline(false)
  // In the name of somebody else nothing is sent without asking: not by a window that comes back by itself, either.
  await expect(ann.page.locator('.notice')).toContainText('You have signed out.')
  await ann.page.waitForResponse(response => response.url().includes('/sharing') && response.ok(), {
    timeout: 20_000,
  })
  await expect(ann.page.locator('.notice')).toContainText('You have signed out.')
  await expect(bob.editor).toHaveText('Before. ')
  await ann.page.reload()
  // The document is replaced in the middle of a word, and no key is lost.
  await ann.editor.click()
  await ann.page.keyboard.press('Control+End')
  await ann.page.keyboard.type('Meanwhile, one goes on. ', { delay: 120 })
  await expectSaved(ann)
  await expect(ann.editor).toHaveText('Before. Offline. Meanwhile, one goes on. ')
  await expect(bob.editor).toHaveText('Before. Offline. Meanwhile, one goes on. ')
  expect(server.lines.filter(line => line.includes('"fork"'))).not.toEqual([])
  // One goes on in the same window, and finds it on the device again.
  await ann.page.keyboard.type('After. ')
  await expectSaved(ann)
  await expect(bob.editor).toHaveText('Before. Offline. Meanwhile, one goes on. After. ')
  await ann.page.reload()
  await expect(ann.editor).toHaveText('Before. Offline. Meanwhile, one goes on. After. ')
  await expectSaved(ann)
})
