import { expect, test } from './support/fixtures.ts'

const address = 'https://quire.example/%ED%95%9C'

test('a link says where it leads, and is copied, changed and removed beside it, for both', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await editor.click()
  await page.keyboard.type(`see ${address} now`)
  const card = page.getByRole('toolbar', { name: 'Link' })
  await expect(card).toHaveCount(0)
  await editor.locator('a').click()
  await expect(card.getByRole('link', { name: `Open link: ${address}` })).toHaveText('quire.example/한')
  await card.getByRole('button', { name: 'Copy address' }).click()
  await expect(page.getByText('Address copied')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address)

  // By keyboard alone.
  await page.keyboard.press('Alt+F10')
  await expect(card.getByRole('link')).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const field = page.getByRole('textbox', { name: 'Address' })
  await expect(field).toBeFocused()
  await field.fill('example.org/new')
  await page.keyboard.press('Enter')
  await expect(bob.editor.locator('a').first()).toHaveAttribute('href', 'https://example.org/new')
  await expect(card.getByRole('link')).toHaveText('example.org/new')
  await expect(editor).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(card).toHaveCount(0)
  await page.keyboard.press('Control+End')
  await editor.locator('a').click()
  await card.getByRole('button', { name: 'Remove link' }).click()
  await expect(bob.editor.locator('a')).toHaveCount(0)
  await expect(card).toHaveCount(0)
  await expect(bob.editor).toHaveText(`see ${address} now`)
})

test.describe('on a phone, in Korean', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'ko-KR' })

  test('a tap into a link shows where it leads', async ({ page, server }) => {
    await page.goto(server.url)
    await page.getByRole('button', { name: '새 문서' }).click()
    const editor = page.getByRole('textbox', { name: '본문' })
    await editor.click()
    await page.keyboard.type(`https://quire.example/${'long/'.repeat(20)} `)
    await editor.locator('a').tap()
    const card = page.getByRole('toolbar', { name: '링크' })
    await expect(card).toBeInViewport({ ratio: 1 })
    for (const button of await card.getByRole('button').all()) {
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    }
    await card.getByRole('button', { name: '링크 제거' }).tap()
    await expect(editor.locator('a')).toHaveCount(0)
  })
})
