import { show } from './support/compose.ts'
import { expect, expectSaved, test } from './support/fixtures.ts'

test('an @ offers who is here, by keyboard, and everybody sees who is meant', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  const people = page.getByRole('listbox', { name: 'People' })
  // The list of who has access comes when somebody is chosen already.
  const listed = Promise.withResolvers<void>()
  await page.route('**/sharing', async route => {
    await listed.promise
    await route.continue()
  })
  await expect(page.getByTestId('people')).toHaveAccessibleName(/^2 people/)
  await editor.click()
  await page.keyboard.type('ask /mention')
  await expect(page.getByRole('option', { selected: true })).toHaveText(/^Mention somebody/)
  await page.keyboard.press('Enter')
  await expect(editor).toHaveText('ask @')
  await expect(people.getByRole('option')).toHaveText([/Bob/, /Ann/])
  const chosen = page.getByRole('option', { selected: true })
  await page.keyboard.press('ArrowDown')
  await expect(chosen).toHaveText(/Ann/)
  const answer = page.waitForResponse('**/sharing')
  listed.resolve()
  await answer
  await expect(chosen).toHaveText(/Ann/)
  // A screen reader is told of the same one, by an id that it keeps.
  const isNamed = () =>
    chosen.evaluate(option => document.querySelector(`[aria-activedescendant="${option.id}"]`) !== null)
  await expect.poll(isNamed).toBe(true)
  await page.keyboard.type('b')
  await expect(people.getByRole('option')).toHaveText([/Bob/])
  await bob.editor.click()
  await bob.page.keyboard.press('Control+Home')
  await bob.page.keyboard.type('please ')
  await expect(editor).toHaveText('please ask @b')
  await page.keyboard.press('Enter')
  await page.keyboard.type('today')
  await expect(bob.editor).toHaveText('please ask @Bob today')
  await expect(bob.editor.locator('.mention')).toHaveText('@Bob')
  await page.keyboard.type(' @')
  await page.keyboard.press('Escape')
  await expect(people).toHaveCount(0)
  await expectSaved(ann)
  await page.reload()
  await expect(editor.locator('.mention')).toHaveText('@Bob')
})

test.describe('on a phone, in Korean', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'ko-KR' })

  test('somebody is found while the name is being composed', async ({ page, server, joinFromNode }) => {
    await page.goto(server.url)
    await page.getByRole('button', { name: '새 문서' }).click()
    const editor = page.getByRole('textbox', { name: '본문' })
    await editor.click()
    const documentId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    for (const name of ['김민수', '이서연']) await joinFromNode({ documentId, name })
    await page.keyboard.type('@')
    const options = page.getByRole('listbox', { name: '사람' }).getByRole('option')
    await expect(options).toHaveCount(2)
    const keyboard = await page.context().newCDPSession(page)
    for (const text of ['ㅇ', '이', '잇']) {
      await show(keyboard, text)
      await expect(options).toHaveText([/이서연/])
    }
    await options.first().tap()
    await expect(editor.locator('.mention')).toHaveText('@이서연')
    await page.keyboard.type('님')
    await expect(editor.locator('p')).toHaveText('@이서연 님')
  })
})
