import { compose, composed, show } from './support/compose.ts'
import { expect, expectSaved, test } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'
import type { Writer } from './support/writer.ts'

interface Place {
  what: string
  /** What stands in the document before. */
  text: string
  /** Keys that bring the caret to where one composes. */
  keys: string[]
  /** What the other does at each step. */
  disturb: (other: Writer, step: number) => void
  /** After so many steps of the other, with this much composed. */
  expected: (steps: number, composed: string) => string
}

const places: Place[] = [
  {
    what: 'while another types at the start of the same paragraph',
    text: 'Here: ',
    keys: ['Control+End'],
    disturb: (other, step) => other.text(0).insert(step, '.'),
    expected: (steps, composed) => `${'.'.repeat(steps)}Here: ${composed}`,
  },
  {
    what: 'while another types at the end of the same paragraph',
    text: '<>',
    keys: ['Control+Home', 'ArrowRight'],
    disturb: other => other.text(0).insert(other.text(0).length, '.'),
    expected: (steps, composed) => `<${composed}>${'.'.repeat(steps)}`,
  },
  {
    what: 'at the start of a paragraph in which another types',
    text: 'after',
    keys: ['Control+Home'],
    disturb: other => other.text(0).insert(other.text(0).length, '.'),
    expected: (steps, composed) => `${composed}after${'.'.repeat(steps)}`,
  },
  {
    what: 'while another deletes the text before it',
    text: 'x'.repeat(40),
    keys: ['Control+End'],
    disturb: other => other.text(0).delete(0, 1),
    expected: (steps, composed) => `${'x'.repeat(40 - steps)}${composed}`,
  },
  {
    what: 'while another marks the words around it',
    text: 'bold <> bold',
    keys: ['Control+Home', ...Array.from({ length: 6 }, () => 'ArrowRight')],
    disturb: (other, step) => other.text(0).format(0, other.text(0).length, { bold: step % 2 ? null : {} }),
    expected: (_, composed) => `bold <${composed}> bold`,
  },
  {
    what: 'while another turns its block through every kind',
    text: '<>',
    keys: ['Control+Home', 'ArrowRight'],
    disturb: (other, step) => {
      // Code shows more than its words, and is another kind again whenever they are looked at.
      const kinds = ['heading', 'code', 'quote', 'bullet', 'ordered', 'task', 'callout']
      other.turn(0, { kind: kinds[step % kinds.length] ?? '' })
    },
    expected: (_, composed) => `<${composed}>`,
  },
]

for (const { what, text, keys, disturb, expected } of places) {
  test(`Korean is composed right ${what}`, async ({ join, joinFromNode, server }) => {
    const documentId = await createDocument(server.url)
    const nora = await joinFromNode({ documentId })
    nora.append({ text })
    await nora.provider.whenSaved()
    const ann = await join({ documentId })
    await expect(ann.editor).toHaveText(text)
    await ann.editor.click()
    for (const key of keys) await ann.page.keyboard.press(key)

    let steps = 0
    await compose(ann.page, {
      afterStep: async () => {
        disturb(nora, steps++)
        await nora.provider.whenSaved()
      },
      // Some syllables follow at once; before others there is time for the other's words to come in.
      afterSyllable: async whole => {
        if (whole.length % 2 === 0) await expect(ann.editor).toHaveText(expected(steps, whole))
      },
    })

    await expectSaved(ann)
    await expect(ann.editor).toHaveText(expected(steps, composed))
    await expect.poll(() => nora.read()).toEqual([expected(steps, composed)])
    // Still the same caret: what follows goes on there.
    await ann.page.keyboard.type('!')
    await expect.poll(() => nora.read()).toEqual([expected(steps, `${composed}!`)])
  })
}

