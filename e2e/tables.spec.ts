import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'
import { expect, expectSaved, test, type Window } from './support/fixtures.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('a table is made, filled, grown, merged and deleted by keyboard and mouse', async ({ join }) => {
  const ann = await join()
  const { page, editor } = ann
  await editor.click()
  await page.keyboard.press('Alt+F10')
  await page.getByRole('button', { name: 'Table' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: '3 columns, 3 rows' })).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await typeCells(page, 'a', 'b', 'c', 'd', 'e')
  await expect(rows(ann)).toHaveText(['ab', 'cd', 'e'])
  await expect(editor.getByRole('columnheader')).toHaveText(['a', 'b'])
  await choose(ann, 'Column after')
  // An empty one heads nothing yet.
  await expect(editor.locator('th')).toHaveText(['a', '', 'b'])
  await expect(editor.getByRole('columnheader')).toHaveCount(2)

  // Cells are selected by mouse, and by Shift and arrows.
  const cell = (text: string) => editor.locator('.cell', { hasText: text })
  await cell('c').hover()
  await page.mouse.down()
  await cell('d').hover()
  await page.mouse.up()
  await expect(editor.locator('.selectedCell')).toHaveCount(3)
  await choose(ann, 'Merge cells')
  await expect(cell('c')).toHaveAttribute('colspan', '3')
  await expect(cell('c').locator('p')).toHaveText(['c', 'd'])
  await choose(ann, 'Split cells')
  await expect(rows(ann).nth(1).locator('.cell')).toHaveText(['c', '', 'd'])
  await choose(ann, 'Delete row')
  await expect(rows(ann)).toHaveText(['ab', 'e'])
  await page.keyboard.press('Control+z')
  await expect(rows(ann)).toHaveText(['ab', 'cd', 'e'])

  // A border is dragged; the plus at the edge adds a row.
  // What undo selects has its bubble over the border a moment later.
  await cell('e').click()
  await expect(page.locator('.bubble')).toHaveCount(0)
  const place = async () => (await cell('a').boundingBox()) ?? { x: 0, y: 0, width: 0 }
  const toBorder = async () => {
    const { x, y, width } = await place()
    await page.mouse.move(x + width - 1, y + 8)
    return editor.locator('.table-resizer').isVisible()
  }
  // Whoever sees the line at the border presses there.
  await expect.poll(toBorder).toBe(true)
  const before = await place()
  await page.mouse.down()
  await page.mouse.move(before.x + before.width + 79, before.y + 8, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => (await place()).width).toBeGreaterThan(before.width + 70)
  await cell('a').hover()
  await editor.locator('.table-add-row').click()
  await expect(rows(ann)).toHaveCount(4)
  await editor.locator('th').nth(1).click()
  await page.keyboard.type('f')
  // To where the frame scrolls, and words are out of sight.
  await page.keyboard.press('Tab')
  await expectAccessible(ann, '.tiptap')

  await expectSaved(ann)
  await page.reload()
  await expect(rows(ann)).toHaveText(['afb', 'cd', 'e', ''])
  await cell('a').click()
  await choose(ann, 'Delete table')
  await expect(rows(ann)).toHaveCount(0)
  await page.keyboard.type('after')
  await expect(editor).toHaveText('after')
})

test('two write in a table while it changes under them', async ({ twoWindows: { ann, bob } }) => {
  await ann.editor.click()
  await ann.page.keyboard.type('/table')
  await expect(ann.page.getByRole('option', { name: 'Table', exact: true })).toBeVisible()
  await ann.page.keyboard.press('Enter')
  await typeCells(ann.page, 'one', 'two', 'three')
  await expect(rows(bob)).toHaveCount(3)
  await bob.editor.locator('.cell').nth(4).click()
  await Promise.all([
    bob.page.keyboard.type('bob writes in the middle', { delay: 15 }),
    (async () => {
      await choose(ann, 'Row above')
      await choose(ann, 'Column before')
      await choose(ann, 'Header column')
    })(),
  ])
  await ann.page.keyboard.type('!')
  for (const each of [ann, bob]) {
    await expect(each.editor.locator('.cell', { hasText: 'bob writes in the middle' })).toHaveCount(1)
    await expect(rows(each)).toHaveCount(4)
    await expect(rows(each).nth(1).locator('.cell')).toHaveText(['one', 'two', '', 'three!'])
    await expect(each.editor.locator('th[scope="row"]')).toHaveCount(3)
  }
  const whole = await shown(ann)
  await expect.poll(() => shown(bob)).toBe(whole)
})

