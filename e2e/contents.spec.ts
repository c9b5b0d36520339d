import { expectAccessible } from './support/expect-accessible.ts'
import { expect, expectSaved } from './support/fixtures.ts'
import { test } from './support/people.ts'

test('a list of headings follows what both write, leads to them, and serves who only reads', async ({
  annAndBob: { ann, bob },
}) => {
  const { page, editor } = ann
  const contents = editor.getByRole('navigation', { name: 'Contents' })
  const links = contents.getByRole('link')
  for (const each of [page, bob.page]) await each.setViewportSize({ width: 1000, height: 440 })
  await ann.title.fill('Report')
  await editor.click()
  await page.keyboard.type('/toc')
  await page.getByRole('option', { name: 'Table of contents' }).waitFor()
  await page.keyboard.press('Enter')
  await expect(contents).toContainText('The headings of this document will stand here.')
  await page.keyboard.type(`# First\n${'a\n'.repeat(16)}## Second\n${'a\n'.repeat(8)}`)
  await expect(links).toHaveText(['First', 'Second'])
  await expect(links.nth(1)).toHaveAttribute('data-depth', '1')

  const bobs = bob.editor.getByRole('navigation', { name: 'Contents' }).getByRole('link')
  await bob.editor.getByRole('heading', { name: 'First' }).click()
  await bob.page.keyboard.press('End')
  await bob.page.keyboard.type(' part')
  await expect(links).toHaveText(['First part', 'Second'])

  // By keyboard from the list to the heading, and on with writing there.
  await page.keyboard.press('Control+Home')
  await contents.locator('.contents-caption').click()
  await page.keyboard.press('Tab')
  await expect(links.first()).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(editor.getByRole('heading', { name: 'Second' })).toBeInViewport()
  await expect(editor).toBeFocused()
  await page.keyboard.type('The ')
  await expect(bobs).toHaveText(['First part', 'The Second'])
  await expectSaved(ann)

  await page.evaluate(() => scrollTo(0, 0))
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: /^Role of Bob/ }).click()
  await page.getByRole('menuitemradio', { name: 'Can view' }).click()
  await expect(bob.editor).not.toBeEditable()
  await bob.page.evaluate(() => scrollTo(0, 0))
  await bobs.nth(1).focus()
  await bob.page.keyboard.press('Enter')
  const heading = bob.editor.getByRole('heading', { name: 'The Second' })
  await expect(heading).toBeInViewport()
  await expect(heading).toBeFocused()
  await expectAccessible(bob.page)
  await bob.page.reload()
  await expect(bobs).toHaveText(['First part', 'The Second'])

  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await contents.locator('.contents-caption').click()
  await page.keyboard.press('Backspace')
  await expect(bobs).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(bobs).toHaveCount(2)
})
