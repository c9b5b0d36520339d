import type { Locator } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'

/** Where a block and its words are, from the left. */
function places(block: Locator): Promise<{ direction: string; block: DOMRect; words: DOMRect }> {
  return block.evaluate(element => {
    const range = document.createRange()
    const inner = element.querySelector('li > div') ?? element.querySelector('li') ?? element
    range.selectNodeContents(inner)
    return {
      direction: getComputedStyle(element).direction,
      block: element.getBoundingClientRect(),
      words: range.getBoundingClientRect(),
    }
  })
}

test('Hebrew and Arabic run from right to left beside English and Korean: lists, quotes, callouts and carets, too', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  await editor.click()
  await page.keyboard.type('English words\nשלום עולם\n한국어 문장\nمرحبا بالعالم\n')
  await page.keyboard.type('- פריט\none\n\n[] משימה\n\n> ציטוט\n\n! הערה\n\n```let x // שלום')
  const block = (text: string) => editor.locator('[data-kind]').filter({ hasText: text })
  for (const text of ['English', '한국어', 'one', 'let x']) {
    expect((await places(block(text))).direction, text).toBe('ltr')
  }
  for (const text of ['שלום עולם', 'مرحبا', 'פריט', 'משימה', 'ציטוט', 'הערה']) {
    const { direction, block: around, words } = await places(block(text))
    expect(direction, text).toBe('rtl')
    // The words stand at the right, and nothing hangs out of the page.
    expect(around.right - words.right, text).toBeLessThan(60)
    expect(words.left - around.left, text).toBeGreaterThan(200)
  }
  const task = await places(block('משימה'))
  const box = await block('משימה').getByRole('checkbox').boundingBox()
  expect(box?.x ?? 0).toBeGreaterThanOrEqual(task.words.right)
  const side = (text: string, name: string) =>
    block(text).evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), name)
  expect([await side('ציטוט', 'border-right-width'), await side('ציטוט', 'border-left-width')]).toEqual([
    '3px',
    '0px',
  ])
  expect(Number.parseFloat(await side('הערה', 'padding-right'))).toBeGreaterThan(40)

  await block('שלום עולם').click()
  await page.keyboard.press('Control+Shift+r')
  const aligned = await places(block('שלום עולם'))
  expect(aligned.words.left - aligned.block.left).toBeLessThan(5)

  await bob.editor.click()
  await bob.editor.locator('[data-kind]').filter({ hasText: 'مرحبا' }).click()
  await bob.page.keyboard.press('End')
  const caret = editor.locator('.quire-caret')
  await expect(block('مرحبا').locator('.quire-caret')).toHaveCount(1)
  // The name reads away from the words that follow.
  const labelBeside = () =>
    caret.evaluate(line => {
      const label = line.querySelector('.quire-caret-label')
      return Math.abs((label?.getBoundingClientRect().right ?? 0) - line.getBoundingClientRect().left)
    })
  await expect.poll(labelBeside).toBeLessThan(8)
  await bob.page.keyboard.type(' /')
  await expect(bob.page.getByRole('listbox')).toBeVisible()
  const menu = await bob.page.getByRole('listbox').boundingBox()
  const typed = await places(bob.editor.locator('[data-kind]').filter({ hasText: 'مرحبا' }))
  expect((menu?.x ?? 0) + (menu?.width ?? 0)).toBeLessThan(typed.words.right)
})
