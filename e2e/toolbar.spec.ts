import { expect, test } from './support/fixtures.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('on a phone the toolbar fades where it goes on', async ({ join }) => {
  const { page, editor } = await join({ device: phone })
  await editor.tap()
  const bar = page.getByRole('toolbar')
  await expect(bar).toHaveAttribute('data-cut', 'end')
  const last = bar.getByRole('button', { name: 'More formatting' })
  await last.scrollIntoViewIfNeeded()
  await bar.evaluate(element => element.scrollTo({ left: element.scrollWidth }))
  await expect(bar).toHaveAttribute('data-cut', 'start')
  await last.tap()
  await page.getByRole('menuitemcheckbox', { name: 'Superscript' }).tap()
  await page.keyboard.type('2')
  await expect(editor.locator('sup')).toHaveText('2')
})

for (const width of [640, 768, 900, 1280]) {
  test(`at ${width} pixels everything is in reach, and the page no wider than its window`, async ({
    join,
  }) => {
    const { page, editor } = await join({
      device: { viewport: { width, height: 700 }, hasTouch: width < 900 },
    })
    await editor.click()
    await page.keyboard.type('! words')
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
    const bar = page.getByRole('toolbar', { name: 'Formatting', exact: true })
    const more = bar.getByRole('button', { name: 'More formatting' })
    if (width >= 768) await expect(more).toBeInViewport({ ratio: 1 })
    if (width >= 896) await bar.getByRole('button', { name: 'Alignment' }).click()
    else await more.click()
    await page.getByRole('menuitemradio', { name: 'Centre' }).click()
    await expect(editor.getByRole('note')).toHaveCSS('text-align', 'center')
    if (width >= 896) await bar.getByRole('button', { name: 'Emoji' }).click()
    else await more.click()
    if (width < 896) await page.getByRole('menuitem', { name: 'Emoji' }).click()
    await expect(page.getByRole('dialog', { name: 'Emoji' })).toBeVisible()
  })
}
