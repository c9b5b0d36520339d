import { expect, expectSaved, test } from './support/fixtures.ts'

test('the status tells how many words there are and how many are selected, as both write', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor, status } = ann
  await editor.click()
  await page.keyboard.type('한글 문서 👩‍👩‍👧\nlast words')
  await status.click()
  await expect(page.getByTestId('words')).toHaveText('4')
  await expect(page.getByTestId('characters')).toHaveText('17')
  await expect(bob.editor).toContainText('last words')
  await bob.editor.click()
  await bob.page.keyboard.press('Control+End')
  await bob.page.keyboard.type(' more')
  await expect(page.getByTestId('words')).toHaveText('5')
  await page.keyboard.press('Escape')
  await editor.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Shift+Home')
  await status.click()
  await expect(page.getByTestId('words')).toHaveText('3 of 5 selected')
  await expectSaved(ann)
  await page.reload()
  await status.click()
  await expect(page.getByTestId('words')).toHaveText('5')
})
