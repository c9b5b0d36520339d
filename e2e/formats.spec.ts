import { expect, expectSaved, test, type Window } from './support/fixtures.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('colours, alignment and callouts: the other sees them, and they are there after a reload', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  await editor.click()
  await page.keyboard.type('warm words')
  await page.keyboard.press('Control+Shift+ArrowLeft')
  await page.getByRole('button', { name: 'Colour and highlight' }).click()
  const colors = page.getByRole('dialog', { name: 'Colour and highlight' })
  await colors
    .getByRole('group', { name: 'Text colour' })
    .getByRole('button', { name: 'Red', exact: true })
    .click()
  await expect(editor).toBeFocused()
  await page.getByRole('button', { name: 'Colour and highlight' }).click()
  await colors.getByRole('group', { name: 'Highlight' }).getByRole('button', { name: 'Blue' }).click()
  await page.getByRole('button', { name: 'Alignment' }).click()
  await page.getByRole('menuitemradio', { name: 'Centre' }).click()
  await page.keyboard.press('Control+Shift+6')
  await page.getByRole('button', { name: 'Warning' }).click()
  await page.keyboard.press('End')
  await page.keyboard.type(' x')
  await page.keyboard.press('Shift+ArrowLeft')
  await page.getByRole('button', { name: 'More formatting' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Superscript' }).click()

  const look = async (window: Window) => {
    const note = window.editor.getByRole('note', { name: 'Warning' })
    await expect(note).toHaveText('warm words x')
    await expect(note).toHaveCSS('text-align', 'center')
    await expect(note.locator('mark[data-highlight="blue"] [data-ink="red"]').first()).toHaveText(/^words/)
    await expect(note.locator('sup')).toHaveText('x')
  }
  await look(ann)
  await look(bob)
  await expectSaved(ann)
  await page.reload()
  await look(ann)
})

test('copied and pasted, formats stay', async ({ join }) => {
  const ann = await join()
  await ann.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await ann.editor.click()
  await ann.page.keyboard.type('! so ==lit==\nx')
  await ann.page.keyboard.press('Control+Shift+e')
  await ann.page.keyboard.press('Control+a')
  await ann.page.keyboard.press('Control+c')
  await ann.page.keyboard.press('Control+End')
  await ann.page.keyboard.press('Enter')
  await ann.page.keyboard.press('Control+v')
  const notes = ann.editor.getByRole('note')
  await expect(notes).toHaveCount(4)
  await expect(notes.nth(2).locator('mark')).toHaveText('lit')
  await expect(notes.nth(3)).toHaveCSS('text-align', 'center')
  const html = await ann.page.evaluate(async () => {
    const [item] = await navigator.clipboard.read()
    return (await item?.getType('text/html'))?.text()
  })
  expect(html).toMatch(/<aside.*<mark.*<\/aside>/)
})

test('on a phone, a finger colours words', async ({ join }) => {
  const ann = await join({ device: phone })
  await ann.editor.tap()
  await ann.page.keyboard.type('words')
  await ann.page.keyboard.press('Control+a')
  await ann.page.getByRole('button', { name: 'Colour and highlight' }).tap()
  await ann.page.getByRole('button', { name: 'Green' }).first().tap()
  await expect(ann.editor.locator('[data-ink="green"]')).toHaveText('words')
})

test.describe('in Korean', () => {
  test.use({ locale: 'ko-KR' })

  test('colours and callouts have Korean names', async ({ page, server }) => {
    await page.goto(server.url)
    await page.getByRole('button', { name: '새 문서' }).click()
    await page.getByRole('textbox', { name: '본문' }).click()
    await page.keyboard.type('! 조심')
    await page.getByRole('button', { name: '주의' }).click()
    await expect(page.getByRole('note', { name: '주의' })).toHaveText('조심')
    await page.getByRole('button', { name: '글자색과 형광펜' }).click()
    await page.getByRole('button', { name: '노랑' }).click()
    await page.keyboard.type('하세요')
    await expect(page.locator('mark')).toHaveText('하세요')
  })
})
