import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const bubble = (page: Page) => page.getByRole('toolbar', { name: 'Formatting of the selection' })

test('what is selected has its marks beside it, for the mouse and for the keyboard', async ({ join }) => {
  const { page, editor } = await join()
  await editor.click()
  await page.keyboard.type('some words here')
  await expect(bubble(page)).toHaveCount(0)
  await editor.getByText('some words here').dblclick({ position: { x: 70, y: 12 } })
  await expect(bubble(page)).toBeInViewport({ ratio: 1 })
  await expectBeside(page)
  await bubble(page).getByRole('button', { name: 'Bold' }).click()
  await expect(editor.locator('strong')).toHaveText('words')
  await expect(bubble(page).getByRole('button', { name: 'Bold' })).toHaveAttribute('aria-pressed', 'true')

  await page.keyboard.press('Escape')
  await expect(bubble(page)).toHaveCount(0)
  await page.keyboard.press('Shift+End')
  await expect(bubble(page)).toBeVisible()
  await page.keyboard.press('Alt+F10')
  await expect(bubble(page).getByRole('button', { name: 'Bold' })).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Address' })).toBeFocused()
  const looksSelected = () => page.evaluate(() => CSS.highlights.has('selected-words'))
  await expect.poll(looksSelected).toBe(true)
  await page.keyboard.type('quire.example')
  await page.keyboard.press('Enter')
  await expect(editor.getByRole('link').first()).toHaveAttribute('href', 'https://quire.example')
  await expect(editor).toBeFocused()
  await expect.poll(looksSelected).toBe(false)
  await page.keyboard.press('Alt+F10')
  await expect(bubble(page).locator(':focus')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(editor).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(bubble(page)).toHaveCount(0)
})

test('the bubble covers neither the selection nor the bars, and is not there in code', async ({ join }) => {
  const { page, editor } = await join()
  await editor.click()
  await page.keyboard.type(`${'line\n'.repeat(60)}last`)
  await page.keyboard.press('Shift+Home')
  await expect(bubble(page)).toBeInViewport({ ratio: 1 })
  await expectBeside(page)
  await page.keyboard.press('Control+a')
  // From before the top of the window to its end: there is no place that covers nothing.
  await expect(bubble(page)).toBeHidden()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.type('\n```code')
  await page.keyboard.press('Shift+Home')
  await expect(editor.locator('pre > code')).toHaveText('code')
  await page.waitForFunction(() => getSelection()?.toString() === 'code')
  await expect(bubble(page)).toHaveCount(0)
})

test('on a phone the toolbar is enough', async ({ join }) => {
  const { page, editor } = await join({ device: phone })
  await editor.tap()
  await page.keyboard.type('words')
  await page.keyboard.press('Control+a')
  await page.getByRole('button', { name: 'Bold' }).tap()
  await expect(editor.locator('strong')).toHaveText('words')
  await expect(bubble(page)).toHaveCount(0)
})

async function expectBeside(page: Page): Promise<void> {
  const isBeside = () =>
    page.evaluate(() => {
      const [bubble, bar] = ['.bubble', '.toolbar'].map(part =>
        document.querySelector(part)?.getBoundingClientRect(),
      )
      const selected = getSelection()?.getRangeAt(0).getBoundingClientRect()
      if (bubble === undefined || bar === undefined || selected === undefined) return false
      const isOver = bubble.bottom > selected.top && bubble.top < selected.bottom
      return !isOver && bubble.top >= bar.bottom
    })
  await expect.poll(isBeside).toBe(true)
}
