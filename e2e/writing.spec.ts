import { blocksOf } from './support/blocks-of.ts'
import { expect, test, type Window } from './support/fixtures.ts'

const shortcuts: { typed: string; html: RegExp }[] = [
  { typed: '# one', html: /^<h2 .*>one<\/h2>$/ },
  { typed: '## two', html: /^<h3 .*>two<\/h3>$/ },
  { typed: '### three', html: /^<h4 .*>three<\/h4>$/ },
  { typed: '- item', html: /^<ul .*data-kind="bullet".*><li>item<\/li><\/ul>$/ },
  { typed: '* item', html: /^<ul .*data-kind="bullet".*><li>item<\/li><\/ul>$/ },
  { typed: '1. item', html: /^<ol .*><li>item<\/li><\/ol>$/ },
  { typed: '[] todo', html: /^<ul .*data-kind="task".*><input type="checkbox".*<div>todo<\/div>/ },
  { typed: '[x] done', html: /^<ul .*data-kind="task".*data-checked="".*<div>done<\/div>/ },
  { typed: '> said', html: /^<blockquote .*>said<\/blockquote>$/ },
  { typed: '```let a', html: /^<pre .*><code>let a<\/code>.*<\/pre>$/ },
  { typed: '```\nlet a', html: /^<pre .*><code>let a<\/code>.*<\/pre>$/ },
  { typed: '``` let a', html: /^<pre .*><code>let a<\/code>.*<\/pre>$/ },
  { typed: 'so **bold** it', html: /so <strong>bold<\/strong> it/ },
  { typed: 'so *lean* it', html: /so <em>lean<\/em> it/ },
  { typed: 'so _lean_ it', html: /so <em>lean<\/em> it/ },
  { typed: 'so ~~gone~~ it', html: /so <s>gone<\/s> it/ },
  { typed: 'so `code` it', html: /so <code .*>code<\/code> it/ },
  {
    typed: 'see https://quire.example/a. So',
    html: /see <a href="https:\/\/quire\.example\/a" .*>.*<\/a>\. So/,
  },
  { typed: '2 * 3 * 4 and a_b_c', html: />2 \* 3 \* 4 and a_b_c<\/p>$/ },
]

test('takes Markdown as one types it', async ({ join }) => {
  const ann = await join()
  for (const { typed, html } of shortcuts) {
    await startAnew(ann)
    await ann.page.keyboard.type(typed)
    await expect
      .poll(() => ann.editor.evaluate(editor => editor.innerHTML), `after typing ${JSON.stringify(typed)}`)
      .toMatch(html)
    await expect(blocks(ann)).toHaveCount(1)
  }
})

test('writes code: Enter makes lines, an empty last line leads out, Tab indents', async ({ join }) => {
  const ann = await join()
  await ann.editor.click()
  await ann.page.keyboard.type('```\n\nif (a) {\n')
  await ann.page.keyboard.press('Tab')
  await ann.page.keyboard.type('**b**()\n}')
  // Only the Enter that ends the marker is no line.
  await expect.poll(() => codeOf(ann)).toBe('\nif (a) {\n  **b**()\n}')
  await ann.page.keyboard.type('\n\nafter')
  await expect.poll(() => blocksOf(ann)).toEqual(['code if (a) {  **b**()}', 'paragraph after'])
})

const breaths = [
  { from: 'Home', keys: ['End', 'Enter', '!'], expected: ['paragraph words here', 'paragraph !'] },
  { from: 'End', keys: ['Home', 'Enter', '!'], expected: ['paragraph ', 'paragraph !words here'] },
  { from: 'Home', keys: ['End', 'Backspace', '!'], expected: ['paragraph words her!'] },
  { from: 'Control+a', keys: ['ArrowRight', '!'], expected: ['paragraph words here!'] },
  { from: 'Control+Shift+Home', keys: ['ArrowRight', 'Backspace'], expected: ['paragraph words her'] },
]

test('a key in the same breath as the one before acts where that one put the caret', async ({ join }) => {
  const ann = await join()
  for (const { from, keys, expected } of breaths) {
    await startAnew(ann)
    await ann.page.keyboard.type('words here')
    await ann.page.keyboard.press(from)
    await settle(ann)
    // As they come to a busy page: the next is there before the last has had its effects.
    await Promise.all(keys.map(key => ann.page.keyboard.press(key)))
    await expect.poll(() => blocksOf(ann), `${from}, then ${keys.join(' ')}`).toEqual(expected)
  }
})

test('Backspace right after a shortcut gives back what was typed', async ({ join }) => {
  const ann = await join()
  await ann.editor.click()
  await ann.page.keyboard.type('- ')
  await expect.poll(() => blocksOf(ann)).toEqual(['bullet '])
  await ann.page.keyboard.press('Backspace')
  await expect.poll(() => blocksOf(ann)).toEqual(['paragraph - '])
  await ann.page.keyboard.type('5 degrees')
  await expect.poll(() => blocksOf(ann)).toEqual(['paragraph - 5 degrees'])
})

