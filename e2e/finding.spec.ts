import type { Page } from '@playwright/test'
import { show } from './support/compose.ts'
import { expectAccessible } from './support/expect-accessible.ts'
import { expect, expectSaved, windowOn } from './support/fixtures.ts'
import { type Somebody, test } from './support/people.ts'

/** Texts can be searched as soon as a document is quiet, or left: two sweeps of the server. */
const indexed = { timeout: 15_000 }

async function write(ann: Somebody, title: string, text: string): Promise<string> {
  const window = await ann.makeDocument()
  await window.title.fill(title)
  await window.editor.click()
  await window.page.keyboard.insertText(text)
  await expectSaved(window)
  return window.page.url()
}

const box = (page: Page) => page.getByRole('searchbox', { name: 'Search documents' })
const found = (page: Page) => page.getByRole('list', { name: 'Found documents' }).getByRole('listitem')

test('finds documents by parts of words while one types, by keyboard, and offline by title', async ({
  somebody,
  server,
}) => {
  const [ann, bob] = [await somebody({ name: 'Ann' }), await somebody({ name: 'Bob' })]
  const { page } = ann
  await write(ann, 'Budget 2027', 'Numbers for the kitchen.')
  const minutes = await write(ann, '회의록', '오늘은 글쓰기를 함께 했습니다. <b>kitchen</b>')
  await page.goto(server.url)
  await expect(async () => {
    await box(page).fill('')
    await box(page).pressSequentially('글')
    await expect(found(page)).toHaveCount(1, { timeout: 1_000 })
  }).toPass(indexed)
  await expect(found(page).locator('mark')).toHaveText('글')
  await expect(page.getByRole('status').filter({ hasText: '1 document' })).toBeVisible()

  await box(page).fill('KITCH')
  await expect(found(page)).toHaveCount(2)
  await expect(found(page).first()).toContainText('<b>kitchen</b>')
  await expectAccessible(page)
  await box(page).press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(found(page).nth(1).getByRole('link')).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(minutes)
  await page.goBack()
  await expect(box(page)).toHaveValue('KITCH')
  await expect(found(page)).toHaveCount(2)

  await box(page).fill('zzz')
  await expect(page.getByText('Nothing found for “zzz”')).toBeVisible()
  await page.context().setOffline(true)
  await box(page).fill('budg')
  await expect(page.getByText(/^You are offline: only titles/)).toBeVisible()
  await expect(found(page).locator('mark')).toHaveText('Budg')
  await page.context().setOffline(false)
  await box(page).press('Escape')
  await expect(page.getByRole('navigation', { name: 'Lists of documents' })).toBeVisible()

  await bob.makeDocument()
  await bob.page.goto(`${server.url}/?search=kitchen`)
  await expect(bob.page.getByText('Nothing found for “kitchen”')).toBeVisible()
})

test('the quick switcher goes to a document or makes one, and leaves links their keys', async ({
  somebody,
}) => {
  const ann = await somebody({ name: 'Ann' })
  const { page } = ann
  const { keyboard } = page
  const plans = await write(ann, 'Plans', 'x')
  await write(ann, 'Letters', 'some words')
  const { editor, title } = windowOn(page)
  const dialog = page.getByRole('dialog', { name: 'Go to a document' })
  const options = dialog.getByRole('option')

  await keyboard.press('Control+k')
  const field = dialog.getByRole('combobox')
  await expect(field).toBeFocused()
  await expect(options).toContainText(['Letters', 'Plans', 'New document'])
  await expectAccessible(page, 'dialog')
  await keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(editor).toBeFocused()

  await keyboard.press('Control+a')
  await keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: 'Address' })).toBeFocused()
  await keyboard.press('Escape')
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveCount(0)
  await keyboard.press('ArrowRight')

  await keyboard.press('Control+k')
  await field.pressSequentially('pla')
  await expect(options.first()).toContainText('Plans')
  const [tab] = await Promise.all([page.waitForEvent('popup'), keyboard.press('Control+Enter')])
  await expect(tab).toHaveURL(plans)
  await tab.close()
  await keyboard.press('Control+k')
  await field.pressSequentially('pla')
  await keyboard.press('Enter')
  await expect(page).toHaveURL(plans)
  await expect(title).toHaveValue('Plans')

  await keyboard.press('Control+k')
  await field.fill('Groceries')
  await keyboard.press('ArrowUp')
  await expect(dialog.getByRole('option', { selected: true })).toHaveText('New document “Groceries”')
  await keyboard.press('Enter')
  await expect(title).toHaveValue('Groceries')
  expect(page.url()).not.toBe(plans)
})

