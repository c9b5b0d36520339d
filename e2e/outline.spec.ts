import { expect, test } from './support/fixtures.ts'

test('the outline follows the scroll and what others write, leads to a heading, and stays as it was left', async ({
  join,
  joinFromNode,
}) => {
  const ann = await join()
  const { page, editor } = ann
  const documentId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const nora = await joinFromNode({ documentId })
  const heading = (text: string, level: number) => ({ text, attributes: { kind: 'heading', level } })
  const lines = Array.from({ length: 1_000 }, (_, index) => ({ text: `line ${index}` }))
  nora.append(heading('One', 1), ...lines, heading('Two', 2), ...lines, heading('Three', 3), { text: 'end' })
  await expect(editor.locator('> *')).toHaveCount(2 * lines.length + 4)
  await expect(editor.locator('p').last()).toHaveText('end')
  await editor.click()
  await page.keyboard.press('Control+Shift+o')
  const outline = page.getByRole('navigation', { name: 'Outline' })
  const items = outline.getByRole('listitem')
  const current = outline.locator('[aria-current]')
  await expect(items).toHaveText(['One', 'Two', 'Three'])
  // First that it is there: of what is not, Playwright writes down where it looked, box by box, which takes seconds here.
  await expect(current).toHaveCount(1)
  await expect(current).toHaveText('One')
  await outline.getByRole('button', { name: 'Two' }).click()
  await expect(editor.locator('h3')).toBeInViewport()
  await expect(editor).toBeFocused()
  await page.keyboard.type('By Ann: ')
  await expect(items).toHaveText(['One', 'By Ann: Two', 'Three'])
  await expect(current).toHaveText('By Ann: Two')
  nora.text(0).insert(0, 'Number ')
  nora.turn(1, { kind: 'heading', level: 2 })
  await expect(items).toHaveText(['Number One', 'line 0', 'By Ann: Two', 'Three'])
  await page.evaluate(() => scrollTo(0, 0))
  await expect(current).toHaveText(/line 0|Number One/)
  await current.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(current).toHaveText('Three')
  await expect(editor.locator('h4')).toBeInViewport()
  await page.reload()
  await expect(items).toHaveCount(4)
  await outline.getByRole('button', { name: 'Close the outline' }).click()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Outline' })).toBeVisible()
  await expect(outline).toHaveCount(0)
})

test.describe('on a phone, in Korean', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'ko-KR' })

  test('the outline is a sheet that goes when one has chosen', async ({ page, server }) => {
    await page.goto(server.url)
    await page.getByRole('button', { name: '새 문서' }).click()
    const editor = page.getByRole('textbox', { name: '본문' })
    await editor.click()
    await page.keyboard.type(`# 첫째\n${'줄\n'.repeat(40)}# 둘째\n끝`)
    await page.getByRole('button', { name: '문서 메뉴' }).tap()
    await page.getByRole('menuitem', { name: '개요' }).tap()
    const outline = page.getByRole('navigation', { name: '개요' })
    await expect(outline).toBeInViewport({ ratio: 1 })
    await outline.getByRole('button', { name: '첫째' }).tap()
    await expect(outline).toHaveCount(0)
    await expect(editor.locator('h2').first()).toBeInViewport()
    await page.reload()
    await expect(editor).toBeVisible()
    await expect(outline).toHaveCount(0)
  })
})
