import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, expectSaved, test, type Window, windowOn } from './support/fixtures.ts'

test.use({ serviceWorkers: 'allow' })

const markdown = `# Plan: the *whole*

Some **bold**, *italic*, <u>underlined</u> and ~~struck~~ words, \`code\`, a [link](https://quire.example/).

## Steps

- one
  - two
    1. three
- [x] done
- [ ] to do

> said

\`\`\`
let a = 1
  b()
\`\`\`

***

The end.
`

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function download(page: Page, item: string): Promise<{ name: string; text: string; bytes: Buffer }> {
  await button(page, 'Document menu').click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: item }).click(),
  ])
  const bytes = await readFile(await file.path())
  return { name: file.suggestedFilename(), text: bytes.toString(), bytes }
}

async function importFile(page: Page, name: string, content: string | Buffer, mimeType = ''): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await button(page, 'Import a file').click()
  await (await chooser).setFiles({ name, mimeType, buffer: Buffer.from(content) })
}

async function imported(page: Page, url: string, name: string, content: string): Promise<Window> {
  await page.goto(url)
  await importFile(page, name, content)
  const window = windowOn(page)
  await expect(window.editor).toBeEditable()
  return window
}

test('a Markdown file becomes a document, one undo takes it back, and it leaves as the same file', async ({
  page,
  server,
}) => {
  const window = await imported(page, server.url, 'plan.md', markdown)
  await expect(window.title).toHaveValue('Plan: the whole')
  await expect(window.editor.getByRole('heading', { name: 'Steps' })).toBeVisible()
  await expect(window.editor.getByRole('checkbox', { name: 'done' })).toBeChecked()
  await expectSaved(window)
  await button(page, 'Undo').click()
  await expect(window.editor).toHaveText('')
  await expect(window.title).toHaveValue('')
  await button(page, 'Redo').click()
  await expect(window.title).toHaveValue('Plan: the whole')
  const file = await download(page, 'Markdown (.md)')
  expect(file.name).toBe('Plan the whole.md')
  expect(file.text).toBe(markdown.replace('*whole*', 'whole'))
  await expectSaved(window)
  await page.reload()
  await expect(window.editor).toContainText('The end.')
})