for (const { where, text, left } of [
  { where: 'in an empty paragraph', text: '', left: 0 },
  { where: 'at the start of a paragraph', text: 'after', left: 5 },
  { where: 'in the middle of a word', text: 'before', left: 3 },
  { where: 'at the end of a paragraph', text: 'before', left: 0 },
]) {
  test(`Korean is composed right beside another’s caret ${where}`, async ({ twoWindows: { ann, bob } }) => {
    for (const { editor, page } of [bob, ann]) {
      await editor.click()
      await page.keyboard.press('Control+End')
      if (editor === bob.editor) await page.keyboard.type(`first\n${text}`)
      for (let i = 0; i < left; i++) await page.keyboard.press('ArrowLeft')
      await expect(ann.editor.locator('> p')).toHaveText(['first', text])
    }
    await expect(ann.page.locator('p:last-child .quire-caret')).toHaveCount(1)
    await compose(ann.page)
    const at = text.length - left
    const expected = ['first', `${text.slice(0, at)}${composed}${text.slice(at)}`]
    await expect(ann.editor.locator('> p')).toHaveText(expected)
    await expect(bob.editor.locator('> p')).toHaveText(expected)
  })
}

test('Japanese is composed right, chosen from a list, taken back, over a selection, while another writes and splits', async ({
  join,
  joinFromNode,
  server,
}) => {
  const documentId = await createDocument(server.url)
  const nora = await joinFromNode({ documentId })
  nora.append({ text: 'first <old> last' }, { text: 'second' })
  await nora.provider.whenSaved()
  const ann = await join({ documentId })
  const paragraphs = ann.editor.locator('> p')
  await expect(paragraphs).toHaveText(['first <old> last', 'second'])
  await ann.editor.click()
  await ann.page.keyboard.press('Control+Home')
  for (let i = 0; i < 7; i++) await ann.page.keyboard.press('ArrowRight')
  await ann.page.keyboard.down('Shift')
  for (let i = 0; i < 3; i++) await ann.page.keyboard.press('ArrowRight')
  await ann.page.keyboard.up('Shift')
  const keyboard = await ann.page.context().newCDPSession(ann.page)
  const disturb = async () => {
    nora.text(0).insert(0, '.')
    nora.text(0).insert(nora.text(0).length, '.')
    await nora.provider.whenSaved()
  }

  // Over what was selected: letters, syllables, then words to choose from, of other lengths.
  for (const step of ['n', 'に', 'にh', 'にほ', 'にほん', '日本', '二本', '日本']) {
    await show(keyboard, step)
    await disturb()
  }
  await keyboard.send('Input.insertText', { text: '日本' })
  await expect(paragraphs.first()).toHaveText(`${'.'.repeat(8)}first <日本> last${'.'.repeat(8)}`)

  // Taken back: nothing of it stays, and the others' words are there.
  await show(keyboard, 'ご')
  await disturb()
  await show(keyboard, '')
  await expect(paragraphs.first()).toHaveText(`${'.'.repeat(9)}first <日本> last${'.'.repeat(9)}`)

  // Another splits the paragraph behind the place, and deletes the one that follows.
  await show(keyboard, 'ご')
  const text = nora.text(0)
  const at = text.toString().indexOf(' last')
  nora.doc.transact(() => {
    nora.content.delete(1, 1)
    const tail = text.toString().slice(at)
    text.delete(at, tail.length)
    nora.append({ text: tail })
  })
  await nora.provider.whenSaved()
  await show(keyboard, '語')
  await keyboard.send('Input.insertText', { text: '語' })
  const ended = [`${'.'.repeat(9)}first <日本語>`, ` last${'.'.repeat(9)}`]
  await expect.poll(() => paragraphs.allTextContents()).toEqual(ended)
  await ann.page.keyboard.type('!')
  await expect.poll(() => nora.read()).toEqual([`${'.'.repeat(9)}first <日本語!>`, ended[1]])
})

