import { expectAccessible } from './support/expect-accessible.ts'
import { expect, expectSaved, test } from './support/fixtures.ts'

test('a section folds for the one who folds it, by mouse and by keyboard, and both write in it', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  await editor.click()
  await page.keyboard.type('Top\n>> More\nwithin\n# Heading')
  const button = editor.getByRole('button', { name: 'More' })
  await expect(button).toHaveAttribute('aria-expanded', 'true')
  await expect(editor.locator('h2')).toHaveText('Heading')

  // Whom it reaches folded unfolds it, and writes on.
  await expect(bob.editor.getByText('within')).toBeHidden()
  await bob.editor.getByRole('button', { name: 'More' }).click()
  await bob.editor.getByText('within').click()
  await bob.page.keyboard.press('End')
  await bob.page.keyboard.type(' it')
  await expect(editor.getByText('within it')).toBeVisible()
  await button.click()
  await expect(editor.getByText('within it')).toBeHidden()
  await expect(bob.editor.getByText('within it')).toBeVisible()
  await expectAccessible(page)
  await expectAccessible(bob.page)

  await editor.getByText('More').click()
  await page.keyboard.press('Control+Enter')
  await expect(editor.getByText('within it')).toBeVisible()
  await page.keyboard.press('End')
  await page.keyboard.press('Control+Enter')
  await page.keyboard.type('\nNext')
  await expect(editor.getByRole('button', { name: 'Next' })).toHaveCount(1)
  await expectSaved(ann)
  await page.reload()
  await expect(editor.getByText('Next')).toBeVisible()
  await expect(editor.getByText('within it')).toBeHidden()

  // What one looks for unfolds it, and so it stays on this device.
  await page.keyboard.press('Control+f')
  await page.keyboard.type('within')
  await expect(editor.getByText('within it')).toBeVisible()
  await page.reload()
  await expect(editor.getByText('within it')).toBeVisible()
})
