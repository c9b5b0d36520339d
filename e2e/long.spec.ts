import type { Locator, Page } from '@playwright/test'
import { chromiumArguments, findChromium } from '../scripts/chromium.ts'
import { expect, test } from './support/fixtures.ts'

const executablePath = findChromium()
// The browser tells a screen reader what it tells nobody else: what is in sight of nobody.
test.use({
  launchOptions: {
    args: [...chromiumArguments, '--force-renderer-accessibility=screen-reader'],
    ...(executablePath && { executablePath }),
  },
})

const blocks = 2_600
/** Far from what can be seen at either end. */
const middle = 250
const down = { type: 'rawKeyDown', key: 'ArrowDown', code: 'ArrowDown', windowsVirtualKeyCode: 40 } as const

test('in a long document each key does what it does in a short one, and what is not drawn yet can be heard', async ({
  join,
  joinFromNode,
}) => {
  const ann = await join()
  const { page, editor } = ann
  const documentId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const nora = await joinFromNode({ documentId })
  nora.append(...Array.from({ length: blocks }, (_, index) => ({ text: `item ${index}`, attributes })))
  const block = (index: number) => editor.locator('> *').nth(index)
  // First that it is there: of what is not, Playwright writes down where it looked, box by box, which takes seconds here.
  await expect(editor.locator('> *')).toHaveCount(blocks)
  await expect(block(blocks - 1)).toHaveText(`item ${blocks - 1}`)
  await expect(block(middle)).toHaveText(`item ${middle}`)
  await expect.poll(() => isDrawn(block(middle))).toBe(false)
  expect(await heard(page, block(middle))).toContain(`item ${middle}`)

  // Where the browser goes by itself, there is a place for the caret.
  await block(0).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('!!')
  await expect(block(blocks - 1)).toHaveText(`item ${blocks - 1}!!`)
  await page.keyboard.press('Control+Shift+Home')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.type('>>')
  await expect(block(0)).toHaveText('>>item 0')

  // Keys in a row, without a frame between them, past all that is drawn.
  const keyboard = await page.context().newCDPSession(page)
  await Promise.all(Array.from({ length: middle }, () => keyboard.send('Input.dispatchKeyEvent', down)))
  await page.keyboard.type('here')
  await expect(block(middle)).toHaveText(/here/)
  expect(await isDrawn(block(middle))).toBe(true)
  await expect(block(middle)).toBeInViewport()

  // A block that has just come, above or below.
  await page.keyboard.press('Home')
  await Promise.all(['Enter', 'ArrowUp', 'a', 'b'].map(key => page.keyboard.press(key)))
  await expect(block(middle)).toHaveText('ab')
  await Promise.all(['Enter', 'c', 'd'].map(key => page.keyboard.press(key)))
  await expect(block(middle + 1)).toHaveText('cd')
  await expect.poll(() => isDrawn(block(10))).toBe(false)
})

const attributes = { kind: 'bullet' }

function isDrawn(block: Locator): Promise<boolean> {
  return block.evaluate(
    list => list.firstElementChild?.checkVisibility({ contentVisibilityAuto: true }) ?? false,
  )
}

/** What a screen reader finds in a block. */
async function heard(page: Page, block: Locator): Promise<unknown[]> {
  const inspector = await page.context().newCDPSession(page)
  await block.evaluate(list => Object.assign(window, { heard: list }))
  const { result } = await inspector.send('Runtime.evaluate', { expression: 'window.heard' })
  await inspector.send('Accessibility.enable')
  const { nodes } = await inspector.send('Accessibility.queryAXTree', {
    ...(result.objectId !== undefined && { objectId: result.objectId }),
    role: 'StaticText',
  })
  await inspector.detach()
  return nodes.map(({ name }) => name?.value)
}