test('a page and the data are files as well, with no network, in Korean names', async ({ join }) => {
  const ann = await join()
  await ann.title.fill('회의록: 11/22')
  await ann.editor.click()
  await ann.page.keyboard.type('# 안건\n첫째 **중요** ')
  await expectSaved(ann)
  // Whatever that needs has come with the app.
  await ann.page.evaluate(() => navigator.serviceWorker.ready)
  await ann.page.context().setOffline(true)
  const html = await download(ann.page, 'Web page (.html)')
  expect(html.name).toBe('회의록 11 22.html')
  expect(html.text).toContain('<h1>회의록: 11/22</h1>\n<h2>안건</h2>')
  expect(html.text).toContain('<strong>중요</strong>')
  const json = JSON.parse((await download(ann.page, 'Data (.json)')).text)
  expect(json.title).toBe('회의록: 11/22')
  expect(json.blocks[0]).toEqual({
    type: 'block',
    kind: 'heading',
    level: 1,
    runs: [{ text: '안건' }],
  })
  const text = (await download(ann.page, 'Markdown (.md)')).text
  expect(text).toMatch(/^# 회의록: 11\/22\n\n## 안건\n\n첫째 \*\*중요\*\*/)
})

test('the page that was exported stands by itself, and comes back as it was', async ({
  page,
  server,
  browser,
}) => {
  const formulas = 'So $e^{i\\pi}$ is.\n\n$$\n\\frac{a}{b}\n  + c\n$$\n\nThe end.'
  const written = markdown.replace('The end.', () => formulas)
  await imported(page, server.url, 'plan.md', written)
  await expect(windowOn(page).editor).toContainText('The end.')
  const { text } = await download(page, 'Web page (.html)')
  const reader = await browser.newPage()
  await reader.setContent(text)
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Plan: the whole')
  await expect(reader.getByRole('checkbox', { name: 'done' })).toBeChecked()
  await expect(reader.getByRole('math')).toHaveCount(2)
  expect(text.replace(/<style>[\s\S]*<\/style>/, '')).not.toMatch(/<script|data-(?!exact)|class=|src=/)
  await reader.close()
  const again = await imported(page, server.url, 'plan.html', text)
  await expect(again.editor).toContainText('The end.')
  expect((await download(page, 'Markdown (.md)')).text).toBe(written.replace('*whole*', 'whole'))
})

test('a Word file and the data come back as they went out', async ({ page, server }) => {
  const window = await imported(page, server.url, 'plan.md', markdown)
  await expect(window.editor).toContainText('The end.')
  const isDrawn = () => expect(window.editor.locator('.code-language')).toHaveCount(1)
  await isDrawn()
  const before = await window.editor.innerHTML()
  for (const [item, name] of [
    ['Word (.docx)', 'Plan the whole.docx'],
    ['Data (.json)', 'Plan the whole.json'],
  ] as const) {
    const file = await download(page, item)
    expect(file.name).toBe(name)
    await page.goto(server.url)
    await importFile(page, file.name, file.bytes)
    await expect(window.title).toHaveValue('Plan: the whole')
    await expect(window.editor).toContainText('The end.')
    await isDrawn()
    await expect.poll(() => window.editor.innerHTML()).toBe(before)
    await expectSaved(window)
  }
  const said = page.getByRole('alert').filter({ hasText: /./ })
  await page.goto(server.url)
  await importFile(page, 'broken.docx', 'PK')
  await expect(said).toHaveText(/can’t be read/)
  await importFile(page, 'other.json', '{"a": 1}')
  await expect(said).toHaveText(/no data that Quire has written/)
  const newer = { format: 'quire', version: 1, title: '', blocks: [{ type: 'chart' }] }
  await importFile(page, 'newer.json', JSON.stringify(newer))
  await expect(said).toHaveText(/doesn’t know \(chart\)/)
})

test('copies as Markdown', async ({ page, server, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url })
  await imported(page, server.url, 'plan.md', markdown)
  await expect(windowOn(page).editor).toContainText('The end.')
  await button(page, 'Document menu').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Find…' })).toBeFocused()
  for (const key of ['End', 'ArrowUp']) await page.keyboard.press(key)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Copied as Markdown')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(markdown.replace('*whole*', 'whole'))
})

test('a file that is dropped on the start page becomes a document', async ({ page, server }) => {
  await page.goto(server.url)
  await expect(button(page, 'Import a file')).toBeVisible()
  const transfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['first\n\nsecond\nthird'], 'Notes.txt', { type: 'text/plain' }))
    return transfer
  })
  const start = page.locator('.start')
  await start.dispatchEvent('dragover', { dataTransfer: transfer })
  await expect(page.getByText('Drop the file to make a document of it')).toBeVisible()
  await start.dispatchEvent('drop', { dataTransfer: transfer })
  const { title, editor } = windowOn(page)
  await expect(title).toHaveValue('Notes')
  await expect(editor.locator('p')).toHaveText(['first', 'second', 'third'])
})

test('says in a sentence why a file cannot be imported, and makes no document of it', async ({
  page,
  server,
}) => {
  await page.goto(server.url)
  const said = page.getByRole('alert').filter({ hasText: /./ })
  await importFile(page, 'song.mp3', 'x')
  await expect(said).toHaveText(/can’t be imported: Word/)
  await importFile(page, 'x.txt', Buffer.from([0x50, 0x4b, 0, 0, 1]))
  await expect(said).toHaveText(/holds no text/)
  // Reading it to its end takes seconds of its own.
  await importFile(page, 'long.md', 'words '.repeat(800_000))
  await expect(said).toHaveText(/too large/, { timeout: 30_000 })
  await importFile(page, 'long.txt', '한글 낱말 '.repeat(200_000))
  await expect(said).toHaveText(/too large/, { timeout: 30_000 })
  await expect(page).toHaveURL(`${server.url}/`)
})

