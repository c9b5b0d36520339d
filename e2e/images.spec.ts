import { expectAccessible } from './support/expect-accessible.ts'
import { expect, expectSaved, test, type Window } from './support/fixtures.ts'
import { test as peopleTest } from './support/people.ts'

test('images come by pasting and dropping, are described, sized and captioned by two, and stay over a reload', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  const figures = editor.locator('figure')
  await editor.click()
  await page.keyboard.type('Above\n')
  // Large and colourful: nothing that would go in as it is.
  await give(ann, 'paste', [{ name: 'noise.png', width: 700, height: 525, isNoise: true }])
  await expect(figures).toHaveCount(1)
  await expect(editor.locator('> p')).toHaveText(['Above', ''])
  const shown = bob.editor.locator('.image-place img')
  await expect(shown).toHaveCount(1)
  await expect
    .poll(() => shown.evaluate(each => each instanceof HTMLImageElement && each.naturalWidth))
    .toBeGreaterThan(400)
  // More than a document itself holds: it is a file beside it, as it was.
  await expect(shown).toHaveAttribute('src', /\/api\/documents\/[\w-]+\/files\/[\w-]+$/)
  await page.keyboard.type('Below')

  // Several at once, one of them none, whatever it is called: that is a file like any other.
  await give(ann, 'drop', [
    { name: 'red.png', width: 120, height: 80 },
    { name: 'drawing.png', text: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
    { name: 'blue.png', width: 80, height: 120 },
  ])
  await expect(figures).toHaveCount(3)
  await expect(editor.locator('.file')).toContainText('drawing.png')
  await expect(bob.editor.locator('figure')).toHaveCount(3)

  // By mouse, and by keyboard in the bar above it.
  await figures.nth(0).locator('.image-frame').click()
  await expect(figures.nth(0)).toHaveClass(/is-selected/)
  const bar = page.getByRole('toolbar', { name: 'Image' })
  await expect(bar).toBeVisible()
  await expectAccessible(page)
  await bar.getByRole('button', { name: 'Width: 50 %' }).click()
  await expect(shown.first()).toHaveCSS('width', /^3[0-9]{2}/)
  await page.keyboard.press('Alt+F10')
  await bar.getByRole('button', { name: 'Add alt text' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Alt text' }).fill('Coloured noise')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(bob.editor.getByRole('img', { name: 'Coloured noise' })).toBeVisible()

  // Enter leads into the caption, in which both write.
  await expect(editor).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.type('Noise')
  await expect(bob.editor.locator('figcaption').first()).toHaveText('Noise')
  await bob.editor.locator('figcaption').first().click()
  await bob.page.keyboard.press('End')
  await bob.page.keyboard.type(' of spring')
  await expect(editor.locator('figcaption').first()).toHaveText('Noise of spring')

  // One drags it wider while the other centres it.
  await bob.page.keyboard.press('Control+Shift+e')
  const handle = await figures.nth(0).locator('[data-side=end]').boundingBox()
  if (handle === null) throw new Error('no handle')
  await page.mouse.move(handle.x + 4, handle.y + handle.height / 2)
  await page.mouse.down()
  await page.mouse.move(handle.x + 60, handle.y + handle.height / 2, { steps: 4 })
  await page.mouse.up()
  await expect(bob.editor.locator('figure').first()).toHaveAttribute('data-align', 'center')
  await expect.poll(() => shown.first().evaluate(each => each.clientWidth)).toBeGreaterThan(400)
  await expectSaved(ann)
  await expectSaved(bob)

  await page.reload()
  await expect(figures).toHaveCount(3)
  await expect(editor.getByRole('img', { name: 'Coloured noise' })).toBeVisible()
  await expect(editor.locator('figcaption').first()).toHaveText('Noise of spring')
})

test('twenty at once, all deleted and brought back by one undo, are saved, and are there for others', async ({
  twoWindows: { ann, bob },
}) => {
  const { page, editor } = ann
  await editor.click()
  // Each is small enough to stay as it is; all are more than one update takes.
  const given = Array.from({ length: 20 }, (_, index) => ({
    name: `${index}.png`,
    width: 280,
    height: 280,
    isNoise: true,
  }))
  await give(ann, 'paste', given)
  await expect(editor.locator('figure')).toHaveCount(20)
  await expectSaved(ann)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('Delete')
  await expect(bob.editor.locator('figure')).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(editor.locator('figure')).toHaveCount(20)
  await expect(bob.editor.locator('.image-place img[src^="data:image/"]')).toHaveCount(20)
  await expectSaved(ann)
})

peopleTest(
  'whatever somebody writes as an image does no harm and stays; another site is asked only when a reader asks; who reads has no controls',
  async ({ annAndBob: { ann, bob }, joinFromNode }) => {
    const documentId = ann.page.url().split('/d/')[1]?.slice(0, 16) ?? ''
    const asked: string[] = []
    for (const { page } of [ann, bob])
      await page.context().route('https://pictures.example/**', (route, request) => {
        asked.push(`${request.url()} ${request.headers().referer}`)
        return route.fulfill({ body: Buffer.from(png, 'base64'), contentType: 'image/png' })
      })
    const hostile = [
      'javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIG9ubG9hZD0iYWxlcnQoMSkiLz4=',
      `data:image/png;base64,${'A'.repeat(1_500_000)}`,
    ]
    await ann.editor.click()
    await ann.page.keyboard.type('Ann ')
    await expectSaved(ann)
    const mallory = await joinFromNode({ documentId, name: 'Mallory' })
    const alt = '<img src=x onerror=alert(1)>'
    mallory.append(...hostile.map(src => ({ text: '', attributes: { kind: 'image', src, alt } })))
    const away = { kind: 'image', src: 'https://pictures.example/a.png', alt: 'A tree', size: '400x200' }
    mallory.append({ text: 'Far away', attributes: away })
    await mallory.provider.whenSaved()

    await expect(ann.editor.getByText('This image can’t be shown')).toHaveCount(hostile.length)
    await expect(ann.editor.locator('.image-place img')).toHaveCount(0)
    await ann.page.keyboard.type('writes on')
    await expectSaved(ann)
    await expect(ann.editor.locator('> p')).toHaveText('Ann writes on')
    const sources = mallory.content
      .toArray()
      .map(each => ('getAttribute' in each ? each.getAttribute('src') : ''))
    expect(sources.filter(src => src !== undefined)).toEqual([...hostile, away.src])

    // Bob may read from now on.
    const status = await ann.page.evaluate(async id => {
      const init = {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: '{"role":"viewer"}',
      }
      return (await fetch(`/api/documents/${id}/sharing/link`, init)).status
    }, documentId)
    expect(status).toBe(200)
    await expect(bob.editor).toBeEditable({ editable: false })
    const figure = bob.editor.locator('figure').last()
    await figure.locator('.image-place').click()
    await expect(bob.page.getByRole('toolbar')).toHaveCount(0)
    await expect(figure.locator('.image-handle').first()).toBeHidden()
    await expectAccessible(bob.page)
    expect(asked).toEqual([])
    await figure.getByRole('button', { name: 'Show it' }).click()
    await expect(figure.getByRole('img', { name: 'A tree' })).toBeVisible()
    await expect.poll(() => asked).toEqual(['https://pictures.example/a.png undefined'])
    await expect(ann.editor.getByRole('button', { name: 'Show it' })).toBeVisible()
  },
)

/** A picture of 2 by 1 dots. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGP4z8DwH4QZYAwAR8oH+WdZbrcAAAAASUVORK5CYII='

type Given =
  | { name: string; width: number; height: number; isNoise?: boolean }
  | { name: string; text: string }

/** Pastes files where the caret is, or drops them on the last line. */
async function give({ editor }: Window, how: 'paste' | 'drop', given: readonly Given[]): Promise<void> {
  await editor.evaluate(
    async (element, [how, given]) => {
      const transfer = new DataTransfer()
      for (const each of given) transfer.items.add(await fileOf(each))
      const last = element.lastElementChild?.getBoundingClientRect() ?? new DOMRect()
      const at = { clientX: last.left + 2, clientY: last.bottom - 4 }
      element.dispatchEvent(
        how === 'paste'
          ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
          : new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true, ...at }),
      )

      async function fileOf(each: Given): Promise<File> {
        if ('text' in each) return new File([each.text], each.name, { type: 'image/png' })
        const canvas = document.createElement('canvas')
        canvas.width = each.width
        canvas.height = each.height
        const context = canvas.getContext('2d')
        if (context === null) throw new Error('no canvas')
        const data = context.createImageData(each.width, each.height)
        for (let at = 0; at < data.data.length; at++)
          data.data[at] = at % 4 === 3 ? 255 : each.isNoise ? Math.random() * 256 : (at % 4) * 80
        context.putImageData(data, 0, 0)
        const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'))
        if (blob === null) throw new Error('no file')
        return new File([blob], each.name, { type: 'image/png' })
      }
    },
    [how, given] as const,
  )
}