test('stars and copies: by whoever may read, for themselves alone, on every device', async ({
  somebody,
  server,
}) => {
  const [ann, bob] = [await somebody({ name: 'Ann' }), await somebody({ name: 'Bob' })]
  const plan = await write(ann, 'Plan', 'Ann wrote this.')
  await ann.page.getByRole('button', { name: 'Share' }).click()
  await ann.page.getByRole('button', { name: /^What the link lets people do/ }).click()
  await ann.page.getByRole('menuitemradio', { name: 'Can view' }).click()
  await expect(ann.page.getByText('can read. People above keep their own role.')).toBeVisible()
  const theirs = await bob.visit(plan)
  const { page } = bob
  await expect(theirs.status).toHaveText(/View only/)

  const menu = page.getByRole('button', { name: 'Document menu' })
  await menu.click()
  await page.getByRole('menuitem', { name: 'Star' }).click()
  await menu.click()
  await expect(page.getByRole('menuitem', { name: 'Remove the star' })).toBeVisible()
  await page.getByRole('menuitem', { name: 'Make a copy' }).click()
  await expect(theirs.title).toHaveValue('Copy of Plan')
  await expect(theirs.editor).toHaveText('Ann wrote this.')
  await theirs.editor.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' And Bob went on.')
  await expectSaved(theirs)
  expect(page.url()).not.toBe(plan)
  await expect(windowOn(ann.page).editor).toHaveText('Ann wrote this.')

  await page.goto(`${server.url}/?list=starred`)
  const items = page.locator('.documents').getByRole('listitem')
  await expect(items).toHaveCount(1)
  await expect(items).toContainText('Plan')
  await expect(items.getByRole('img', { name: 'Starred' })).toBeVisible()
  await expectAccessible(page)
  const more = page.getByRole('button', { name: 'More for “Plan”' })
  await more.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Remove the star' })).toBeFocused()
  await expectAccessible(page, '.popover:popover-open')
  await page.keyboard.press('Enter')
  await expect(page.getByText('What you star stands here, on every device.')).toBeVisible()
  await page.getByRole('link', { name: 'Mine', exact: true }).click()
  await expect(items).toHaveCount(1)
  await expect(items).toContainText('Copy of Plan')
})

test('a new document begins with a template, as one step that undo takes back', async ({
  somebody,
  server,
}) => {
  const { page } = await somebody({ name: 'Ann' })
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Templates' }).click()
  await expect(page.getByRole('menuitem')).toHaveCount(5)
  await expectAccessible(page, '.popover:popover-open')
  await page.getByRole('menuitem', { name: /^Meeting notes/ }).click()
  const window = windowOn(page)
  await expect(window.title).toHaveValue(/^Meeting notes, \w+ \d+, \d+$/)
  await expect(window.editor.locator('h2')).toHaveText(['Agenda', 'Notes', 'Decisions', 'To do'])
  await expect(window.editor.getByRole('checkbox')).toHaveCount(2)
  await expectSaved(window)
  await window.editor.click()
  await page.keyboard.press('Control+z')
  await expect(window.editor).toHaveText('')
  await expect(window.title).toHaveValue('')
})

test('by touch the switcher is a button, and Korean that is being composed finds and chooses nothing too early', async ({
  somebody,
  server,
}) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'ko-KR' }
  const { page } = await somebody({ device: phone })
  const keyboard = await page.context().newCDPSession(page)
  await page.goto(server.url)
  await page.getByRole('button', { name: '새 문서' }).tap()
  await page.getByRole('textbox', { name: '제목', exact: true }).fill('회의록')
  await expect(page.getByTestId('status')).toHaveAttribute('data-state', 'saved')
  await expect(page).toHaveURL(/\/d\//)
  const minutes = page.url()
  await page.goto(server.url)
  await page.getByRole('button', { name: '새 문서' }).tap()
  await expect(page).toHaveURL(/\/d\//)
  const other = page.url()
  const go = page.getByRole('button', { name: '문서로 가기' })
  await go.tap()
  const dialog = page.getByRole('dialog', { name: '문서로 가기' })
  const field = dialog.getByRole('combobox')
  await expect(field).toBeFocused()
  const composeIn = async (found: () => Promise<void>) => {
    for (const text of ['ㅎ', '호', '회', '횡']) {
      await show(keyboard, text)
      await found()
    }
    // The key that ends it, as Safari tells of it: with its code alone.
    for (const type of ['rawKeyDown', 'keyUp'] as const)
      await keyboard.send('Input.dispatchKeyEvent', { type, key: 'Enter', windowsVirtualKeyCode: 229 })
    await found()
  }
  await composeIn(async () => {
    await expect(dialog.getByRole('option', { name: '회의록' })).toBeVisible()
    await expect(field).toBeFocused()
  })
  expect(page.url()).toBe(other)
  await expect(field).toHaveValue('횡')
  await keyboard.send('Input.insertText', { text: '회의' })
  await dialog.getByRole('option', { name: '회의록' }).tap()
  await expect(page).toHaveURL(minutes)
  await expect(dialog).toHaveCount(0)
  // Only what was seen is what one had open last.
  await expect(page.getByRole('textbox', { name: '제목', exact: true })).toHaveValue('회의록')
  await expect(page.getByRole('textbox', { name: '본문' })).toBeEditable()

  await page.goto(server.url)
  await go.tap()
  await expect(dialog.getByRole('option').first()).toContainText('회의록')
  await dialog.getByRole('option', { name: '회의록' }).tap()
  await expect(page).toHaveURL(minutes)

  await page.goto(server.url)
  await page.context().setOffline(true)
  const search = page.getByRole('searchbox')
  await search.tap()
  await composeIn(async () => {
    if ((await search.inputValue()) !== 'ㅎ')
      await expect(page.locator('.found').getByRole('listitem')).toHaveText(/회의록/)
    await expect(search).toBeFocused()
  })
  await keyboard.send('Input.insertText', { text: '회의' })
  await expect(page.locator('.found mark')).toHaveText('회의')
  expect(new URL(page.url()).pathname).toBe('/')
})
