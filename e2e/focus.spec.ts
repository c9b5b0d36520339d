import { expect, expectSaved, test } from './support/fixtures.ts'

test('focus mode leaves nothing but the text, tells when saving fails, and has a way back', async ({
  join,
  line,
}) => {
  const ann = await join({ url: line.url })
  const { page, editor, status } = ann
  const exit = page.getByRole('button', { name: 'Leave focus mode' })
  await editor.click()
  await page.keyboard.type('calm ')
  await page.keyboard.press('Control+Shift+f')
  await expect(page.getByText('Focus mode: Ctrl+Shift+F leaves it')).toBeVisible()
  await expect(page.getByRole('toolbar')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Share' })).toHaveCount(0)
  await page.keyboard.type('words')
  await expectSaved(ann)
  await expect(status).toBeHidden()
  await page.context().setOffline(true)
  line.cut()
  await page.keyboard.type('!')
  await expect(status).toBeVisible()
  await expect(status).toHaveText(/kept on this device/)
  await page.context().setOffline(false)
  await expectSaved(ann)
  await expect(status).toBeHidden()
  // The toolbar's keys open its panels still, and what is selected stays.
  await editor.press('ControlOrMeta+a')
  await page.keyboard.press('ControlOrMeta+k')
  const address = page.getByRole('textbox', { name: 'Address', exact: true })
  await expect(address).toBeFocused()
  await page.keyboard.type('example.org')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: 'calm words!' })).toBeVisible()
  await exit.click()
  await expect(page.getByRole('toolbar')).toHaveCount(1)
  await page.getByRole('button', { name: 'Document menu' }).click()
  await page.getByRole('menuitem', { name: 'Focus mode' }).click()
  await expect(exit).toBeVisible()
  await page.keyboard.press('Control+Shift+f')
  await expect(exit).toHaveCount(0)
  await expect(editor).toHaveText('calm words!')
})
