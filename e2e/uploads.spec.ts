import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Page, Request } from '@playwright/test'
import { expectAccessible } from './support/expect-accessible.ts'
import { expect, expectSaved, test, type Window } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'

test('a file is seen by everybody while it comes, over a cut, a pause and a reload, and is the same in the end', async ({
  line,
  server,
  join,
}) => {
  const documentId = await createDocument(server.url)
  const [ann, bob] = await Promise.all([
    join({ documentId, name: 'Ann', url: line.url }),
    join({ documentId, name: 'Bob' }),
  ])
  // So much that nothing between here and there holds all of it.
  const words = 'All of it. '.repeat(400_000)
  const offsets: number[] = []
  let begun = 0
  ann.page.on('request', request => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']))
    if (request.method() === 'POST' && request.url().endsWith('/uploads')) begun++
  })
  await ann.editor.click()
  await ann.page.keyboard.type('Above')
  await expect(bob.editor).toContainText('Above')
  line.shape({ bytesPerSecond: 300_000 })
  await drop(ann, [{ name: 'folder/plan of spring.pdf', words }])

  const [hers, his] = [ann, bob].map(({ editor }) => editor.locator('.file'))
  if (hers === undefined || his === undefined) throw new Error('no cards')
  await expect(hers.getByRole('progressbar', { name: 'plan of spring.pdf' })).toBeVisible()
  await expect(his).toContainText('Ann is uploading it')
  await expect(his.getByRole('button')).toHaveCount(0)
  // Paused before the server has answered, it would be begun once more.
  await expectShare(hers, 0.01)
  await hers.getByRole('button', { name: 'Pause' }).click()
  await expect(his).toContainText('Ann has paused it')
  await expectAccessible(ann.page)
  await hers.getByRole('button', { name: 'Resume' }).click()
  await expectShare(hers, 0.1)
  const beforeCut = offsets.length
  line.cut()
  await expect.poll(() => offsets.length).toBeGreaterThan(beforeCut)
  const beforeReload = offsets.length
  // A server that has no answer at this moment has it all the same.
  await ann.page.route('**/uploads/*', route => route.fulfill({ status: 503 }), { times: 1 })
  const asked = ann.page.waitForEvent('dialog')
  await Promise.all([ann.page.reload(), asked.then(dialog => dialog.accept())])
  expect((await asked).type()).toBe('beforeunload')
  await expect.poll(() => offsets.length).toBeGreaterThan(beforeReload)
  line.shape({})
  // What was there was not sent again.
  expect(offsets).toEqual(offsets.toSorted((one, other) => one - other))
  expect(offsets[beforeReload]).toBeGreaterThan(100_000)
  expect(begun).toBe(1)

  await expect(his.getByRole('link', { name: 'Download plan of spring.pdf' })).toBeVisible()
  await expect(hers.getByRole('link')).toBeVisible()
  await expect(his).toContainText('PDF · 4.4 MB')
  await expect(bob.editor.locator('> p')).toHaveText(['Above', ''])
  // It has the name that it has here by now.
  await his.locator('.file-name').click()
  await bob.page.keyboard.press('Home')
  await bob.page.keyboard.type('The ')
  const link = his.getByRole('link', { name: 'Download The plan of spring.pdf' })
  await expect(link).toBeVisible()
  const [download] = await Promise.all([bob.page.waitForEvent('download'), link.click()])
  expect(download.suggestedFilename()).toBe('The plan of spring.pdf')
  expect(digest(await readFile(await download.path()))).toBe(digest(words))
  await expectSaved(bob)
  await expectSaved(ann)
  await expectAccessible(bob.page)
})

