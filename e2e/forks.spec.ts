import type { Page } from '@playwright/test'
import { expect, expectSaved, lookAgain, test, type Window } from './support/fixtures.ts'

const notice = ({ page }: Window) => page.locator('.notice')
const press = ({ page }: Window, name: string) => page.getByRole('button', { name }).click()

/** Words that are written without a network; by the time that it is back, the server takes whoever is there for somebody else. */
async function leaveWords({ page, editor, status }: Window, words: string): Promise<void> {
  const context = page.context()
  await context.setOffline(true)
  await expect(status).toHaveAttribute('data-state', 'offline')
  await editor.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(words)
  await becomeSomebodyElse(page)
  await context.setOffline(false)
}

async function becomeSomebodyElse(page: Page): Promise<void> {
  await page.context().clearCookies()
  await page.evaluate(() => localStorage.clear())
}

test('RELIABILITY 19: what was written without a network waits for a decision where somebody else is there when it is back, and is there once', async ({
  server,
  twoWindows: { ann, bob },
}) => {
  await ann.editor.click()
  await ann.page.keyboard.type('Before. ')
  await expectSaved(ann)
  await leaveWords(ann, 'Offline. ')
  // In the name of somebody else nothing is sent without asking: not by a window that comes back by itself, nor by one that is loaded
  // anew, nor by another one beside it.
  const asks = 'words that Ann wrote and that are not saved yet'
  await expect(notice(ann)).toContainText(asks)
  const asked = ann.page.waitForResponse(response => response.url().includes('/sharing') && response.ok())
  await lookAgain(ann)
  await (await asked).finished()
  await expect(notice(ann)).toContainText(asks)
  await ann.page.reload()
  await expect(notice(ann)).toContainText(asks)
  await expect(ann.editor).toHaveText('Before. Offline. ')
  await expect(ann.editor).not.toBeEditable()
  await ann.page.getByRole('button', { name: 'Discard…' }).click()
  await expect(ann.page.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await press(ann, 'Cancel')
  await expect(bob.editor).toHaveText('Before. ')

  await press(ann, 'Save as mine')
  // The document is replaced in the middle of a word, and no key is lost.
  await expect(ann.editor).toBeEditable()
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

test('what somebody else left unsaved can be thrown away: then nothing of it is there, and one writes on', async ({
  twoWindows: { ann, bob },
}) => {
  await ann.editor.click()
  await ann.page.keyboard.type('Kept.')
  await expectSaved(ann)
  await leaveWords(ann, ' Unwanted.')
  await press(ann, 'Discard…')
  await press(ann, 'Discard for good')
  await expect(ann.editor).toBeEditable()
  await expect(ann.editor).toHaveText('Kept.')
  await ann.editor.click()
  await ann.page.keyboard.press('Control+End')
  await ann.page.keyboard.type(' Mine.')
  await expectSaved(ann)
  await expect(bob.editor).toHaveText('Kept. Mine.')
  await ann.page.reload()
  await expectSaved(ann)
  await expect(ann.editor).toHaveText('Kept. Mine.')
})
