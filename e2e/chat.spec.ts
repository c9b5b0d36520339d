import { expectAccessible } from './support/expect-accessible.ts'
import { expect } from './support/fixtures.ts'
import { give } from './support/give-role.ts'
import { test } from './support/people.ts'

test('people talk beside a document: at once, in one order, and without a network later', async ({
  annAndBob: { ann, bob },
}) => {
  const parts = ({ page }: typeof ann) => ({
    button: page.getByRole('button', { name: /^Chat/ }),
    panel: page.getByRole('complementary', { name: 'Chat' }),
    field: page.getByRole('textbox', { name: 'Write a message' }),
    log: page.getByRole('log', { name: 'Messages' }),
  })
  const [anns, bobs] = [parts(ann), parts(bob)]
  await anns.button.click()
  await expect(anns.field).toBeFocused()
  await expect(anns.log).toContainText('Nothing has been said yet')
  await ann.page.keyboard.type('See https://example.org/beans.')
  await ann.page.keyboard.press('Shift+Enter')
  await ann.page.keyboard.type('<b>Bold</b>?')
  await ann.page.keyboard.press('Enter')
  await expect(anns.field).toHaveValue('')
  await expect(anns.log.locator('[data-mine]')).toContainText('See https://example.org/beans.\n<b>Bold</b>?')
  await expect(anns.log.getByRole('link')).toHaveAttribute('href', 'https://example.org/beans')

  // Who does not look sees how much there is to read.
  await expect(bobs.button).toHaveAccessibleName('Chat: 1 unread message')
  await bobs.button.click()
  await expect(bobs.log).toContainText('Ann')
  await expect(bobs.button).toHaveAccessibleName('Chat')
  await bob.page.keyboard.type('yes')
  await expect(anns.panel).toContainText('Bob is writing…')
  // The Enter that ends a syllable sends nothing.
  await bobs.field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
  await expect(bobs.field).toHaveValue('yes')
  await bob.page.keyboard.press('Control+Enter')
  await expect(anns.log).toContainText('yes')
  await expect(anns.panel).not.toContainText('is writing')
  await bobs.log.getByRole('button', { name: 'React to the message of Ann' }).click()
  await expectAccessible(bob.page)
  await bob.page.getByRole('button', { name: '🎉' }).click()
  await expect(anns.log.getByRole('button', { name: '🎉 1: Bob' })).toHaveAttribute('aria-pressed', 'false')
  await anns.log.getByRole('button', { name: '🎉 1: Bob' }).click()
  await expect(bobs.log.getByRole('button', { name: '🎉 2: Bob, Ann' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  // Any emoji there is, by the keyboard alone.
  await anns.log.getByRole('button', { name: 'React to the message of Bob' }).press('Enter')
  await ann.page.getByRole('button', { name: 'More emoji' }).press('Enter')
  await expect(ann.page.getByRole('searchbox', { name: 'Find an emoji' })).toBeFocused()
  await ann.page.keyboard.type('dizzy')
  await expect(ann.page.getByRole('gridcell').first()).toContainText('💫')
  await ann.page.keyboard.press('Enter')
  await expect(bobs.log.getByRole('button', { name: '💫 1: Ann' })).toHaveAttribute('aria-pressed', 'false')

  await bob.page.context().setOffline(true)
  await expect(bobs.panel).toContainText('You are offline')
  await bobs.field.click()
  for (const words of ['one', 'two', 'three']) {
    await bob.page.keyboard.type(words)
    await bob.page.keyboard.press('Enter')
  }
  await expect(bobs.log.locator('.chat-fate')).toHaveText(Array(3).fill('Kept on this device, to be sent'))
  await anns.field.fill('meanwhile')
  await ann.page.keyboard.press('Enter')
  await bob.page.context().setOffline(false)
  const all = [/See/, 'yes', 'meanwhile', 'one', 'two', 'three']
  for (const { log } of [anns, bobs]) await expect(log.locator('.chat-words')).toHaveText(all)
  await expect(bobs.log.locator('.chat-fate')).toHaveCount(0)

  await ann.page.keyboard.press('Escape')
  await expect(anns.panel).toHaveCount(0)
  await expect(anns.button).toBeFocused()
  await give(ann, bob, 'viewer')
  await expect(bobs.panel).toContainText('You can read along')
  await expect(bobs.field).toHaveCount(0)
  await expectAccessible(bob.page)
  await bob.page.reload()
  await bobs.button.click()
  await expect(bobs.log.locator('.chat-words')).toHaveText(all)
})

test('what was said without a network goes out from any page, and as nobody else without being asked', async ({
  annAndBob: { ann, bob },
}) => {
  await ann.page.getByRole('button', { name: /^Chat/ }).click()
  const said = ann.page.getByRole('log', { name: 'Messages' }).locator('.chat-words')
  const context = bob.page.context()
  const address = bob.page.url()
  /** Says it offline, in a page that is closed before the network is back. */
  const sayAndGo = async (page: typeof bob.page, words: string) => {
    await page.getByRole('button', { name: /^Chat/ }).click()
    await expect(page.getByRole('log', { name: 'Messages' })).not.toContainText('being fetched')
    await context.setOffline(true)
    await expect(page.getByText('You are offline. What')).toBeVisible()
    await page.getByRole('textbox', { name: 'Write a message' }).fill(words)
    await page.keyboard.press('Enter')
    await expect(page.locator('.chat-fate')).toHaveText('Kept on this device, to be sent')
    await page.close()
    await context.setOffline(false)
  }
  const start = await context.newPage()
  await start.goto(new URL('/', address).href)
  await expect(start.getByRole('button', { name: 'New document' })).toBeVisible()
  await sayAndGo(bob.page, 'late')
  await expect(said).toHaveText(['late'])

  await start.goto(address)
  await sayAndGo(start, 'as whom?')
  await context.clearCookies()
  const page = await context.newPage()
  await page.goto(address)
  await page.getByRole('button', { name: /^Chat/ }).click()
  const question = page.getByText('One message that was not sent was written here by Bob.')
  await expect(question).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(said).toHaveText(['late'])
  await page.getByRole('button', { name: 'Send as mine' }).click()
  await expect(said).toHaveText(['late', 'as whom?'])
  await expect(question).toHaveCount(0)
})
