import type { Locator, Page } from '@playwright/test'
import type { EndCause, Role } from '../protocol/index.ts'
import { readAccessTable } from './support/access-table.ts'
import { expect, expectSaved, type Window } from './support/fixtures.ts'
import { ask, give, idOf, isListed } from './support/give-role.ts'
import { test } from './support/people.ts'

// What `docs/access.md` says, as far as one meets it in a browser.

const table = readAccessTable()
const may = (role: Role, action: string) => table.roles.get(action)?.[role] === true

const labels: Record<Exclude<Role, 'owner'>, string> = {
  editor: 'Saved',
  commenter: 'Can comment',
  viewer: 'View only',
}

for (const role of ['editor', 'commenter', 'viewer'] as const) {
  test(`RELIABILITY 28: is offered what the table says, and no more: ${role}`, async ({
    annAndBob: { ann, bob },
    somebody,
  }) => {
    await ann.title.fill('Ours')
    await ann.editor.click()
    await ann.page.keyboard.type('By Ann. ')
    await expectSaved(ann)
    await give(ann, bob, role)
    await expect(bob.status).toHaveText(labels[role])
    const writes = may(role, 'write')

    await expect(bob.editor).toBeEditable({ editable: writes })
    await expect(bob.title).toBeEditable({ editable: writes })
    await expect(bob.page.getByRole('toolbar')).toHaveCount(writes ? 1 : 0)
    await typeEverywhere(bob)
    await dropFrom(bob, 'dropped')
    await pasteInto(bob, 'pasted')
    await ann.page.keyboard.type('And so on. ')
    await expect(bob.editor).toContainText('And so on.')
    if (writes) await expect(ann.editor).toContainText('typed by Bob')
    else {
      await expect(ann.editor).toHaveText('By Ann. And so on. ')
      await expect(bob.editor).toHaveText('By Ann. And so on. ')
      await expect(ann.title).toHaveValue('Ours')
      await expect(bob.status).toHaveAttribute('data-unsaved', '0')
    }

    await share(bob)
    const sees = may(role, 'see-sharing')
    await expect(bob.page.getByRole('heading', { name: 'People with access' })).toHaveCount(sees ? 1 : 0)
    await expect(bob.page.getByRole('heading', { name: 'Here now' })).toHaveCount(sees ? 0 : 1)
    await expect(bob.page.getByTestId('link-hint')).toHaveCount(sees ? 1 : 0)
    await expectOwnersControls(bob.page, may(role, 'share') ? 'some' : 'none')
    await bob.page.keyboard.press('Escape')

    await bob.page.keyboard.press('Control+h')
    const finding = bob.page.getByRole('search')
    await finding.getByRole('textbox', { name: 'Find' }).fill('And')
    await expect(finding.getByRole('status')).toHaveText('1 of 1')
    await expect(finding.getByRole('textbox', { name: 'Replace with' })).toHaveCount(writes ? 1 : 0)
    await bob.page.keyboard.press('Escape')

    // Everybody who reads is seen, and says by what name.
    await rename(bob, 'Robert')
    await share(ann)
    await expect(person(ann, 'Robert')).toContainText('here now')

    // In a browser's lists, too, nobody throws away what is not theirs.
    await bob.page.goto(new URL('/?list=shared', bob.page.url()).href)
    await expect(bob.page.getByRole('listitem')).toHaveCount(1)
    await bob.page.getByRole('listitem').hover()
    await expect(bob.page.getByRole('button', { name: /to the trash$/ })).toHaveCount(0)

    // Whoever comes in is shown the same.
    const again = await bob.page.context().newPage()
    await again.goto(ann.page.url())
    await expect(again.getByTestId('status')).toHaveText(labels[role])
    await expect(again.locator('.notice')).toHaveCount(0)
    await (await somebody({ name: 'Carol' })).visit(ann.page.url())
    await expect(person(ann, 'Carol')).toContainText('Can edit')
  })
}