test('tables come from a spreadsheet and from a page, and go out as one', async ({ join }) => {
  const ann = await join()
  const { page, editor } = ann
  await editor.click()
  await paste(ann, { 'text/plain': 'Name\tAge\nAnn\t31' })
  await expect(rows(ann)).toHaveText(['NameAge', 'Ann31'])
  await editor.locator('.cell').nth(3).click()
  await paste(ann, {
    'text/html':
      '<google-sheets-html-origin><table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>',
  })
  await expect(rows(ann)).toHaveText(['NameAge', 'Ann12', '34'])
  await page.keyboard.press('Control+a')
  const copied = await page.evaluate(() => {
    const event = new ClipboardEvent('copy', {
      clipboardData: new DataTransfer(),
      bubbles: true,
      cancelable: true,
    })
    document.querySelector('.tiptap')?.dispatchEvent(event)
    return [event.clipboardData?.getData('text/plain'), event.clipboardData?.getData('text/html')]
  })
  expect(copied[0]).toContain('Name\tAge\t\nAnn\t1\t2\n\t3\t4')
  expect(copied[1]).toMatch(/<table[^>]*><tbody><tr><td/)
})

test.describe('on a phone, in Korean', () => {
  test.use({ ...phone, locale: 'ko-KR' })

  test('a wide table scrolls in its own frame, and its menu is in the toolbar', async ({ page, server }) => {
    await page.goto(server.url)
    await page.getByRole('button', { name: '새 문서' }).tap()
    const editor = page.getByRole('textbox', { name: '본문' })
    await editor.tap()
    const button = page.getByRole('button', { name: '표', exact: true })
    await button.tap()
    await page.getByRole('button', { name: '6열 2행' }).tap()
    await typeCells(page, '하나', '둘', '셋', '넷', '다섯', '여섯')
    await expect(editor.locator('.cell', { hasText: '여섯' })).toBeInViewport({ ratio: 1 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    // A shadow falls where it goes on: now that its end is in sight, at its start.
    const shadows = () =>
      editor
        .locator('[data-kind="table"]')
        .evaluate(table => ['::before', '::after'].map(edge => Number(getComputedStyle(table, edge).opacity)))
    await expect.poll(shadows).toEqual([1, 0])
    await button.tap()
    await page.getByRole('menuitem', { name: '열 삭제' }).tap()
    await expect(editor.getByRole('columnheader')).toHaveText(['하나', '둘', '셋', '넷', '다섯'])
  })
})

async function typeCells(page: Page, ...texts: string[]): Promise<void> {
  for (const [index, text] of texts.entries()) {
    if (index > 0) await page.keyboard.press('Tab')
    await page.keyboard.type(text)
  }
}

function rows({ editor }: Window) {
  return editor.getByRole('row')
}

async function choose({ page }: Window, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Table' }).click()
  await page.getByRole('menu').getByText(name, { exact: true }).click()
}

function shown({ editor }: Window): Promise<string> {
  return editor
    .locator('tbody')
    .evaluate(body => [...body.querySelectorAll('.cell')].map(cell => cell.textContent).join('|'))
}

async function paste({ page }: Window, contents: Record<string, string>): Promise<void> {
  await page.evaluate(given => {
    const clipboardData = new DataTransfer()
    for (const [type, text] of Object.entries(given)) clipboardData.setData(type, text)
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.querySelector('.tiptap')?.dispatchEvent(event)
  }, contents)
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function expectAccessible({ page }: Window, part: string): Promise<void> {
  await page.evaluate(axe)
  const { violations } = await page.evaluate<AxeResults>(`axe.run('${part}')`)
  expect(violations).toEqual([])
}
