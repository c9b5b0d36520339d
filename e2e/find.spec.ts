import { show } from './support/compose.ts'
import { expectAccessible } from './support/expect-accessible.ts'
import { expect, expectSaved, test, type Window } from './support/fixtures.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const bar = ({ page }: Window) => page.getByRole('search', { name: 'Find and replace' })
const field = (window: Window) => bar(window).getByRole('textbox', { name: 'Find' })
const count = (window: Window) => bar(window).getByRole('status')
const current = ({ editor }: Window) => editor.locator('.found-current')

test('finds while both write, keeps the match, replaces one and all, and undoes each in one step', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  await editor.click()
  await page.keyboard.type('Red fox\n**red** hen\nthe reddest red')
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('Control+f')
  await expect(field(ann)).toBeFocused()
  await page.keyboard.type('red')
  await expect(count(ann)).toHaveText('1 of 4')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Shift+Enter')
  await expect(count(ann)).toHaveText('2 of 4')
  await bob.editor.click()
  await bob.page.keyboard.press('Control+Home')
  await bob.page.keyboard.type('Two reds\n')
  await expect(count(ann)).toHaveText('3 of 5')
  await expect(current(ann)).toHaveText('red')
  await bar(ann).getByRole('button', { name: 'Whole words' }).click()
  await expect(count(ann)).toHaveText('2 of 3')
  await bar(ann).getByRole('button', { name: 'Match case' }).click()
  await expect(count(ann)).toHaveText('1 of 2')

  await page.keyboard.press('Control+h')
  await bar(ann).getByRole('textbox', { name: 'Replace with' }).fill('green')
  await page.keyboard.press('Enter')
  await expect(bob.editor.locator('strong')).toHaveText('green')
  await bar(ann).getByRole('button', { name: 'Match case' }).click()
  await bar(ann).getByRole('button', { name: 'Whole words' }).click()
  await expect(count(ann)).toHaveText(/of 4$/)
  await bar(ann).getByRole('button', { name: 'All' }).click()
  await expect(page.getByText('Replaced 4 times')).toBeVisible()
  await expect(bob.editor.locator('p')).toHaveText([
    'Two greens',
    'green fox',
    'green hen',
    'the greendest green',
  ])
  await page.keyboard.press('Escape')
  await expect(bar(ann)).toHaveCount(0)
  await expect(editor).toBeFocused()
  await page.keyboard.press('Control+z')
  await expect(bob.editor.locator('p')).toHaveText(['Two reds', 'Red fox', 'green hen', 'the reddest red'])
})

test('takes what is selected, scrolls to what it finds, and leaves it selected', async ({
  join,
  joinFromNode,
}) => {
  const ann = await join()
  const { page, editor } = ann
  const documentId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const nora = await joinFromNode({ documentId })
  nora.append(...Array.from({ length: 5_000 }, (_, index) => ({ text: `line ${index} of many` })))
  nora.append({ text: 'the needle' })
  await expect(editor.locator('p')).toHaveCount(5_001)
  await page.keyboard.press('Control+f')
  // At once: not one letter may go into the text while the bar is being fetched.
  await page.keyboard.type('needle')
  // First that it is there: of what is not, Playwright writes down where it looked, box by box, which takes seconds here.
  await expect(count(ann)).toHaveCount(1)
  await expect(count(ann)).toHaveText('1 of 1')
  await expect(current(ann)).toHaveCount(1)
  await expect(current(ann)).toBeInViewport()
  await field(ann).fill('line')
  await expect(count(ann)).toHaveText(/of 5,000/)
  // What is out of sight costs nothing.
  expect(await editor.locator('.found').count()).toBeLessThan(200)
  await page.keyboard.press('Escape')
  await page.keyboard.type('row')
  await expectSaved(ann)
  await expect.poll(() => nora.read().filter(text => text.startsWith('row')).length).toBe(1)
})

test('finds by a pattern and puts its groups elsewhere, and no pattern stops the page', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  await editor.click()
  await page.keyboard.type(`Lee, Ann\nKim, Bob\n${'a'.repeat(60)}!`)
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('Control+h')
  const pattern = bar(ann).getByRole('button', { name: 'Regular expression' })
  await pattern.click()
  await expect(pattern).toHaveAttribute('aria-pressed', 'true')
  await field(ann).fill('^(\\w+), (\\w+)')
  await expect(count(ann)).toHaveText('1 of 2')
  await field(ann).fill('^(\\w+), (')
  await expect(count(ann)).toHaveText('Not a whole pattern yet')
  await expectAccessible(page)

  // It would run for years. Meanwhile both write, and what was found takes its place when another is looked for.
  await field(ann).fill('(a+)+$')
  await bob.editor.click()
  await bob.page.keyboard.press('Control+Home')
  await bob.page.keyboard.type('Cho, Eun\n')
  await expect(editor.locator('p')).toHaveCount(4)
  await expect(count(ann)).toHaveText('This pattern takes too long')
  await field(ann).fill('^(\\w+), (\\w+)')
  await expect(count(ann)).toHaveText(/of 3$/)
  const replacement = bar(ann).getByPlaceholder('Replace with ($1: first group)')
  await replacement.fill('$2 $1')
  await bar(ann).getByRole('button', { name: 'All' }).click()
  await expect(page.getByText('Replaced 3 times')).toBeVisible()
  await expect(bob.editor.locator('p').filter({ hasNotText: '!' })).toHaveText([
    'Eun Cho',
    'Ann Lee',
    'Bob Kim',
  ])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await expect(bob.editor.locator('p').first()).toHaveText('Cho, Eun')
  await expect(bob.editor.locator('p').nth(2)).toHaveText('Kim, Bob')
})

test.describe('on a phone, in Korean', () => {
  test.use({ ...phone, locale: 'ko-KR' })

  test('finds what is being composed, and fits', async ({ page, server }) => {
    await page.goto(server.url)
    await page.getByRole('button', { name: '새 문서' }).click()
    const editor = page.getByRole('textbox', { name: '본문' })
    await editor.click()
    await page.keyboard.type('회의 제목과 회의록\n다음 회의')
    await page.getByRole('button', { name: '문서 메뉴' }).click()
    await page.getByRole('menuitem', { name: '찾기…' }).click()
    const found = page.getByRole('search').getByRole('status')
    await expect(page.getByRole('textbox', { name: '찾기' })).toBeFocused()
    const keyboard = await page.context().newCDPSession(page)
    for (const text of ['ㅎ', '호', '회', '횡']) {
      await show(keyboard, text)
      await expect(found).toHaveText(/^3개 중/)
    }
    await keyboard.send('Input.insertText', { text: '회의록' })
    await expect(found).toHaveText('1개 중 1')
    await page.getByRole('button', { name: '바꾸기도 하기' }).click()
    await expect(page.getByRole('search')).toBeInViewport({ ratio: 1 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
    await page.getByRole('textbox', { name: '바꿀 말' }).fill('기록')
    await page.getByRole('button', { name: '바꾸기', exact: true }).click()
    await expect(editor.locator('p')).toHaveText(['회의 제목과 기록', '다음 회의'])
  })
})
