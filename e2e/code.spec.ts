import { expectAccessible } from './support/expect-accessible.ts'
import { expect, expectSaved, test } from './support/fixtures.ts'

test('code says what it is written in, and shows it in colours to everybody, over a reload', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  await editor.click()
  await page.keyboard.type('```ts\nconst a = "b" // c')
  await expect(editor.locator('.hljs-keyword')).toHaveText('const')
  await expect(bob.editor.locator('.hljs-string')).toHaveText('"b"')
  await expectAccessible(page)

  // By mouse, in the block.
  await bob.editor.getByRole('button', { name: 'Language of the code: TypeScript' }).click()
  await expect(bob.page.getByRole('combobox', { name: 'Find a language' })).toBeFocused()
  await bob.page.keyboard.type('pyth')
  await expect(bob.page.getByRole('option')).toHaveText(['Python'])
  await expectAccessible(bob.page)
  await bob.page.keyboard.press('Enter')
  await expect(bob.editor).toBeFocused()
  await expect(editor.getByRole('button')).toHaveText('Python')
  await expect(editor.locator('.hljs-comment')).toHaveCount(0)

  // By keyboard, from the toolbar.
  await page.keyboard.press('Alt+F10')
  const tool = page.getByRole('toolbar').getByRole('button', { name: 'Language of the code: Python' })
  for (let step = 0; step < 5 && !(await tool.evaluate(each => each.matches(':focus'))); step++)
    await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: 'Find a language' })).toBeFocused()
  await page.keyboard.type('plain')
  await page.keyboard.press('Enter')
  await expect(editor.locator('[class^=hljs]')).toHaveCount(0)
  await expect(tool).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(editor.locator('.hljs-string')).toHaveText('"b"')
  await expectSaved(ann)
  await page.reload()
  await expect(editor.locator('.hljs-string')).toHaveText('"b"')
  await expect(editor.locator('pre > code')).toHaveText('const a = "b" // c')
})
