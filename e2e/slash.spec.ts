import { show } from './support/compose.ts'
import { expect, test, type Window } from './support/fixtures.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const menu = ({ page }: Window) => page.getByRole('listbox')
const chosen = ({ page }: Window) => page.getByRole('option', { selected: true })

test('a slash finds a block by its name; arrows and Enter choose, and undo takes it back', async ({
  join,
}) => {
  const ann = await join()
  const { page, editor } = ann
  await editor.click()
  await page.keyboard.type('/')
  await expect(menu(ann)).toBeVisible()
  await expect(chosen(ann)).toHaveText(/^Text/)
  await page.keyboard.press('ArrowUp')
  await expect(chosen(ann)).toHaveText(/^Formula in the line/)
  await page.keyboard.type('head')
  await expect(menu(ann).getByRole('option')).toHaveCount(3)
  await page.keyboard.press('ArrowDown')
  await expect(chosen(ann)).toHaveText(/^Heading 2/)
  // A screen reader hears the option, though the focus is in the text.
  const isNamed = () =>
    chosen(ann).evaluate(option => document.querySelector(`[aria-activedescendant="${option.id}"]`) !== null)
  await expect.poll(isNamed).toBe(true)
  await page.keyboard.press('Enter')
  await expect(menu(ann)).toHaveCount(0)
  await expect(editor).not.toHaveAttribute('aria-activedescendant')
  await page.keyboard.type('plan')
  await expect(editor.locator('h3')).toHaveText('plan')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect(editor.locator('p')).toHaveText('/head')
})

test('Escape and a click elsewhere leave the slash as it is; in code there is none', async ({ join }) => {
  const ann = await join()
  const { page, editor } = ann
  await editor.click()
  await page.keyboard.type('/qu')
  await expect(menu(ann)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(menu(ann)).toHaveCount(0)
  await page.keyboard.type('o')
  await page.keyboard.press('Enter')
  await page.keyboard.type('/')
  await expect(menu(ann)).toBeVisible()
  await ann.title.click()
  await expect(menu(ann)).toHaveCount(0)
  await expect(editor.locator('p')).toHaveText(['/quo', '/'])
  await editor.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('\n```/ /')
  await expect(menu(ann)).toHaveCount(0)
  await expect(editor.locator('pre > code')).toHaveText('/ /')
})

test('the mouse chooses, while another writes in the same line', async ({ twoWindows: { ann, bob } }) => {
  await ann.editor.click()
  await ann.page.keyboard.type('note /')
  await expect(bob.editor).toHaveText('note /')
  await bob.editor.click()
  await bob.page.keyboard.press('Control+Home')
  await bob.page.keyboard.type('our ')
  await expect(ann.editor).toHaveText('our note /')
  await menu(ann).getByRole('option', { name: 'Warning callout' }).click()
  await ann.page.keyboard.type('careful')
  await expect(bob.editor.getByRole('note', { name: 'Warning' })).toHaveText('our note careful')
})

test('at the end of a long page the menu is above the line, and whole', async ({ join }) => {
  const ann = await join({ device: phone })
  await ann.editor.tap()
  await ann.page.keyboard.type('line\n'.repeat(25))
  await ann.page.keyboard.type('/')
  await expect(menu(ann)).toBeInViewport({ ratio: 1 })
  const [box, line] = [await menu(ann).boundingBox(), await ann.editor.locator('p').last().boundingBox()]
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((line?.y ?? 0) + 2)
  await ann.page.getByRole('option', { name: 'Quote' }).tap()
  await ann.page.keyboard.type('said')
  await expect(ann.editor.locator('blockquote')).toHaveText('said')
})

test.describe('in Korean', () => {
  test.use({ locale: 'ko-KR' })

  test('a block is found while its name is being composed, and by its English name', async ({
    page,
    server,
  }) => {
    await page.goto(server.url)
    await page.getByRole('button', { name: '새 문서' }).click()
    const editor = page.getByRole('textbox', { name: '본문' })
    await editor.click()
    await page.keyboard.type('/')
    const keyboard = await page.context().newCDPSession(page)
    const options = page.getByRole('option')
    await show(keyboard, 'ㅈ')
    await show(keyboard, '제')
    await expect(options).toHaveText([/^제목 1/, /^제목 2/, /^제목 3/])
    await show(keyboard, '젬')
    await expect(options).toHaveCount(3)
    await keyboard.send('Input.insertText', { text: '제' })
    await show(keyboard, 'ㅁ')
    await show(keyboard, '모')
    await show(keyboard, '목')
    await expect(options).toHaveCount(3)
    // A click in the middle of a syllable: it is whole first.
    await page.getByRole('option', { name: '제목 2' }).click()
    await expect(editor.locator('h3')).toHaveText('')
    await page.keyboard.type('회의')
    await expect(editor.locator('h3')).toHaveText('회의')
    await page.keyboard.press('Enter')
    await page.keyboard.type('/todo')
    await expect(options).toHaveText([/^할 일 목록/])
    await page.keyboard.press('Enter')
    await expect(editor.getByRole('checkbox')).toHaveCount(1)
  })
})
