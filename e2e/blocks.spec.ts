import type { Locator } from '@playwright/test'
import { expect, expectSaved, test, type Window } from './support/fixtures.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const handle = ({ page }: Window) => page.getByRole('button', { name: 'Block menu' })
const texts = ({ editor }: Window) => editor.locator('> [data-kind]')

/** How far apart the middles of two are, up and down. */
async function distance(...two: [Locator, Locator]): Promise<number> {
  const [one = 0, other = 0] = await Promise.all(
    two.map(async each => {
      const { y = 0, height = 0 } = (await each.boundingBox()) ?? {}
      return y + height / 2
    }),
  )
  return Math.abs(one - other)
}

async function openMenuOf(window: Window, index: number): Promise<void> {
  const block = texts(window).nth(index)
  await block.hover()
  await expect.poll(() => distance(handle(window), block)).toBeLessThan(6)
  await handle(window).click()
}

async function write({ page, editor }: Window, text: string): Promise<void> {
  await editor.click()
  await page.keyboard.type(text)
}

test('the handle beside a block moves it, while another writes above, and opens its menu', async ({
  twoWindows: { ann, bob },
}) => {
  const { page } = ann
  await write(ann, 'one\ntwo\nthree')
  await expect(texts(bob)).toHaveCount(3)
  await texts(ann).nth(2).hover()
  await expect(handle(ann)).toBeInViewport({ ratio: 1 })
  await expect.poll(() => distance(handle(ann), texts(ann).nth(2))).toBeLessThan(6)
  await handle(ann).hover()
  await page.mouse.down()
  const first = await texts(ann).nth(0).boundingBox()
  await page.mouse.move((first?.x ?? 0) - 20, (first?.y ?? 0) + 40, { steps: 4 })
  await expect(page.locator('.block-drop-line')).toBeVisible()
  await bob.editor.click()
  await bob.page.keyboard.press('Control+Home')
  await bob.page.keyboard.type('new\n')
  await expect(texts(ann)).toHaveCount(4)
  const top = await texts(ann).nth(0).boundingBox()
  await page.mouse.move((top?.x ?? 0) - 20, (top?.y ?? 0) + 2, { steps: 4 })
  await page.mouse.up()
  await expect(texts(bob)).toHaveText(['three', 'new', 'one', 'two'])
  await expect(page.locator('.block-drop-line')).toBeHidden()

  await openMenuOf(ann, 1)
  const menu = page.getByRole('menu', { name: 'Block menu' })
  await expect(menu.getByRole('menuitem', { name: 'Duplicate' })).toBeFocused()
  await menu.getByRole('menuitemradio', { name: 'Heading 1' }).click()
  await expect(bob.editor.locator('h2')).toHaveText('new')
  await page.keyboard.type('!')
  await expect(bob.editor.locator('h2')).toHaveText('new!')
  await openMenuOf(ann, 2)
  await menu.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(texts(bob)).toHaveText(['three', 'new!', 'two'])
})

test('by keyboard: the menu at the caret, and blocks that go up and down', async ({ join }) => {
  const ann = await join()
  const { page, editor } = ann
  await write(ann, 'one\ntwo')
  await page.keyboard.press('Alt+Shift+ArrowUp')
  await expect(texts(ann)).toHaveText(['two', 'one'])
  await page.keyboard.press('Alt+Shift+ArrowDown')
  await expect(texts(ann)).toHaveText(['one', 'two'])
  await page.keyboard.press('Control+Alt+b')
  await expect(page.getByRole('menu', { name: 'Block menu' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(editor).toBeFocused()
  await page.keyboard.press('Control+Alt+b')
  await page.getByRole('menuitem', { name: 'Duplicate' }).focus()
  await page.keyboard.press('Enter')
  await expect(texts(ann)).toHaveText(['one', 'two', 'two'])
  await expect(editor).toBeFocused()
  await expectSaved(ann)
})

test('by touch: the same menu is in the toolbar, and a table moves whole', async ({ join }) => {
  const ann = await join({ device: phone })
  const { page, editor } = ann
  await editor.tap()
  await page.keyboard.type('one')
  await page.getByRole('button', { name: 'Table' }).tap()
  await page.getByRole('button', { name: '2 columns, 2 rows' }).tap()
  await expect(editor.getByRole('row')).toHaveCount(2)
  await texts(ann).first().tap()
  await page.getByRole('button', { name: /^Block: / }).tap()
  await page.getByRole('menuitem', { name: 'Move down' }).tap()
  await expect(texts(ann).nth(1)).toHaveText('one')
  await expect(handle(ann)).toHaveCount(0)
})
