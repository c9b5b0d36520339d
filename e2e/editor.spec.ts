import { blocksOf } from './support/blocks-of.ts'
import { fromGoogleDocs, fromWord } from './support/clipboards.ts'
import { expect, test, type Window } from './support/fixtures.ts'

test('drops no letter of a quick typist, whatever the shortcuts make of the blocks', async ({ join }) => {
  const ann = await join()
  await ann.editor.click()
  const { keyboard } = ann.page
  await keyboard.type('# Heading\nA **bold** word\n- one\n')
  await keyboard.press('Tab')
  await keyboard.type(
    'nested\n\n\n1. first\nsecond\n\n[x] done\ntodo\n\n> said\n\n```let a = 1\nb()\n\nafter\n---end',
  )
  await expect
    .poll(() => blocksOf(ann))
    .toEqual([
      'heading Heading',
      'paragraph A bold word',
      'bullet one',
      'bullet nested',
      'ordered first',
      'ordered second',
      'task done',
      'task todo',
      'quote said',
      'code let a = 1b()',
      'paragraph after',
      'paragraph end',
    ])
  await expect(ann.editor.locator('ol').nth(1)).toHaveAttribute('start', '2')
  await expect(ann.editor.getByRole('checkbox', { name: 'done' })).toBeChecked()
})

test('copies what it shows, and pastes it as what it was', async ({ twoWindows: { ann, bob } }) => {
  await Promise.all([allowClipboard(ann), allowClipboard(bob)])
  await ann.editor.click()
  await ann.page.keyboard.type('# Plan\n- one\n')
  await ann.page.keyboard.press('Tab')
  await ann.page.keyboard.type('two **b**\n\n\n[x] done\n\n```x\n  y')
  await ann.page.keyboard.press('Control+a')
  await ann.page.keyboard.press('Control+c')
  await expect
    .poll(() => ann.page.evaluate(readClipboard))
    .toMatch(
      /^<h1[^>]*>Plan<\/h1><ul><li>one<ul><li>two <strong>b<\/strong><\/li><\/ul><\/li><\/ul><ul><li><input type="checkbox" checked="">done<\/li><\/ul><pre><code>x\n {2}y<\/code><\/pre>$/,
    )
  const before = await blocksOf(ann)
  // What came after his Backspace would come back: words that he never saw.
  await expect.poll(() => blocksOf(bob)).toEqual(before)
  await bob.editor.click()
  await bob.page.keyboard.press('Control+a')
  await bob.page.keyboard.press('Backspace')
  await expect(ann.editor).toHaveText('')
  await bob.page.keyboard.press('Control+v')
  await expect.poll(() => blocksOf(ann)).toEqual(before)
  await expect.poll(() => blocksOf(bob)).toEqual(before)
})

test('keeps the structure of what comes from Word and Google Docs, and drops their looks', async ({
  twoWindows: { ann, bob },
}) => {
  await ann.editor.click()
  await paste(ann, fromGoogleDocs)
  await expect(ann.editor).toContainText('to do')
  // The list ends, and a line of its own begins.
  await ann.page.keyboard.press('Enter')
  await ann.page.keyboard.press('Enter')
  await paste(ann, fromWord)
  await expect(ann.editor).toContainText('Total')
  const kept = [
    'heading Plan',
    'paragraph a bold word',
    'ordered one',
    'task to do',
    'heading Report',
    'paragraph Some words',
    'bullet one',
    'bullet two',
    'table Item2Total',
  ]
  expect(await blocksOf(ann)).toEqual(kept)
  await expect.poll(() => blocksOf(bob)).toEqual(kept)
  expect(await bob.editor.locator('strong').allTextContents()).toEqual(['bold', 'words', 'Total'])
  expect(await bob.editor.innerHTML()).not.toMatch(/Mso|docs-internal|font-family|msocom/)
})

const hostile = [
  '<img src=x onerror="window.ran = 1">',
  '<svg onload="window.ran = 1"><script>window.ran = 1</script></svg>',
  '<iframe srcdoc="<script>parent.ran = 1</script>"></iframe>',
  '<a href="javascript:window.ran = 1">a</a><a href="java&#10;script:window.ran = 1">b</a>',
  '<a href="data:text/html,<script>opener.ran = 1</script>">c</a>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.ran=1&gt;">',
  '<details open ontoggle="window.ran = 1">d</details><form action="javascript:window.ran = 1"><button>e</button></form>',
  '<p data-pm-slice="9 9 [&quot;nonsense&quot;, 1]" data-kind="nonsense">f</p>',
  '<style>* { background: url(https://leak.invalid/) } .b { font-weight: 700 }</style><p class="b">g</p>',
  '<template><img src=x onerror="window.ran = 1"></template><base href="https://leak.invalid/">',
]

test.describe('from a hostile page', () => {
  test.use({ breaksPolicy: true })
  test('runs nothing that is pasted, asks no other site, and keeps none of it', async ({ join }) => {
    const ann = await join()
    const asked: string[] = []
    ann.page.on('request', request => {
      if (request.url().includes('leak.invalid')) asked.push(request.url())
    })
    await ann.editor.click()
    for (const html of hostile) await paste(ann, html)
    await expect(ann.editor).toContainText('g')
    await ann.page.waitForLoadState('networkidle')
    expect(await ann.page.evaluate('window.ran')).toBeUndefined()
    expect(asked).toEqual([])
    await expect(
      ann.editor.locator('img:not(.ProseMirror-separator), svg, iframe, script, style, form, button'),
    ).toHaveCount(0)
    await expect(ann.editor.locator('a')).toHaveCount(0)
    await expect(ann.editor.locator('strong')).toHaveText('g')
  })
})

test("somebody else's caret moves no text", async ({ twoWindows: { ann, bob } }) => {
  await ann.editor.click()
  await ann.page.keyboard.type('How it stands in line')
  await expect(bob.editor).toHaveText('How it stands in line')
  await expect(bob.page.locator('.quire-caret')).toHaveCount(1)
  const endOfLine = () =>
    bob.editor.locator('p').evaluate(line => {
      const words = document.createTreeWalker(line, NodeFilter.SHOW_TEXT)
      let last: Text | undefined
      for (let node = words.nextNode(); node !== null; node = words.nextNode())
        if (node instanceof Text) last = node
      if (last === undefined) return undefined
      const letter = document.createRange()
      letter.setStart(last, last.length - 1)
      letter.setEnd(last, last.length)
      return letter.getBoundingClientRect().right
    })
  const before = await endOfLine()
  await ann.page.keyboard.press('Home')
  for (let step = 0; step < 5; step++) await ann.page.keyboard.press('ArrowRight')
  await expect(bob.editor.locator('p')).toHaveJSProperty('firstChild.nodeValue', 'How i')
  await expect.poll(endOfLine).toBeCloseTo(before ?? 0, 0)
  await expect(bob.editor).toHaveText('How it stands in line')
})

async function allowClipboard({ page }: Window): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
}

async function readClipboard(): Promise<string> {
  const [item] = await navigator.clipboard.read()
  const html = await item?.getType('text/html')
  return (await html?.text()) ?? ''
}

async function paste({ editor }: Window, html: string): Promise<void> {
  await editor.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, html)
}
