import { expectAccessible } from './support/expect-accessible.ts'
import { expect, expectSaved, test } from './support/fixtures.ts'

test('formulas are drawn where they are written, in the line and by themselves, for everybody', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  await editor.click()
  await page.keyboard.type('so $x^2$ is')
  const drawn = editor.locator('.math-drawn .katex')
  await expect(drawn).toHaveCount(1)
  await expect(drawn.locator('math')).toHaveCount(1)
  await expect(editor.locator('p')).toContainText('so x^2')

  // By keyboard into it, and out of it.
  for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowLeft')
  await expect(editor.locator('.math-open')).toHaveText('x^2')
  await page.keyboard.type(' + \\frac{a}{')
  await expect(page.locator('.math-panel [role=status]')).toContainText('This can’t be read')
  await page.keyboard.type('b}')
  await expect(page.locator('.math-panel [role=status]')).toBeEmpty()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await page.keyboard.type('!')
  await expect(drawn).toHaveCount(1)
  await expect(bob.editor.locator('.math-drawn annotation')).toHaveText('x^2 + \\frac{a}{b}')
  await expect(editor.locator('p')).toContainText('! is')

  // By mouse, while another writes in the same line.
  await bob.editor.click()
  await bob.page.keyboard.press('Control+Home')
  await editor.locator('.math-drawn').click()
  await expect(editor.locator('.math-open')).toHaveCount(1)
  await bob.page.keyboard.type('And ')
  await page.keyboard.type(' - 1')
  await page.keyboard.press('Escape')
  await expect(bob.editor.locator('.math-drawn annotation')).toHaveText('x^2 + \\frac{a}{b} - 1')

  await page.keyboard.press('Control+End')
  await page.keyboard.type('\n$$ \\sum_i i')
  await expect(editor.locator('[data-kind=math] .katex-display')).toHaveCount(1)
  await expect(editor.locator('.math-lines')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(editor.locator('.math-lines')).toBeHidden()
  await page.keyboard.press('ArrowUp')
  await expect(editor.locator('.math-lines')).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.type('$\\bad')
  await page.keyboard.type('$ ')
  await expect(editor.locator('.math-broken')).toHaveText('\\bad')
  await expectAccessible(page)
  await expectSaved(ann)
  await page.reload()
  await expect(editor.locator('.katex')).toHaveCount(2)
  await expect(editor.locator('.math-broken')).toHaveText('\\bad')
})
