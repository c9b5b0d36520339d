import { expect, expectSaved, test, type Window } from './support/fixtures.ts'

const words = 'The quick brown fox jumps over the lazy dog, and 다람쥐 헌 쳇바퀴에 타고파. '

/** Keys that turn the block with the caret, in an order in which each makes a change. */
const turns = [
  { keys: 'Control+Alt+1', kind: 'heading' },
  { keys: 'Control+Alt+2', kind: 'heading' },
  { keys: 'Control+Alt+3', kind: 'heading' },
  { keys: 'Control+Shift+Digit7', kind: 'ordered' },
  { keys: 'Control+Shift+Digit8', kind: 'bullet' },
  { keys: 'Control+Shift+Digit9', kind: 'task' },
  { keys: 'Control+Shift+b', kind: 'quote' },
  { keys: 'Control+Shift+Digit6', kind: 'callout' },
  { keys: 'Control+Alt+c', kind: 'code' },
  { keys: 'Control+Alt+0', kind: 'paragraph' },
]

test('what one types in a block survives another who turns it through every kind', async ({
  twoWindows: { ann, bob },
}) => {
  test.slow()
  await ann.editor.click()
  await ann.page.keyboard.type('» ')
  await expect(bob.editor).toHaveText('» ')
  await bob.editor.click()
  const text = words.repeat(3)

  const typing = whileRunning(ann.page.keyboard.type(text, { delay: 3 }))
  const seen = new Set<string>()
  // Round by round: as a paragraph, it shows its text and nothing else.
  for (let turn = 0; typing.isRunning || turn === 0 || turn % turns.length > 0; turn++) {
    const { keys, kind } = turns[turn % turns.length] ?? { keys: '', kind: '' }
    await bob.page.keyboard.press(keys)
    await expect(block(bob)).toHaveAttribute('data-kind', kind)
    seen.add((await block(ann).getAttribute('data-kind')) ?? '')
  }
  await typing.done

  await expectSaved(ann)
  await expectSaved(bob)
  await expect(ann.editor).toHaveText(`» ${text}`)
  await expect(bob.editor).toHaveText(`» ${text}`)
  await expect(block(ann)).toHaveCount(1)
  expect(seen.size, 'kinds that Ann saw go by').toBeGreaterThan(2)
})

test('what one types in a block survives a thousand changes of its kind', async ({
  twoWindows: { documentId, ann },
  joinFromNode,
}) => {
  test.slow()
  await ann.editor.click()
  await ann.page.keyboard.type('» ')
  await expectSaved(ann)
  const nora = await joinFromNode({ documentId })
  const kinds = ['heading', 'quote', 'bullet', 'ordered', 'code', 'task', 'callout']
  const text = words.repeat(3)
  let changes = 0
  const timer = setInterval(() => {
    if (changes < 1_000) nora.turn(0, { kind: kinds[changes++ % kinds.length] ?? '' })
  }, 3)
  await ann.page.keyboard.type(text, { delay: 5 })
  await expect.poll(() => changes).toBe(1_000)
  clearInterval(timer)

  await nora.provider.whenSaved()
  await expectSaved(ann)
  await expect(ann.editor).toHaveText(`» ${text}`)
  await expect(block(ann)).toHaveAttribute('data-kind', kinds[999 % kinds.length] ?? '')
  await expect.poll(() => nora.read()).toEqual([`» ${text}`])
})

test('the menu of kinds turns a block, keeps its text and gives the caret back', async ({ join }) => {
  const ann = await join()
  await ann.editor.click()
  await ann.page.keyboard.type('same words')
  const names = {
    'Heading 1': 'heading',
    'Heading 2': 'heading',
    'Heading 3': 'heading',
    'Bulleted list': 'bullet',
    'Numbered list': 'ordered',
    'Task list': 'task',
    Quote: 'quote',
    Callout: 'callout',
    'Code block': 'code',
    Text: 'paragraph',
  }
  for (const [name, kind] of Object.entries(names)) {
    await ann.page.getByRole('button', { name: /^Block: / }).click()
    await ann.page.getByRole('menuitemradio', { name }).click()
    await ann.page.keyboard.type('!')
    await expect(block(ann)).toHaveAttribute('data-kind', kind)
    await expect(ann.page.getByRole('button', { name: `Block: ${name}` })).toBeVisible()
  }
  await expect(ann.editor).toHaveText(`same words${'!'.repeat(10)}`)
})

function block({ editor }: Window) {
  return editor.locator('> [data-kind]')
}

function whileRunning(work: Promise<unknown>) {
  const running = { isRunning: true, done: work }
  const end = () => {
    running.isRunning = false
  }
  void work.then(end, end)
  return running
}