test('images are kept as they are, files of any kind run nowhere, and what cannot be taken is said', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  await editor.click()
  const script = '<svg xmlns="http://www.w3.org/2000/svg" onload="parent.hit=1"><script>hit=1</script></svg>'
  await drop(ann, [
    { name: 'drawing.svg', words: script },
    { name: 'page.html', words: '<script>hit=1</script>' },
    { name: 'nothing.txt', words: '' },
  ])
  const cards = bob.editor.locator('.file')
  await expect(cards.getByRole('link')).toHaveCount(3)
  await expect(cards.filter({ hasText: 'nothing.txt' })).toContainText('TXT · 0 bytes')
  for (const link of await cards.getByRole('link').all()) {
    const address = (await link.getAttribute('href')) ?? ''
    const answer = await bob.page.request.get(new URL(address, bob.page.url()).href)
    expect(answer.headers()['content-disposition']).toMatch(/^attachment/)
    expect(answer.headers()['content-type']).toMatch(/^(application\/octet-stream|text\/plain)/)
    expect(answer.headers()['x-content-type-options']).toBe('nosniff')
  }

  // More than a document itself would hold, and a moving one.
  const held = Promise.withResolvers<void>()
  await page.route('**/uploads/*', route => held.promise.then(() => route.continue()))
  await paste(ann, 900, 700)
  // Whoever sends it sees it already, and everybody how far it is.
  const preview = editor.locator('.image-preview')
  await expect(preview).toBeVisible()
  await expect(bob.editor.locator('.image')).toContainText('is uploading it')
  await expect(bob.editor.locator('.image-preview')).toBeHidden()
  held.resolve()
  await expect(preview).toBeHidden()
  const image = bob.editor.locator('.image-place img')
  await expect(image).toHaveAttribute('src', /\/api\/documents\/[\w-]+\/files\//)
  await expect
    .poll(() => image.evaluate(each => each instanceof HTMLImageElement && each.naturalWidth))
    .toBe(900)

  // What the server has no room for waits for whoever makes some.
  await page.route('**/uploads', route =>
    route.fulfill({ status: 413, json: { ok: false, reason: 'too-large', limit: 'file', max: 250_000_000 } }),
  )
  await drop(ann, [{ name: 'film.mp4', words: 'film' }])
  const film = editor.locator('.file', { hasText: 'film.mp4' })
  await expect(film).toContainText('The file is too large: 250 MB at most.')
  await page.unroute('**/uploads')
  await film.getByRole('button', { name: 'Try again' }).click()
  await expect(film.getByRole('link')).toBeVisible()

  // By keyboard to what can be done with a file, and back; a copy of it is the same file.
  await editor.locator('.file-sign').first().click()
  await page.keyboard.press('Enter')
  await expect(editor.getByRole('link', { name: 'Download drawing.svg' })).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(editor).toBeFocused()
  await page.keyboard.press('ControlOrMeta+c')
  await page.keyboard.type('After')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+v')
  await expect(cards.getByRole('link', { name: 'Download drawing.svg' })).toHaveCount(2)

  // Undone while it waits for a connection, it waits no more; brought back, it is there soon.
  await page.route('**/uploads', route => route.abort())
  await drop(ann, [{ name: 'later.zip', words: 'later' }])
  const later = bob.editor.locator('.file', { hasText: 'later.zip' })
  await expect(editor.locator('.file', { hasText: 'later.zip' })).toContainText('Waits for a connection')
  await expect(later).toHaveCount(1)
  await editor.focus()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(later).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+Shift+z')
  await expect(later).toHaveCount(1)
  // Put elsewhere, too.
  await editor.locator('.file', { hasText: 'later.zip' }).locator('.file-sign').click()
  await page.keyboard.press('ControlOrMeta+x')
  await expect(later).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+v')
  await expect(later).toHaveCount(1)
  await page.unroute('**/uploads')
  // As a device says it whose network is back; whatever was tried just before that waits for its next turn.
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await expect(later.getByRole('link')).toBeVisible({ timeout: 20_000 })
  await expectSaved(ann)
  expect(await page.evaluate(() => 'hit' in self)).toBe(false)
})

test('of many files at once everybody sees who sends them, and all of them come', async ({
  line,
  server,
  join,
}) => {
  const documentId = await createDocument(server.url)
  const [ann, bob] = await Promise.all([
    join({ documentId, name: 'Ann', url: line.url }),
    join({ documentId, name: 'Bob' }),
  ])
  let [under, most] = [0, 0]
  const isOfFile = (request: Request) => request.method() === 'PATCH'
  ann.page.on('request', request => {
    if (isOfFile(request)) most = Math.max(most, ++under)
  })
  const over = (request: Request) => {
    if (isOfFile(request)) under--
  }
  ann.page.on('requestfinished', over)
  ann.page.on('requestfailed', over)
  await ann.editor.click()
  line.shape({ bytesPerSecond: 200_000 })
  const words = 'All of it. '.repeat(20_000)
  await drop(
    ann,
    Array.from({ length: 24 }, (_, i) => ({ name: `plan ${i}.txt`, words })),
  )
  const cards = bob.editor.locator('.file')
  await expect(cards.filter({ hasText: 'Ann is uploading it' })).toHaveCount(24)
  await expect(ann.editor.locator('.file', { hasText: 'Waits for a connection' })).toHaveCount(0)
  line.shape({})
  await expect(cards.getByRole('link')).toHaveCount(24)
  expect(most).toBe(3)
  await expectSaved(ann)
})

const digest = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

async function expectShare(card: ReturnType<Page['locator']>, least: number): Promise<void> {
  const bar = card.getByRole('progressbar')
  await expect
    .poll(async () => Number(await bar.getAttribute('aria-valuenow')))
    .toBeGreaterThanOrEqual(least * 100)
}

async function drop({ editor }: Window, files: readonly { name: string; words: string }[]): Promise<void> {
  await editor.evaluate((element, files) => {
    const transfer = new DataTransfer()
    for (const { name, words } of files) transfer.items.add(new File([words], name))
    const last = element.lastElementChild?.getBoundingClientRect() ?? new DOMRect()
    const at = { clientX: last.left + 2, clientY: last.bottom - 4 }
    element.dispatchEvent(
      new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true, ...at }),
    )
  }, files)
}

/** A picture of noise, which nothing makes small. */
async function paste({ editor }: Window, width: number, height: number): Promise<void> {
  await editor.evaluate(
    async (element, [width, height]) => {
      const canvas = new OffscreenCanvas(width, height)
      const context = canvas.getContext('2d')
      if (context === null) throw new Error('no canvas')
      const data = context.createImageData(width, height)
      for (let at = 0; at < data.data.length; at++) data.data[at] = at % 4 === 3 ? 255 : Math.random() * 256
      context.putImageData(data, 0, 0)
      const transfer = new DataTransfer()
      transfer.items.add(new File([await canvas.convertToBlob()], 'noise.png', { type: 'image/png' }))
      element.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }),
      )
    },
    [width, height] as const,
  )
}
