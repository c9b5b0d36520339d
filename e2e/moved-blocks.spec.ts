import { expect, expectSaved, test } from './support/fixtures.ts'

test('what is written in a paragraph, with a network or without, goes along when another moves it', async ({
  twoWindows: { ann, bob },
}) => {
  await ann.editor.click()
  for (const words of ['One', 'Two', 'Three']) {
    await ann.page.keyboard.type(words)
    if (words !== 'Three') await ann.page.keyboard.press('Enter')
  }
  await expectSaved(ann)
  await expect(bob.editor.locator('p')).toHaveText(['One', 'Two', 'Three'])

  await bob.editor.locator('p').first().click()
  await bob.page.keyboard.press('End')
  await bob.page.keyboard.type(' and')
  await expectSaved(bob)
  await ann.editor.locator('p').first().click()
  await ann.page.keyboard.press('Alt+Shift+ArrowDown')
  await expect(bob.editor.locator('p')).toHaveText(['Two', 'One and', 'Three'])
  await bob.page.keyboard.type(' a')

  await bob.page.context().setOffline(true)
  await expect(bob.status).toHaveAttribute('data-state', 'offline')
  await bob.page.keyboard.type(' half')
  await ann.page.keyboard.press('Alt+Shift+ArrowDown')
  await expectSaved(ann)
  await bob.page.context().setOffline(false)
  await expectSaved(bob)
  await bob.page.keyboard.type('!')
  for (const { editor } of [ann, bob])
    await expect(editor.locator('p')).toHaveText(['Two', 'Three', 'One and a half!'])
})