test('RELIABILITY 28: is offered everything: owner', async ({ annAndBob: { ann } }) => {
  await ann.title.fill('Mine')
  await typeEverywhere(ann)
  await expectSaved(ann)
  await share(ann)
  await expectOwnersControls(ann.page, 'some')
  await expect(ann.page.getByRole('button', { name: 'Leave this document…' })).toHaveCount(0)
  await ann.page.keyboard.press('Escape')
  await ann.page.goto(new URL('/?list=mine', ann.page.url()).href)
  await ann.page.getByRole('listitem').hover()
  await expect(ann.page.getByRole('button', { name: /to the trash$/ })).toHaveCount(1)
})

interface Revocation {
  what: string
  revoke: (people: { ann: Window; bob: Window }) => Promise<void>
  says: string
  status: string
}

const revocations: readonly (Revocation & { cause: EndCause | 'lowered' })[] = [
  {
    what: 'the role falls',
    cause: 'lowered',
    revoke: ({ ann, bob }) => give(ann, bob, 'viewer'),
    says: 'You can read this document now, not change it: your role was changed.',
    status: 'View only',
  },
  {
    what: 'the link is withdrawn',
    cause: 'link-withdrawn',
    revoke: ({ ann }) => ask(ann, 'delete', '/sharing/link'),
    says: 'The link by which you came was withdrawn.',
    status: 'Locked',
  },
  {
    what: 'somebody is removed',
    cause: 'removed',
    revoke: async ({ ann, bob }) => ask(ann, 'delete', `/sharing/people/${await idOf(bob)}`),
    says: 'You were removed from this document.',
    status: 'Locked',
  },
  {
    what: 'the document is thrown away',
    cause: 'trashed',
    revoke: ({ ann }) => ask(ann, 'put', '/trash'),
    says: 'This document was moved to the trash.',
    status: 'Locked',
  },
  {
    what: 'one signs out in another window',
    cause: 'signed-out',
    revoke: async ({ bob }) => {
      const { origin } = new URL(bob.page.url())
      const answer = await bob.page.request.post(`${origin}/auth/sign-out`, { data: {} })
      expect(answer.status()).toBe(204)
    },
    says: 'You have signed out.',
    status: 'Locked',
  },
]

for (const { what, cause, revoke, says, status } of revocations) {
  test(`locks the window of who is typing within two seconds, and says why: ${what}`, async ({
    annAndBob: { ann, bob },
  }) => {
    await expect.poll(() => idOf(bob)).not.toBe('')
    await bob.editor.click()
    const lockedAt = bob.page.evaluate(
      () =>
        new Promise<number>(resolve => {
          const text = document.querySelector('.tiptap')
          const look = () => {
            if (text?.getAttribute('contenteditable') === 'false') resolve(Date.now())
            else requestAnimationFrame(look)
          }
          look()
        }),
    )
    let isLocked = false
    void lockedAt.then(() => {
      isLocked = true
    })
    let typed = ''
    const typing = (async () => {
      for (let i = 0; !isLocked && i < 400; i++) {
        await bob.page.keyboard.type(`${i} `)
        typed += `${i} `
      }
    })()
    await expect(ann.editor).toContainText('3 4 5')
    await revoke({ ann, bob })
    const revokedAt = Date.now()
    expect((await lockedAt) - revokedAt).toBeLessThan(2_000)
    await typing
    await expect(notice(bob)).toContainText(says)
    await expect(bob.status).toContainText(status)

    // Nothing that could be seen is gone, and what is not with the others is offered.
    const shown = (await bob.editor.textContent()) ?? ''
    expect(typed.trim().startsWith(shown.trim())).toBe(true)
    const rest = await unsavedIn(bob)
    // Whoever throws a document away sees no more of it, either.
    if (cause !== 'trashed') {
      // What was saved while the right ended may be offered all the same: nobody was left to say so.
      const isWhole = async () => {
        const [all, saved, offered] = [shown, (await ann.editor.textContent()) ?? '', rest].map(text =>
          text.replaceAll(/\s/g, ''),
        ) as [string, string, string]
        return all.startsWith(saved) && all.endsWith(offered) && saved.length + offered.length >= all.length
      }
      await expect.poll(isWhole).toBe(true)
    }
    await bob.page.keyboard.type('beyond')
    await expect(bob.editor).not.toContainText('beyond')
  })

  test(`keeps, and offers, what was typed and could not be saved any more: ${what}`, async ({
    somebody,
    line,
  }) => {
    test.slow()
    const ann = await (await somebody({ name: 'Ann' })).makeDocument()
    await ann.editor.click()
    await ann.page.keyboard.type('Saved. ')
    await expectSaved(ann)
    const address = ann.page.url().replace(/^http:\/\/[^/]+/, line.url)
    const bob = await (await somebody({ name: 'Bob', url: line.url })).visit(address)
    await expect(bob.editor).toHaveText('Saved. ')
    await expect.poll(() => isListed(ann, bob)).toBe(true)
    // The way to the server stands still, and does not end.
    const elsewhere = new URL(ann.page.url()).origin
    line.mode = 'freeze'
    await bob.editor.click()
    await bob.page.keyboard.press('Control+End')
    await bob.page.keyboard.type('Too late.')
    await revoke({ ann, bob: throughOtherWindow(bob, elsewhere) })
    line.mode = 'pass'
    await expect(bob.editor).not.toBeEditable({ timeout: 30_000 })
    await expect(notice(bob)).toContainText(says, { timeout: 20_000 })
    await expect(notice(bob)).toContainText('Your last words came too late to be saved')
    await expect(bob.editor).toHaveText('Saved. Too late.')
    expect(await unsavedIn(bob)).toBe('Too late.')
    if (cause !== 'trashed') await expect(ann.editor).toHaveText('Saved. ')
    await bob.page.reload()
    await expect(
      bob.editor.or(bob.page.getByRole('heading', { name: /no such document/ })).first(),
    ).toBeVisible()
  })
}

