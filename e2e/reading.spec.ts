import { expectAccessible } from './support/expect-accessible.ts'
import { expect, expectSaved } from './support/fixtures.ts'
import { give } from './support/give-role.ts'
import { test } from './support/people.ts'

const page = `
  <h1>Heading</h1>
  <ul><li><input type="checkbox">task</li></ul>
  <aside data-tone="warning">callout</aside>
  <pre><code class="language-typescript">const code = 1</code></pre>
  <details><summary>section</summary><p>within</p></details>
  <table><tbody><tr><td>cell</td><td>other</td></tr></tbody></table>
  <p>see <a href="https://quire.example/">there</a></p>`

test('who only reads gets no controls in any block, folds sections, copies code and opens links', async ({
  annAndBob: { ann, bob },
}) => {
  await ann.editor.click()
  await ann.editor.evaluate((element, html) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', html)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, page)
  // What reads the first page that is pasted is fetched for it.
  await expect(ann.editor.getByRole('link')).toHaveText('there')
  await ann.page.keyboard.press('Control+End')
  await ann.page.keyboard.type(' $x^2$ .')
  await expectSaved(ann)
  const before = await ann.editor.textContent()
  const { editor } = bob
  const box = editor.getByRole('checkbox', { name: 'task' })
  const language = editor.getByRole('button', { name: 'Language of the code' })
  await expect(editor.locator('.math-drawn .katex')).toHaveCount(1)
  await expect(box).toBeEnabled()
  await expect(language).toBeEnabled()
  for (const role of ['commenter', 'viewer'] as const) {
    await give(ann, bob, role)
    await expect(editor).not.toBeEditable()
    await expect(box).toBeDisabled()
    await expect(language).toBeDisabled()
    await box.click({ force: true })
    await language.click({ force: true })
    await editor.locator('.math-drawn').click()
    await editor.getByRole('cell').first().hover()
    for (const control of [
      '.math-open',
      '.table-add-row',
      '.table-resizer',
      '.panel-search',
      '.block-handle',
    ])
      await expect(bob.page.locator(control)).toBeHidden()
    await expect(bob.page.getByRole('toolbar')).toHaveCount(0)
    await expect(box).not.toBeChecked()
  }
  await expectAccessible(bob.page)

  await editor.getByRole('button', { name: 'section' }).click()
  await expect(editor.getByText('within')).toBeVisible()
  await editor.getByText('const').click({ clickCount: 3 })
  await bob.page.keyboard.press('Control+c')
  expect(await bob.page.evaluate(() => navigator.clipboard.readText())).toContain('const code = 1')
  await bob.page.context().route('https://quire.example/**', route => route.fulfill({ body: 'there' }))
  const [tab] = await Promise.all([
    bob.page.waitForEvent('popup'),
    editor.getByRole('link', { name: 'there' }).click(),
  ])
  await expect(tab).toHaveURL('https://quire.example/')
  await expect.poll(() => ann.editor.textContent()).toBe(before)

  // As it comes to them anew, too.
  await bob.page.reload()
  await expect(box).toBeDisabled()
  await expect(language).toBeDisabled()
  await expect(editor.getByText('within')).toBeVisible()
})