test('Enter, Backspace and Tab do in lists what hands expect', async ({ join }) => {
  const ann = await join()
  const { keyboard } = ann.page
  await ann.editor.click()
  await keyboard.type('- one\ntwo')
  await keyboard.press('Tab')
  await keyboard.type('\nthree')
  await expect.poll(() => indented(ann)).toEqual(['one', '  two', '  three'])
  await keyboard.press('Shift+Tab')
  await expect.poll(() => indented(ann)).toEqual(['one', '  two', 'three'])
  // An empty item leads out of the list.
  await keyboard.type('\n\nplain')
  await expect
    .poll(() => blocksOf(ann))
    .toEqual(['bullet one', 'bullet two', 'bullet three', 'paragraph plain'])
  await keyboard.press('Home')
  await keyboard.press('Backspace')
  await expect.poll(() => blocksOf(ann)).toEqual(['bullet one', 'bullet two', 'bullet threeplain'])
  // At an item's start: out of the list first.
  await keyboard.press('Home')
  await keyboard.press('Backspace')
  await expect.poll(() => blocksOf(ann)).toEqual(['bullet one', 'bullet two', 'paragraph threeplain'])
})

test('after a heading comes text, and Shift+Enter is a line in the same block', async ({ join }) => {
  const ann = await join()
  await ann.editor.click()
  await ann.page.keyboard.type('# Heading\nfirst')
  await ann.page.keyboard.press('Shift+Enter')
  await ann.page.keyboard.type('second')
  await expect.poll(() => blocksOf(ann)).toEqual(['heading Heading', 'paragraph firstsecond'])
  await expect(ann.editor.locator('p br:not(.ProseMirror-trailingBreak)')).toHaveCount(1)
})

test('ticks a task by mouse and by keyboard, for everybody', async ({ twoWindows: { ann, bob } }) => {
  await ann.editor.click()
  await ann.page.keyboard.type('[] buy bread')
  const box = ann.page.getByRole('checkbox', { name: 'buy bread' })
  const theirs = bob.page.getByRole('checkbox', { name: 'buy bread' })
  await expect(theirs).not.toBeChecked()
  await box.click()
  await expect(theirs).toBeChecked()
  // The caret is still in the text.
  await ann.page.keyboard.type('!')
  await expect(bob.editor).toHaveText('buy bread!')
  await ann.page.keyboard.press('Control+Enter')
  await expect(bob.page.getByRole('checkbox', { name: 'buy bread!' })).not.toBeChecked()
  await bob.page.getByRole('checkbox').focus()
  await bob.page.keyboard.press('Space')
  await expect(ann.page.getByRole('checkbox')).toBeChecked()
})

test('links words by keyboard, and refuses addresses that run code', async ({ join }) => {
  const ann = await join()
  const { keyboard } = ann.page
  await ann.editor.click()
  await keyboard.type('click me')
  await keyboard.press('Control+a')
  await keyboard.press('Control+k')
  const address = ann.page.getByRole('textbox', { name: 'Address' })
  await expect(address).toBeFocused()
  for (const bad of [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,<script>1</script>',
    'vbscript:x',
  ]) {
    await address.fill(bad)
    await keyboard.press('Enter')
    await expect(
      ann.page.getByRole('alert').filter({ hasText: 'Enter a web or e-mail address.' }),
    ).toBeVisible()
    await expect(ann.editor.locator('a')).toHaveCount(0)
  }
  await address.fill('quire.example')
  await keyboard.press('Enter')
  await expect(ann.editor.getByRole('link', { name: 'click me' })).toHaveAttribute(
    'href',
    'https://quire.example',
  )
  await keyboard.press('Control+End')
  await keyboard.type(' and on')
  await expect(ann.editor.getByRole('link')).toHaveText('click me')
  await startAnew(ann)
  await keyboard.type('javascript:alert(1) ')
  await expect(ann.editor).toHaveText('javascript:alert(1) ')
  await expect(ann.editor.locator('a')).toHaveCount(0)
})

test('lets no link that runs code into a document, whoever sends it', async ({
  twoWindows: { ann, documentId },
  joinFromNode,
}) => {
  const mallory = await joinFromNode({ documentId })
  mallory.append({ text: 'click me, do, and here' })
  const text = mallory.text(0)
  text.format(18, 4, { link: { href: 'https://quire.example/' } })
  await expect(ann.editor.getByRole('link', { name: 'here' })).toHaveAttribute('rel', /noopener/)
  text.format(0, 8, { link: { href: 'javascript:window.ran = 1' } })
  text.format(10, 2, { link: { href: 'java\nscript:window.ran = 1' } })
  await expect.poll(() => mallory.provider.status.state).toBe('refused')
  await expect(ann.editor.locator('a')).toHaveCount(1)
  await ann.editor.getByText('click me').click({ modifiers: ['Control'] })
  expect(await ann.page.evaluate('window.ran')).toBeUndefined()
})