const person = ({ page }: Window, name: string): Locator =>
  page.getByTestId('person').filter({ hasText: name })
const notice = ({ page }: Window): Locator => page.locator('.notice')

async function share({ page }: Window): Promise<void> {
  const button = page.getByRole('button', { name: 'Share', exact: true })
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click()
  await expect(page.getByTestId('person').first()).toBeVisible()
}

/** What only an owner is shown. */
async function expectOwnersControls(page: Page, which: 'some' | 'none'): Promise<void> {
  for (const name of [/^Role of/, /^What the link lets/, 'Move to trash']) {
    const controls = page.getByRole('button', { name })
    await expect(controls.first()).toBeVisible({ visible: which === 'some' })
  }
}

/** In the text and the title, by keys. */
async function typeEverywhere({ page, editor, title }: Window): Promise<void> {
  await editor.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('typed by Bob. ')
  for (const keys of ['Control+b', 'Enter', 'Backspace']) await page.keyboard.press(keys)
  await title.click()
  await page.keyboard.type('typed')
  for (let i = 0; i < 'typed'.length; i++) await page.keyboard.press('Backspace')
  await editor.click()
}

async function pasteInto({ editor }: Window, text: string): Promise<void> {
  await editor.evaluate((element, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

async function dropFrom({ editor }: Window, text: string): Promise<void> {
  await editor.evaluate((element, text) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.setData('text/plain', text)
    const { x, y } = element.getBoundingClientRect()
    const where = { clientX: x + 5, clientY: y + 5, bubbles: true, cancelable: true }
    element.dispatchEvent(new DragEvent('drop', { dataTransfer, ...where }))
  }, text)
}

async function rename({ page }: Window, name: string): Promise<void> {
  await page.getByTestId('people').click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.keyboard.press('Escape')
}

/** The same browser, by another way to the server. */
function throughOtherWindow(window: Window, origin: string): Window {
  const { page } = window
  const url = () => page.url().replace(/^http:\/\/[^/]+/, origin)
  return {
    ...window,
    page: new Proxy(page, { get: (of, key) => (key === 'url' ? url : Reflect.get(of, key)) }),
  }
}

/** What the window offers to be copied; '' where all is saved. */
async function unsavedIn({ page }: Window): Promise<string> {
  const button = page.getByRole('button', { name: 'Copy what was not saved' })
  if ((await button.count()) === 0) return ''
  await button.click()
  return page.evaluate(() => navigator.clipboard.readText())
}