test('Korean is composed right while another, whose caret is beside it, gets a new name and leaves', async ({
  twoWindows: { ann, bob },
}) => {
  await bob.editor.click()
  await bob.page.keyboard.type('<>')
  await bob.page.keyboard.press('ArrowLeft')
  await expect(ann.editor).toHaveText('<>')
  await ann.editor.click()
  await ann.page.keyboard.press('Control+Home')
  await ann.page.keyboard.press('ArrowRight')
  await expect(ann.page.locator('.quire-caret')).toHaveCount(1)
  let step = 0
  await compose(ann.page, {
    afterStep: async () => {
      if (++step === 2) {
        await bob.page.evaluate(() => {
          const profile = JSON.stringify({ name: 'Robert', color: '#03823a' })
          localStorage.setItem('quire:profile', profile)
          dispatchEvent(new StorageEvent('storage', { key: 'quire:profile' }))
        })
        await expect(ann.page.getByTestId('people')).toHaveAccessibleName(/Robert/)
      }
      if (step === 5) {
        await bob.page.close()
        await expect(ann.page.getByTestId('people')).toHaveAccessibleName(/^1 person/)
      }
    },
  })
  await expect(ann.editor).toHaveText(`<${composed}>`)
  await expect(ann.page.locator('.quire-caret')).toHaveCount(0)
  await expectSaved(ann)
})

test('two people compose in one paragraph at once', async ({ twoWindows: { ann, bob } }) => {
  await ann.editor.click()
  await ann.page.keyboard.type('<>')
  await expect(bob.editor).toHaveText('<>')
  await ann.page.keyboard.press('Control+Home')
  await bob.editor.click()
  await bob.page.keyboard.press('Control+End')
  // Each step of either is on its way while the other is in the middle of a syllable.
  await Promise.all([compose(ann.page), compose(bob.page)])
  await expectSaved(ann)
  await expectSaved(bob)
  await expect(ann.editor).toHaveText(`${composed}<>${composed}`)
  await expect(bob.editor).toHaveText(`${composed}<>${composed}`)
})

test('Korean is composed right in a title in which another types', async ({ join, joinFromNode, server }) => {
  const documentId = await createDocument(server.url)
  const nora = await joinFromNode({ documentId })
  const title = nora.doc.getText('title')
  title.insert(0, '<>')
  await nora.provider.whenSaved()
  const ann = await join({ documentId })
  await expect(ann.title).toHaveValue('<>')
  await ann.title.press('End')
  await ann.title.press('ArrowLeft')
  let steps = 0
  await compose(ann.page, {
    afterStep: async () => {
      title.insert(steps++ % 2 ? 0 : title.length, '.')
      await nora.provider.whenSaved()
    },
    afterSyllable: () =>
      expect(ann.title).toHaveValue(new RegExp(`^.{${steps + 2 + Math.ceil(steps / 3)}}$`)),
  })
  const expected = new RegExp(`^\\.+<${composed}>\\.+$`)
  await expect(ann.title).toHaveValue(expected)
  await expect(ann.title).toHaveValue(new RegExp(`^.{${steps + 2 + composed.length}}$`))
  await expect.poll(() => title.toString()).toBe(await ann.title.inputValue())
})

test('others’ words wait until a syllable is whole, and not for a composition that nobody ends', async ({
  join,
  joinFromNode,
  server,
}) => {
  const documentId = await createDocument(server.url)
  const nora = await joinFromNode({ documentId })
  nora.append({ text: 'text ' })
  const ann = await join({ documentId })
  await expect(ann.editor).toHaveText('text ')
  await ann.editor.click()
  await ann.page.keyboard.press('Control+End')
  const keyboard = await ann.page.context().newCDPSession(ann.page)
  await show(keyboard, '하')
  nora.text(0).insert(0, 'Nora’s ')
  await expect(ann.editor).toHaveText('Nora’s text 하', { timeout: 15_000 })
  await expect.poll(() => nora.read()).toEqual(['Nora’s text 하'])
})
