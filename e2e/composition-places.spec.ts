import * as Y from 'yjs'
import { compose, composed } from './support/compose.ts'
import { expect, expectSaved, test, type Window } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'
import type { Writer } from './support/writer.ts'

/** One of each, as it is pasted. One composes between the signs. */
const page = `
  <h2>heading &lt;&gt;</h2>
  <ol><li>item &lt;&gt;</li></ol>
  <ul><li><input type="checkbox">task &lt;&gt;</li></ul>
  <pre><code class="language-typescript">const code = "&lt;&gt;"</code></pre>
  <details><summary>section &lt;&gt;</summary><p>within &lt;&gt;</p></details>
  <table><tbody><tr><td>cell &lt;&gt;</td><td>other</td></tr></tbody></table>
  <p>end</p>`
const places = ['heading', 'item', 'task', 'code', 'section', 'within', 'cell']

test('Korean is composed right in every kind of block while another writes in the same one', async ({
  join,
  joinFromNode,
  server,
}) => {
  test.slow()
  const documentId = await createDocument(server.url)
  const ann = await join({ documentId })
  await ann.editor.click()
  await paste(ann, page)
  await expectSaved(ann)
  const nora = await joinFromNode({ documentId })
  await ann.editor.getByRole('button', { name: 'section' }).click()
  await expect(ann.editor.locator('.hljs-string')).toBeVisible()
  for (const place of places) {
    await test.step(place, async () => {
      await putBetween(ann, place)
      const text = textIn(nora, place)
      let steps = 0
      await compose(ann.page, {
        afterStep: async () => {
          text.insert(steps++ % 2 ? 0 : text.length, '.')
          await nora.provider.whenSaved()
        },
      })
      await ann.page.keyboard.type('!')
      await expect.poll(() => plain(text)).toMatch(new RegExp(`^\\.+.*${place}.*<${composed}!>"?\\.+$`))
      expect(plain(text).split('.')).toHaveLength(steps + 1)
      await expect(ann.editor.getByText(plain(text), { exact: true })).toHaveCount(1)
    })
  }
})

async function paste({ editor }: Window, html: string): Promise<void> {
  await editor.evaluate((element, html) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', html)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, html)
}

/** The caret comes to stand before the second sign. */
async function putBetween({ editor, page }: Window, place: string): Promise<void> {
  await editor
    .getByText(place)
    .first()
    .click({ position: { x: 5, y: 8 } })
  await page.keyboard.press('End')
  const behind = place === 'code' ? 2 : 1
  for (let step = 0; step < behind; step++) await page.keyboard.press('ArrowLeft')
}

function textIn({ content }: Writer, place: string): Y.XmlText {
  const texts: Y.XmlText[] = []
  const walk = (parent: Y.XmlFragment) => {
    for (const child of parent.toArray()) {
      if (child instanceof Y.XmlText) texts.push(child)
      else if (child instanceof Y.XmlElement) walk(child)
    }
  }
  walk(content)
  const found = texts.find(text => plain(text).includes(place))
  if (found === undefined) throw new Error(`nothing says ${place}`)
  return found
}

const plain = (text: Y.XmlText): string =>
  text
    .toDelta()
    .map((run: { insert: string }) => run.insert)
    .join('')
