import { expectAccessible } from './support/expect-accessible.ts'
import { expect, test, type Window } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const blocks = Array.from({ length: 80 }, (_, index) => ({ text: `Paragraph ${index}` }))

test('one goes where another goes, until one does something oneself', async ({
  join,
  joinFromNode,
  server,
}) => {
  const documentId = await createDocument(server.url)
  const nora = await joinFromNode({ documentId, name: 'Nora' })
  nora.append(...blocks)
  await nora.provider.whenSaved()
  await nora.leave()
  const ann = await join({ documentId, name: 'Ann', color: '#cf3546' })
  await expect(ann.page.getByTestId('people')).toHaveAccessibleName('1 person here: Ann')
  const bob = await join({ documentId, name: 'Bob', color: '#0f77ad' })
  await expect(said(ann)).toHaveText('Bob joined.')
  await expect(said(bob)).toHaveText('')

  // Where he writes there is a line of his colour at the block's edge, outside of its words.
  await bob.editor.locator('> p', { hasText: 'Paragraph 70' }).click()
  // It goes a few seconds after his last letter.
  const marked = async () => {
    await bob.page.keyboard.type('!')
    return ann.editor.locator('.quire-written').evaluateAll(blocks =>
      blocks.map(block => ({
        text: block.textContent,
        color: getComputedStyle(block).getPropertyValue('--person'),
        width: getComputedStyle(block, '::after').width,
      })),
    )
  }
  const line = { text: expect.stringMatching(/^Paragraph 7.*!/), color: '#0f77ad', width: '2px' }
  await expect.poll(marked).toEqual([line])

  const follow = ann.page.getByRole('button', { name: 'Follow Bob', exact: true })
  const word = ann.page.getByText('Following Bob', { exact: true })
  await follow.click()
  await expect(word).toBeVisible()
  await expect(follow).toHaveAttribute('aria-pressed', 'true')
  await expect(said(ann)).toHaveText(/^Following Bob\./)
  await expect(caretOf('Bob', ann)).toBeInViewport()
  await expectSameTop(ann, bob)
  await bob.page.mouse.move(400, 400)
  await bob.page.mouse.wheel(0, -100_000)
  await expect.poll(() => scrollOf(ann)).toBe(0)
  await bob.page.mouse.wheel(0, 900)
  await expectSameTop(ann, bob)
  // His caret, where he writes on without scrolling.
  await bob.page.keyboard.press('Control+End')
  await bob.page.keyboard.type('The end')
  await expect(ann.editor.getByText('The end')).toBeInViewport()

  await ann.page.keyboard.press('Escape')
  await expect(word).toHaveCount(0)
  await expect(said(ann)).toHaveText('No longer following Bob.')
  // Neither Tab nor the wheel is held against anybody; what follows is followed no more.
  await follow.click()
  await expect(word).toBeVisible()
  await ann.page.mouse.move(400, 400)
  await ann.page.mouse.wheel(0, -100_000)
  await expect(word).toHaveCount(0)
  // The first turn of the wheel met the page on its way to Bob.
  const further = async () => {
    await ann.page.mouse.wheel(0, -100_000)
    return scrollOf(ann)
  }
  await expect.poll(further).toBe(0)

  // From the list, by keyboard: once to where he is, and after him until he leaves.
  await ann.page.getByTestId('people').focus()
  await ann.page.keyboard.press('Enter')
  const list = ann.page.getByRole('dialog', { name: 'Here now' })
  await expect(list.getByRole('listitem')).toHaveText([/Ann \(you\).*/, /Bob.*Can edit/])
  await expectAccessible(ann.page)
  await list.getByRole('button', { name: 'Go to where Bob is' }).focus()
  await ann.page.keyboard.press('Enter')
  await expect(ann.editor.getByText('The end')).toBeInViewport()
  await expect(word).toHaveCount(0)
  await ann.page.getByTestId('people').press('Enter')
  await list.getByRole('button', { name: 'Follow Bob' }).press('Enter')
  await expect(word).toBeVisible()
  await expectAccessible(ann.page)
  await bob.page.close()
  await expect(ann.page.getByText('Bob left, so you no longer follow anybody.')).toBeVisible()
  await expect(word).toHaveCount(0)
  await expect(said(ann)).toHaveText('Bob left.')
})

test('on a phone one follows from the list, and a touch ends it', async ({ join, joinFromNode, server }) => {
  const documentId = await createDocument(server.url)
  const nora = await joinFromNode({ documentId, name: 'Nora' })
  nora.append(...blocks)
  await nora.provider.whenSaved()
  const [ann, bob] = await Promise.all([
    join({ documentId, name: 'Ann', device: phone }),
    join({ documentId, name: 'Bob', color: '#03823a' }),
  ])
  await bob.editor.click()
  await bob.page.keyboard.press('Control+End')
  await expect(caretOf('Bob', ann)).toHaveCount(1)
  await ann.page.getByTestId('people').tap()
  const list = ann.page.getByRole('dialog', { name: 'Here now' })
  await expect(list.getByRole('listitem')).toHaveCount(3)
  await expectAccessible(ann.page)
  await list.getByRole('button', { name: 'Follow Bob' }).tap()
  const word = ann.page.getByText('Following Bob', { exact: true })
  await expect(word).toBeVisible()
  await expect(caretOf('Bob', ann)).toBeInViewport()
  await expectAccessible(ann.page)
  // Where his window is costs messages, so it is told only while somebody follows.
  const shared = () => [...nora.provider.awareness.getStates().values()].some(({ view }) => view != null)
  await expect.poll(shared).toBe(true)
  await ann.page.touchscreen.tap(200, 400)
  await expect(word).toHaveCount(0)
  await expect.poll(shared).toBe(false)
})

/** What a screen reader was told last of the others. */
function said({ page }: Window) {
  return page.getByTestId('company')
}

function caretOf(name: string, { page }: Window) {
  return page.locator('.quire-caret', { has: page.locator(`[data-name="${name}"]`) })
}

function scrollOf({ page }: Window): Promise<number> {
  return page.evaluate(() => Math.round(scrollY))
}

async function expectSameTop(one: Window, other: Window): Promise<void> {
  await expect.poll(async () => Math.abs((await scrollOf(one)) - (await scrollOf(other)))).toBeLessThan(4)
}
