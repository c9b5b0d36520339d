import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './support/expect-accessible.ts'
import { expect, expectSaved, lookAgain, type Window } from './support/fixtures.ts'
import { test } from './support/people.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('who has the address may write, and the owner sees who came and who is here', async ({
  annAndBob: { ann, bob },
}) => {
  await openShare(ann)
  await expect(person(ann, 'Ann')).toContainText('(you)')
  await expect(person(ann, 'Ann')).toContainText('Owner')
  await expect(person(ann, 'Bob')).toContainText('here now')
  await expect(roleOf(ann, 'Bob')).toHaveText('Can edit')
  await openShare(bob)
  await expect(person(bob, 'Bob')).toContainText('(you)')
  // Who does not own it sees how it is, and changes nothing.
  await expect(person(bob, 'Ann')).toContainText('Owner')
  await expect(bob.page.getByRole('button', { name: /^Role of|What the link/ })).toHaveCount(0)

  await bob.page.close()
  await expect(person(ann, 'Bob')).not.toContainText('here now')
})

test('a role that falls locks the other window at once, and one that rises unlocks it', async ({
  annAndBob: { ann, bob },
}) => {
  await bob.editor.click()
  await bob.page.keyboard.type('Bob was here.')
  await expectSaved(bob)
  await give(ann, 'Bob', 'Can view')
  await expect(bob.editor).not.toBeEditable()
  await expect(notice(bob)).toContainText('You can read this document now, not change it')
  await expect(bob.status).toHaveText('View only')
  await expect(bob.title).not.toBeEditable()
  await expect(bob.page.getByRole('toolbar')).toHaveCount(0)
  await expect(bob.editor).toHaveText('Bob was here.')

  await give(ann, 'Bob', 'Can comment')
  await expect(bob.status).toHaveText('Can comment')
  await expect(notice(bob)).toContainText('You can comment here now')
  await expect(bob.editor).not.toBeEditable()

  await give(ann, 'Bob', 'Can edit')
  await expect(bob.editor).toBeEditable()
  await expect(notice(bob)).toHaveCount(0)
  await expect(bob.page.getByText('You can edit this document')).toBeVisible()
  await bob.editor.click()
  await bob.page.keyboard.press('Control+End')
  await bob.page.keyboard.type(' And is again.')
  await expectSaved(bob)
  await expect(ann.editor).toHaveText('Bob was here. And is again.')
})

test('words that came too late stay on the screen, and can be copied', async ({ somebody, line }) => {
  test.slow()
  const ann = await (await somebody({ name: 'Ann' })).makeDocument()
  await ann.editor.click()
  await ann.page.keyboard.type('Saved. ')
  await expectSaved(ann)
  const address = ann.page.url().replace(/^http:\/\/[^/]+/, line.url)
  const bob = await (await somebody({ name: 'Bob', url: line.url })).visit(address)
  await expect(bob.editor).toHaveText('Saved. ')
  await openShare(ann)
  await expect(roleOf(ann, 'Bob')).toHaveText('Can edit')

  line.mode = 'freeze'
  await bob.editor.click()
  await bob.page.keyboard.press('Control+End')
  await bob.page.keyboard.type('Too late.')
  await give(ann, 'Bob', 'Can view')
  line.mode = 'pass'
  await expect(bob.editor).not.toBeEditable({ timeout: 30_000 })
  await expect(notice(bob)).toContainText('Your last words came too late to be saved', { timeout: 20_000 })
  await expect(bob.editor).toHaveText('Saved. Too late.')
  await bob.page.getByRole('button', { name: 'Copy what was not saved' }).click()
  await expect.poll(() => clipboard(bob.page)).toBe('Too late.')
  await bob.page.getByRole('button', { name: 'Copy the text' }).click()
  await expect.poll(() => clipboard(bob.page)).toBe('Saved. Too late.')
  await expect(ann.editor).toHaveText('Saved. ')

  // They are not given up: who may write again sends them.
  await give(ann, 'Bob', 'Can edit')
  await expectSaved(bob, { timeout: 20_000 })
  await expect(ann.editor).toHaveText('Saved. Too late.')
})

test('somebody who is removed is shut out, by the link, too, and comes back by themselves when let in', async ({
  annAndBob: { ann, bob },
}) => {
  await openShare(ann)
  await roleOf(ann, 'Bob').click()
  await ann.page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(notice(bob)).toContainText('You were removed from this document.')
  await expect(bob.editor).not.toBeEditable()
  await expect(bob.status).toHaveText('Locked')
  await expect(roleOf(ann, 'Bob')).toHaveText('No access')

  await give(ann, 'Bob', 'Can edit')
  await expect(bob.editor).toBeEditable({ timeout: 20_000 })
  await expect(notice(bob)).toHaveCount(0)
})