test('pastes nested lists, lines of text, and code', async ({ join }) => {
  const ann = await join()
  const { keyboard } = ann.page
  await ann.editor.click()
  await paste(ann, { html: '<ul><li>one<ol><li>one a</li><li>one b</li></ol></li><li>two</li></ul>' })
  await expect.poll(() => indented(ann)).toEqual(['one', '  one a', '  one b', 'two'])
  await expect
    .poll(() => blocksOf(ann))
    .toEqual(['bullet one', 'ordered one a', 'ordered one b', 'bullet two'])
  await startAnew(ann)
  await paste(ann, { text: 'first line\nsecond line\n\nthird line' })
  await expect
    .poll(() => blocksOf(ann))
    .toEqual(['paragraph first line', 'paragraph second line', 'paragraph third line'])
  await startAnew(ann)
  await keyboard.type('```')
  await paste(ann, { text: 'if (a) {\n\n  b()\n}', html: '<b>if (a) {</b>' })
  await expect.poll(() => codeOf(ann)).toBe('if (a) {\n\n  b()\n}')
})

test('draws a line across by typing, from the menu, and takes it away again', async ({ join }) => {
  const ann = await join()
  await ann.editor.click()
  await ann.page.keyboard.type('above\n---below')
  await expect.poll(() => ann.editor.evaluate(shape)).toEqual(['P above', 'HR', 'P below'])
  await ann.page.getByRole('button', { name: 'More formatting' }).click()
  await ann.page.getByRole('menuitem', { name: 'Divider' }).click()
  await ann.page.keyboard.type('end')
  await expect.poll(() => ann.editor.evaluate(shape)).toEqual(['P above', 'HR', 'P below', 'HR', 'P end'])
  await ann.page.keyboard.press('Home')
  await ann.page.keyboard.press('Backspace')
  await expect.poll(() => ann.editor.evaluate(shape)).toEqual(['P above', 'HR', 'P below', 'P end'])
})

test('an empty document says what to do, and only while it is empty', async ({
  twoWindows: { ann, bob },
}) => {
  const empty = (window: Window) =>
    window.editor.locator('[data-placeholder="Write something, or type / for headings, lists and more"]')
  await expect(empty(ann)).toBeVisible()
  await expect(ann.editor).toHaveText('')
  await bob.editor.click()
  await bob.page.keyboard.type('x')
  await expect(empty(ann)).toHaveCount(0)
  await expect(empty(bob)).toHaveCount(0)
  await bob.page.keyboard.press('Backspace')
  await expect(empty(bob)).toBeVisible()
})

test('the toolbar shows what the words are, and turns it on and off', async ({ join }) => {
  const ann = await join()
  await ann.editor.click()
  await ann.page.keyboard.type('words')
  await ann.page.keyboard.press('Control+a')
  for (const [name, tag] of Object.entries({
    Bold: 'strong',
    Italic: 'em',
    Underline: 'u',
    Strikethrough: 's',
    Code: 'code',
  })) {
    const bar = ann.page.getByRole('toolbar', { name: 'Formatting', exact: true })
    const button = bar.getByRole('button', { name, exact: true })
    await expect(button).toHaveAttribute('aria-pressed', 'false')
    await button.click()
    await expect(button).toHaveAttribute('aria-pressed', 'true')
    await expect(ann.editor.locator(tag)).toHaveText('words')
    await button.click()
    await expect(ann.editor.locator(tag)).toHaveCount(0)
  }
  await ann.page.getByRole('button', { name: 'Bold' }).first().click()
  await ann.page.getByRole('button', { name: 'Undo' }).click()
  await expect(ann.editor.locator('strong')).toHaveCount(0)
  await ann.page.getByRole('button', { name: 'Redo' }).click()
  await expect(ann.editor.locator('strong')).toHaveText('words')
})

/** An empty paragraph with the caret in it, and nothing else. */
async function startAnew({ page, editor }: Window): Promise<void> {
  await editor.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Control+Alt+0')
  await expect(editor.locator('> [data-kind]')).toHaveText([''])
  await expect(editor.locator('> p')).toHaveCount(1)
}

/** The page has had its time: what keys did has been seen by all who listen. */
async function settle({ page }: Window): Promise<void> {
  await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve))))
}

function blocks({ editor }: Window) {
  return editor.locator('> [data-kind]')
}

function indented(window: Window): Promise<string[]> {
  return blocks(window).evaluateAll(found =>
    found.map(block => '  '.repeat(Number(block.getAttribute('data-indent'))) + block.textContent),
  )
}

/** The lines of the first block of code. */
function codeOf({ editor }: Window): Promise<string> {
  return editor
    .locator('pre code')
    .evaluate(code =>
      [...code.childNodes]
        .map(node =>
          node.nodeName === 'BR' && !(node as Element).className ? '\n' : (node.textContent ?? ''),
        )
        .join(''),
    )
}

function shape(editor: Element): string[] {
  return [...editor.children]
    .filter(child => child.matches('hr, [data-kind]'))
    .map(child => `${child.tagName} ${child.textContent}`.trim())
}

async function paste({ editor }: Window, content: { html?: string; text?: string }): Promise<void> {
  await editor.evaluate((element, { html, text }) => {
    const clipboardData = new DataTransfer()
    if (html !== undefined) clipboardData.setData('text/html', html)
    if (text !== undefined) clipboardData.setData('text/plain', text)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, content)
}