test('runs nothing of a file, fetches nothing for it, and keeps the words', async ({ page, server }) => {
  const asked: string[] = []
  page.on('request', request => {
    if (request.url().includes('leak.invalid')) asked.push(request.url())
  })
  const hostile =
    '<img src="https://leak.invalid/a" onerror="window.ran=1"><script>window.ran=1</script><svg onload="window.ran=1"></svg>'
  const html = await imported(
    page,
    server.url,
    'a.html',
    `<title>T</title><link rel="stylesheet" href="https://leak.invalid/b"><p>words ${hostile} <a href="javascript:window.ran=1">here</a></p>`,
  )
  await expect(html.editor).toHaveText(/words.*here/)
  await expect(html.title).toHaveValue('T')
  const text = await imported(
    page,
    server.url,
    'a.md',
    `para\n\n${hostile}\n\n[here](javascript:window.ran=1) end`,
  )
  await expect(text.editor).toContainText('here end')
  await expect(text.editor.locator('a, img, script, svg')).toHaveCount(0)
  expect(await page.evaluate('window.ran')).toBeUndefined()
  expect(asked).toEqual([])
})

test('a long file does not freeze the page while it is read', async ({ page, server }) => {
  await page.goto(server.url)
  await page.evaluate(() => {
    const gaps: number[] = []
    Object.assign(window, { gaps })
    let last = performance.now()
    const tick = () => {
      const now = performance.now()
      gaps.push(now - last)
      last = now
      if (location.pathname === '/') requestAnimationFrame(tick)
    }
    tick()
  })
  await importFile(
    page,
    'long.md',
    'Some **words** of a line, and _more_ of them. '.repeat(8).concat('\n\n').repeat(1000),
  )
  // Hundreds of thousands of characters on what may be a busy machine.
  await expect(windowOn(page).editor).toContainText('Some words', { timeout: 60_000 })
  const longest = await page.evaluate('Math.max(...window.gaps)')
  expect(longest).toBeLessThan(1000)
})

test('prints the document alone, light, with addresses, and unfolded', async ({ page, server }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  const rows = Array.from({ length: 60 }, (_, row) => `| row ${row} | words |`).join('\n')
  const more = `<details>\n<summary>More</summary>\n\nwithin\n\n</details>\n\n| a | b |\n|---|---|\n${rows}\n\nSee https://plain.example/ too. The very end.`
  const { editor } = await imported(page, server.url, 'plan.md', `${markdown}\n\n${more}`)
  await expect(editor).toContainText('The very end.')
  const folded = editor.getByText('within', { exact: true })
  await expect(folded).toBeHidden()
  await editor.getByRole('cell').first().hover()
  await page.keyboard.press('Control+f')
  await page.keyboard.type('words')
  await expect(editor.locator('.found').first()).toBeAttached()
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
  for (const hidden of ['.document-header', '.toolbar', '.sheet-rest', '.find-bar', '.table-add-row']) {
    await expect(page.locator(hidden)).toBeHidden()
  }
  await expect(folded).toBeVisible()
  await expect(editor.locator('.found').first()).toHaveCSS('background-color', 'rgba(0, 0, 0, 0)')
  await expect(editor).toHaveCSS('color', 'rgb(34, 32, 28)')
  await expect(page.locator('.document')).toHaveCSS('background-color', 'rgba(0, 0, 0, 0)')
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  const printed = await editor
    .locator('a')
    .evaluateAll(links => links.map(link => getComputedStyle(link, '::after').content))
  expect(printed).toEqual([expect.stringContaining('https://quire.example/'), 'none'])
  // Rows go over to the next page, each of them whole.
  await expect(editor.getByRole('row').first()).toHaveCSS('break-inside', 'avoid')
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false })
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
  expect(pages).toBeGreaterThan(1)
  expect(pages).toBeLessThan(5)
})