test('a link withdrawn is dead, and the next one is another', async ({
  annAndBob: { ann, bob },
  somebody,
}) => {
  const dead = ann.page.url()
  await openShare(ann)
  await linkRole(ann).click()
  await ann.page.getByRole('menuitemradio', { name: 'No link' }).click()
  await expect(ann.page.getByRole('heading', { name: 'Withdraw the link?' })).toBeVisible()
  await expect(ann.page.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await ann.page.getByRole('button', { name: 'Withdraw' }).click()
  await expect(ann.page.getByText('Only the people above')).toBeVisible()
  await expect(linkRole(ann)).toBeFocused()
  await expect(notice(bob)).toContainText('The link by which you came was withdrawn.')
  await expect(bob.editor).not.toBeEditable()

  await linkRole(ann).click()
  await ann.page.getByRole('menuitemradio', { name: 'Can view' }).click()
  await ann.page.getByRole('button', { name: 'Copy link' }).click()
  await expect(ann.page.getByRole('button', { name: 'Link copied' })).toBeVisible()
  const link = await clipboard(ann.page)
  expect(link).toMatch(/\/d\/[\w-]+#[\w-]{22}$/)
  // Whoever copies it from the browser gives away the same.
  expect(ann.page.url()).toBe(link)

  const carol = await somebody({ name: 'Carol' })
  await carol.visit(dead)
  await expect(carol.page.getByRole('heading', { name: 'There is no such document' })).toBeVisible()
  const { key, told } = watchFor(link, carol.page)
  const window = await carol.visit(link)
  await expect(window.status).toHaveText('View only')
  await expect(window.editor).not.toBeEditable()
  await expect(notice(window)).toHaveCount(0)
  // Once there, she needs no key any more; nobody but the server has seen it, and no address.
  await carol.visit(dead)
  await expect(window.status).toHaveText('View only')
  expect(told().filter(where => where.includes(key))).toEqual([])
})

test('a new link in the place of the old one keeps its role, and only it works', async ({
  annAndBob: { ann, bob },
  somebody,
}) => {
  const old = ann.page.url()
  await openShare(ann)
  await linkRole(ann).click()
  await ann.page.getByRole('menuitem', { name: 'New link…' }).click()
  await expect(ann.page.getByText('The addresses that you have given away stop working')).toBeVisible()
  await ann.page.getByRole('button', { name: 'Make a new link' }).click()
  await expect(linkRole(ann)).toHaveText('Can edit')
  await expect(notice(bob)).toContainText('The link by which you came was withdrawn.')
  const carol = await somebody()
  await carol.visit(old)
  await expect(carol.page.getByRole('heading', { name: 'There is no such document' })).toBeVisible()
  const bobAgain = await (await somebody({ name: 'Bob' })).visit(ann.page.url())
  await expect(bobAgain.editor).toBeEditable()
})

test('what the link lets people do changes for those who came by it, while they are here', async ({
  annAndBob: { ann, bob },
}) => {
  await openShare(ann)
  await linkRole(ann).click()
  await ann.page.getByRole('menuitemradio', { name: 'Can comment' }).click()
  await expect(ann.page.getByTestId('link-hint')).toContainText('can read and comment')
  await expect(bob.status).toHaveText('Can comment')
  await expect(bob.editor).not.toBeEditable()
  await expect(roleOf(ann, 'Bob')).toHaveText('Can comment')
})

test('a document is handed over after a question, and the other dialog shows it', async ({
  annAndBob: { ann, bob },
}) => {
  await openShare(bob)
  await openShare(ann)
  await roleOf(ann, 'Bob').click()
  await ann.page.getByRole('menuitem', { name: 'Make owner…' }).click()
  await expect(ann.page.getByRole('heading', { name: 'Make Bob the owner?' })).toBeVisible()
  await ann.page.getByRole('button', { name: 'Cancel' }).click()
  await expect(roleOf(ann, 'Bob')).toBeFocused()
  await roleOf(ann, 'Bob').click()
  await ann.page.getByRole('menuitem', { name: 'Make owner…' }).click()
  await ann.page.getByRole('button', { name: 'Make owner' }).click()
  await expect(person(ann, 'Bob')).toContainText('Owner')
  await expect(ann.page.getByRole('button', { name: /^Role of|What the link/ })).toHaveCount(0)
  await expect(person(bob, 'Bob')).toContainText('Owner')
  await expect(roleOf(bob, 'Ann')).toHaveText('Can edit')
  await expect(ann.editor).toBeEditable()
})

test('one leaves a document that somebody gave, and it leaves the list', async ({
  annAndBob: { ann, bob },
}) => {
  await give(ann, 'Bob', 'Can comment')
  await expect(bob.status).toHaveText('Can comment')
  await openShare(bob)
  await bob.page.getByRole('button', { name: 'Leave this document…' }).click()
  await bob.page.getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(bob.page.getByText('You left the document')).toBeVisible()
  await expect(bob.page).toHaveURL(/\/$/)
  await expect(bob.page.getByRole('listitem')).toHaveCount(0)
})

test('a document goes to the trash, comes back, and is deleted for good', async ({
  annAndBob: { ann, bob },
}) => {
  test.slow()
  await ann.title.fill('Doomed')
  await expectSaved(ann)
  await expect(bob.title).toHaveValue('Doomed')
  await openShare(ann)
  await ann.page.getByRole('button', { name: 'Move to trash' }).click()
  await expect(ann.page.getByText('Moved to the trash')).toBeVisible()
  await expect(notice(bob)).toContainText('This document was moved to the trash.')
  await expect(bob.editor).not.toBeEditable()
  const undone = ann.page.waitForResponse(/\/trash$/)
  await ann.page.getByRole('button', { name: 'Undo' }).click()
  await undone
  await lookAgain(bob)
  await expect(bob.editor).toBeEditable({ timeout: 20_000 })

  await ann.page.goto(new URL('/?list=mine', ann.page.url()).href)
  await ann.page.getByRole('listitem').hover()
  await ann.page.getByRole('button', { name: /^Move “.*” to the trash$/ }).click()
  await expect(ann.page.getByRole('listitem')).toHaveCount(0)
  await ann.page.getByRole('link', { name: 'Trash' }).click()
  await expect(ann.page.getByRole('listitem')).toHaveCount(1)
  await ann.page.getByRole('button', { name: /^Restore/ }).click()
  await expect(ann.page.getByText('The trash is empty.')).toBeVisible()
  await ann.page.getByRole('link', { name: 'Mine' }).click()
  await expect(ann.page.getByRole('listitem')).toHaveCount(1)

  await lookAgain(bob)
  await expect(bob.editor).toBeEditable({ timeout: 20_000 })
  await ann.page.getByRole('button', { name: /^Move “.*” to the trash$/ }).click()
  await ann.page.getByRole('link', { name: 'Trash' }).click()
  await ann.page.getByRole('button', { name: /^Delete “.*” for good$/ }).click()
  await expect(ann.page.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await ann.page.getByRole('button', { name: 'Delete for good', exact: true }).click()
  await expect(ann.page.getByText('The trash is empty.')).toBeVisible()
  await bob.page.reload()
  await expect(bob.page.getByText('no such document').or(notice(bob)).first()).toBeVisible()
})

test('its owner takes a document out of the trash in another window, too', async ({ somebody }) => {
  const ann = await (await somebody({ name: 'Ann' })).makeDocument()
  const other = await ann.page.context().newPage()
  await other.goto(ann.page.url())
  await ann.editor.click()
  await other.getByRole('button', { name: 'Document menu' }).click()
  await other.getByRole('menuitem', { name: 'Move to trash' }).click()
  await expect(other.getByText('Moved to the trash')).toBeVisible()
  await expect(other.getByRole('listitem')).toHaveCount(0)
  await expect(notice(ann)).toContainText('This document was moved to the trash.')
  // The window asks by itself whether it may come back, and stays: the server knows the owner, but does not hand it out.
  for (let i = 0; i < 2; i++) {
    // Sooner than every five seconds, as one looks at it.
    const asked = ann.page.waitForResponse(/\/sharing$/, { timeout: 4_000 })
    await lookAgain(ann)
    await (await asked).finished()
  }
  await expect(ann.page.getByText('You can edit this document')).toHaveCount(0)
  await expect(notice(ann)).toContainText('This document was moved to the trash.')
  await notice(ann).getByRole('button', { name: 'Restore' }).click()
  await expect(ann.editor).toBeEditable({ timeout: 3_000 })
  await expect(notice(ann)).toHaveCount(0)
  // One writes on where one was.
  await expect(ann.editor).toBeFocused()
})

test('a document in the trash tells its owner so, by its address, and nobody else', async ({
  somebody,
  annAndBob: { ann, bob },
}) => {
  await ann.editor.click()
  await ann.page.keyboard.type('Kept.')
  await expectSaved(ann)
  await openShare(ann)
  await ann.page.getByRole('button', { name: 'Move to trash' }).click()
  await expect(notice(bob)).toContainText('This document was moved to the trash.')
  await ann.page.goto(bob.page.url())
  // What the device holds is shown.
  await expect(notice(ann)).toContainText('This document was moved to the trash.')
  await expect(ann.editor).toHaveText('Kept.')
  const stranger = await (await somebody({ name: 'Cem' })).visit(bob.page.url())
  await expect(stranger.page.getByRole('heading', { name: 'There is no such document' })).toBeVisible()
  // And where it holds nothing, too.
  await ann.page.goto(new URL('/', bob.page.url()).href)
  // Having looked at it does not bring it back among what was opened.
  await expect(ann.page.getByRole('button', { name: 'New document' })).toBeVisible()
  await expect(ann.page.getByRole('listitem')).toHaveCount(0)
  await ann.page.evaluate(async () => {
    for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name)
  })
  await ann.page.goto(bob.page.url())
  await expect(ann.page.getByRole('heading', { name: 'This document is in your trash' })).toBeVisible()
  await expectAccessible(ann.page)
  await ann.page.getByRole('button', { name: 'Restore' }).click()
  await expect(ann.editor).toHaveText('Kept.')
  await expect(ann.editor).toBeEditable()
})

test('what others share stands in a list of its own, with what one may do', async ({
  annAndBob: { ann, bob },
}) => {
  await give(ann, 'Bob', 'Can view')
  await bob.page.goto(new URL('/?list=shared', bob.page.url()).href)
  await expect(bob.page.getByRole('listitem')).toHaveCount(1)
  await expect(bob.page.getByRole('listitem')).toContainText('Can view')
  await bob.page.getByRole('link', { name: 'Mine' }).click()
  await expect(bob.page.getByText('What you make stands here')).toBeVisible()
})

test('everybody finds the dialog as it is, whoever changes it', async ({
  annAndBob: { ann, bob },
  somebody,
}) => {
  const carol = await (await somebody({ name: 'Carol' })).visit(ann.page.url())
  await openShare(carol)
  await expect(person(carol, 'Bob')).toContainText('Can edit')
  await give(ann, 'Bob', 'Can view')
  await expect(person(carol, 'Bob')).toContainText('Can view')
  await expect(bob.status).toHaveText('View only')
  // Who may only read sees who is here, and no more.
  await openShare(bob)
  await expect(bob.page.getByRole('heading', { name: 'Here now' })).toBeVisible()
  await expect(person(bob, 'Bob')).toContainText('Can view')
  await expect(person(bob, 'Carol')).toBeVisible()
})

test('by keyboard alone: a menu is left before the dialog, and the focus comes back', async ({
  annAndBob: { ann, bob },
}) => {
  const { page } = ann
  const button = page.getByRole('button', { name: 'Share', exact: true })
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(person(ann, 'Bob')).toBeVisible()
  await roleOf(ann, 'Bob').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Can edit' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menuitemradio')).toHaveCount(0)
  await expect(roleOf(ann, 'Bob')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Can edit' })).toBeFocused()
  // In one breath, as on a busy page: the browser has not told yet that it is closed.
  await Promise.all(['Escape', 'Enter'].map(key => page.keyboard.press(key)))
  await expect(page.getByRole('menuitemradio', { name: 'Can edit' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(bob.status).toHaveText('View only')
  await expect(roleOf(ann, 'Bob')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(button).toBeFocused()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`keeps nobody out of sharing that a checker knows of, in ${colorScheme} colours`, async ({
    somebody,
  }) => {
    // What is still coming has not its colours yet.
    const device = { colorScheme, reducedMotion: 'reduce' } as const
    const ann = await (await somebody({ name: 'Ann', device })).makeDocument()
    const bob = await (await somebody({ name: 'Bob', device })).visit(ann.page.url())
    await expect(bob.editor).toBeEditable()
    await openShare(ann)
    await expect(person(ann, 'Bob')).toBeVisible()
    await expectAccessible(ann.page)
    await roleOf(ann, 'Bob').click()
    await expectAccessible(ann.page, '[role="menu"]:popover-open')
    await ann.page.getByRole('menuitem', { name: 'Make owner…' }).click()
    await expectAccessible(ann.page, '.popover:popover-open')
    await ann.page.getByRole('button', { name: 'Cancel' }).click()
    await give(ann, 'Bob', 'Can view')
    await expect(notice(bob)).toBeVisible()
    await openShare(bob)
    await expectAccessible(bob.page)
    await ann.page.getByRole('button', { name: 'Move to trash' }).click()
    await ann.page.getByRole('button', { name: 'Close' }).click()
    for (const list of ['', '?list=mine', '?list=shared', '?list=trash']) {
      await ann.page.goto(new URL(`/${list}`, ann.page.url()).href)
      await expect(ann.page.getByRole('heading', { level: 1 })).toBeVisible()
      if (list === '?list=trash') await expect(ann.page.getByRole('listitem')).toHaveCount(1)
      await expectAccessible(ann.page)
    }
    await ann.page.getByRole('button', { name: /^Delete/ }).click()
    await expectAccessible(ann.page, '.popover:popover-open')
  })
}

test('on a phone the dialog fits, and a finger finds every control of it', async ({ somebody }) => {
  const ann = await (await somebody({ name: 'Ann', device: phone })).makeDocument()
  const bob = await (await somebody({ name: 'Bob, whose name does not end where others do' })).visit(
    ann.page.url(),
  )
  await expect(bob.editor).toBeEditable()
  await ann.page.getByRole('button', { name: 'Share', exact: true }).tap()
  await expect(roleOf(ann, 'Bob')).toBeVisible()
  await expectFitting(ann.page)
  await roleOf(ann, 'Bob').tap()
  await expect(ann.page.getByRole('menuitemradio')).toHaveCount(3)
  await expectFitting(ann.page)
  await ann.page.getByRole('menuitem', { name: 'Make owner…' }).tap()
  await expectFitting(ann.page)
  await ann.page.getByRole('button', { name: 'Cancel' }).tap()
  await ann.page.getByRole('button', { name: 'Move to trash' }).tap()
  await ann.page.goto(new URL('/?list=trash', ann.page.url()).href)
  await expect(ann.page.getByRole('listitem')).toHaveCount(1)
  await expectFitting(ann.page)
})

test.describe('in Korean', () => {
  test.use({ locale: 'ko-KR' })

  test('sharing speaks Korean', async ({ somebody, server }) => {
    const { page } = await somebody({ name: '민서', device: { locale: 'ko-KR' } })
    await page.goto(server.url)
    await page.getByRole('button', { name: '새 문서' }).click()
    await page.getByRole('button', { name: '공유', exact: true }).click()
    await expect(page.getByRole('heading', { name: '접근 권한이 있는 사람' })).toBeVisible()
    await expect(page.getByTestId('person')).toContainText('소유자')
    await page.getByRole('button', { name: /^링크로 할 수 있는 일/ }).click()
    await page.getByRole('menuitemradio', { name: '링크 없음' }).click()
    await expect(page.getByRole('heading', { name: '링크를 없앨까요?' })).toBeVisible()
  })
})

async function openShare({ page }: Window): Promise<void> {
  const button = page.getByRole('button', { name: 'Share', exact: true })
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click()
  await expect(page.getByTestId('person').first()).toBeVisible()
}

/** Opens the dialog if need be, and chooses a role for somebody in it. */
async function give(owner: Window, name: string, role: string): Promise<void> {
  await openShare(owner)
  await roleOf(owner, name).click()
  await owner.page.getByRole('menuitemradio', { name: role }).click()
  await expect(roleOf(owner, name)).toHaveText(role)
}

const person = ({ page }: Window, name: string): Locator =>
  page.getByTestId('person').filter({ hasText: name })
const roleOf = ({ page }: Window, name: string): Locator =>
  page.getByRole('button', { name: new RegExp(`^Role of ${name}`) })
const linkRole = ({ page }: Window): Locator => page.getByRole('button', { name: /^What the link lets/ })
const notice = ({ page }: Window): Locator => page.locator('.notice')
const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

/** Everything that leaves the page, but for the one header, and the word that opens the document. */
function watchFor(link: string, page: Page) {
  const key = new URL(link).hash.slice(1)
  const said: string[] = []
  page.on('request', request => {
    const { 'x-quire-link': _, ...headers } = request.headers()
    said.push(new URL(request.url()).pathname + new URL(request.url()).search, JSON.stringify(headers))
  })
  page.on('websocket', socket => {
    said.push(socket.url())
    socket.on('framesent', ({ payload }) => {
      const text = payload.toString()
      if (!text.includes('"open"')) said.push(text)
    })
  })
  return { key, told: () => said }
}

/** The page is as wide as the screen, and its controls are at least 44 px high and wide. */
async function expectFitting(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  const controls = page.locator('button, a, input').and(page.locator(':not(.tiptap *, .skip-link)'))
  const small = await controls.evaluateAll(elements =>
    elements
      .filter(element => element.checkVisibility())
      .map(element => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
      .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width}×${box.height}`),
  )
  expect(small).toEqual([])
}
