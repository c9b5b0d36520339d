import type { Page } from '@playwright/test'
import { expectAccessible } from './support/expect-accessible.ts'
import { expect, expectSaved, test, windowOn } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('by keyboard alone one goes from the page’s top to the text, a step for each control', async ({
  join,
}) => {
  const ann = await join({ name: 'Ann' })
  const { keyboard } = ann.page
  const walk: string[] = []
  for (let step = 0; step < 20; step++) {
    await keyboard.press('Tab')
    walk.push(await focused(ann.page))
    if (walk.at(-1) === 'Text') break
  }
  expect(walk).toEqual([
    'Skip to the text',
    'All documents',
    'Go to a document',
    'Status: Saved',
    '1 person here: Ann',
    'Chat',
    'Share',
    'Document menu',
    'Appearance and language',
    'Undo',
    'Outline',
    'Title',
    'Text',
  ])
  // In the text, Tab goes on to what follows; Shift+Tab comes back.
  await keyboard.press('Shift+Tab')
  await expect.poll(() => focused(ann.page)).toBe('Title')
})

test('the link to the text leads there', async ({ join }) => {
  const ann = await join()
  await ann.page.keyboard.press('Tab')
  await ann.page.keyboard.press('Enter')
  await ann.page.keyboard.type('right here')
  await expect(ann.editor).toHaveText('right here')
})

test('the toolbar is one stop, with arrows inside, and gives the caret back', async ({ join }) => {
  const ann = await join()
  const { keyboard } = ann.page
  await ann.editor.click()
  await keyboard.type('words')
  await keyboard.press('Alt+F10')
  const walk = [await focused(ann.page)]
  for (let step = 0; step < 4; step++) {
    await keyboard.press('ArrowRight')
    walk.push(await focused(ann.page))
  }
  expect(walk).toEqual(['Undo', 'Redo', 'Block: Text', 'Bold', 'Italic'])
  await keyboard.press('End')
  await expect.poll(() => focused(ann.page)).toBe('More formatting')
  await keyboard.press('ArrowRight')
  await expect.poll(() => focused(ann.page)).toBe('Undo')
  await keyboard.press('Escape')
  await keyboard.type('!')
  await expect(ann.editor).toHaveText('words!')
  // Where one was is where one comes back to.
  await keyboard.press('Alt+F10')
  await keyboard.press('ArrowRight')
  await keyboard.press('ArrowRight')
  await keyboard.press('Enter')
  await expect(ann.page.getByRole('menuitemradio', { name: 'Text' })).toBeFocused()
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await keyboard.type('?')
  await expect(ann.editor.locator('h2')).toHaveText('words!?')
})

test('without a mouse one makes a document, writes, shares, reads the shortcuts and tidies up, and always sees where one is', async ({
  page,
  server,
}) => {
  const { keyboard } = page
  await page.goto(server.url)
  await expect(page.getByRole('button', { name: 'New document' })).toBeVisible()
  await tabTo(page, 'New document')
  await keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused()
  await keyboard.type('By keyboard')
  await keyboard.press('Enter')
  await keyboard.type('/quote')
  await expect(page.getByRole('listbox')).toBeVisible()
  await keyboard.press('Enter')
  await keyboard.type('said')
  await expect(page.locator('.tiptap blockquote')).toHaveText('said')

  await keyboard.press('Escape')
  await tabTo(page, 'Share', 'Shift+Tab')
  await keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /What the link lets/ })).toBeVisible()
  await expect(page.locator('.popover:focus, .popover :focus')).toHaveCount(1)
  await tabTo(page, /What the link lets/)
  await keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Can edit' })).toBeFocused()
  for (let step = 0; step < 3; step++) await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  // A question takes the panel's place; said no, one is back where it was asked.
  await expect(page.getByRole('heading', { name: 'Withdraw the link?' })).toBeVisible()
  await keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /What the link lets/ })).toBeFocused()
  await keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeFocused()

  await keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeFocused()
  await tabTo(page, 'All documents', 'Shift+Tab')
  await keyboard.press('Enter')
  await expect(page.getByRole('listitem')).toHaveCount(1)
  await tabTo(page, /^Remove “By keyboard”/)
  await keyboard.press('Enter')
  // The line is gone with its button: the way goes on at the beginning, and back by the message.
  await expect(page.getByRole('button', { name: 'New document' })).toBeFocused()
  await tabTo(page, 'Undo')
  await keyboard.press('Enter')
  await expect(page.getByRole('listitem')).toHaveCount(1)
})

test('Escape closes every panel and goes back to what opened it', async ({ join }) => {
  const ann = await join({ name: 'Ann' })
  const { page } = ann
  await ann.editor.click()
  const panels = [
    'Status: Saved',
    '1 person here: Ann',
    'Share',
    'Document menu',
    'Appearance and language',
    'Block: Text',
    'Link',
    'Colour and highlight',
    'Alignment',
    'More formatting',
  ]
  for (const name of panels) {
    const button = page.getByRole('button', { name, exact: true })
    await button.focus()
    await page.keyboard.press('Enter')
    await expect(button).toHaveAttribute('aria-expanded', 'true')
    const panel = page.locator('.popover:popover-open')
    await expect(panel).toBeVisible()
    await expect(panel.locator(':focus').or(page.locator('.popover:focus'))).toHaveCount(1)
    await page.keyboard.press('Escape')
    await expect(panel).toHaveCount(0)
    await expect(button).toBeFocused()
  }
})

test('Tab indents in lists, and leaves the text after Escape', async ({ join }) => {
  const ann = await join()
  await ann.editor.click()
  await ann.page.keyboard.type('- one\ntwo')
  await ann.page.keyboard.press('Tab')
  await expect(ann.editor.locator('[data-indent="1"]')).toHaveText('two')
  await expect(ann.editor).toBeFocused()
  await ann.page.keyboard.press('Escape')
  await ann.page.keyboard.press('Shift+Tab')
  await expect(ann.title).toBeFocused()
})

test('on a phone nothing is cut off, and a finger finds every control', async ({
  join,
  joinFromNode,
  server,
}) => {
  const documentId = await createDocument(server.url)
  const name = 'Annabella Margarethe-von-Hohenlohe-Langenburg zu Schillingsfürst'
  const ann = await join({ name, documentId, device: phone })
  await ann.title.fill('A title that is rather long for a small screen, so that it wraps')
  await ann.editor.click()
  await ann.page.keyboard.type('words '.repeat(30))
  await ann.page.keyboard.type(`\n${'unbreakable'.repeat(9)}\n\`\`\`${'code '.repeat(20)}`)
  await expectFitting(ann.page)
  for (const name of [
    /^Status/,
    /person here/,
    'Share',
    'Appearance and language',
    /^Block/,
    'Link',
    'Colour and highlight',
    'Alignment',
    'More formatting',
  ]) {
    if (name === 'Link') await ann.page.keyboard.press('Control+Alt+0')
    await ann.page.getByRole('button', { name, exact: true }).tap()
    await expect(ann.page.locator('.popover:popover-open')).toBeVisible()
    await expectFitting(ann.page)
    await ann.page.keyboard.press('Escape')
    await ann.editor.focus()
  }
  await Promise.all(['Bob', 'Cem'].map(other => joinFromNode({ documentId, name: other })))
  for (const width of [390, 360, 320]) {
    await ann.page.setViewportSize({ width, height: 640 })
    await expect(ann.page.getByRole('button', { name: /^3 people here/ })).toBeVisible()
    await expect.poll(() => leftOfStatus(ann.page)).toBeGreaterThanOrEqual(0)
    await expectFitting(ann.page)
  }
  await ann.page.goto(server.url)
  await expect(ann.page.getByRole('listitem')).toHaveCount(1)
  await expectFitting(ann.page)
})

test('on a phone the toolbar stays in reach, and scrolls by finger to its last button', async ({ join }) => {
  const ann = await join({ device: phone })
  await ann.editor.tap()
  for (let line = 0; line < 40; line++) await ann.page.keyboard.press('Enter')
  await ann.page.keyboard.type('the last line')
  const toolbar = ann.page.getByRole('toolbar')
  await expect(toolbar).toBeInViewport({ ratio: 1 })
  const caret = ann.editor.getByText('the last line')
  await expect(caret).toBeInViewport()
  const [line, bar] = [await caret.boundingBox(), await toolbar.boundingBox()]
  expect((line?.y ?? 0) + (line?.height ?? 0)).toBeLessThan(bar?.y ?? 0)
  await ann.page.getByRole('button', { name: 'More formatting' }).tap()
  await ann.page.getByRole('menuitem', { name: 'Divider' }).tap()
  await expect(ann.editor.locator('hr')).toHaveCount(1)
})

test.describe('in Korean', () => {
  test.use({ locale: 'ko-KR' })

  test('the pages speak Korean to a browser that does, and English when asked', async ({ page, server }) => {
    await page.goto(server.url)
    await expect(page.getByRole('heading', { name: '빈 페이지가 기다리고 있어요' })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
    await page.getByRole('button', { name: '새 문서' }).click()
    await expect(page.getByRole('textbox', { name: '제목' })).toBeFocused()
    await page.keyboard.type('회의록\n모두 왔다.')
    await expect(page.getByRole('textbox', { name: '제목' })).toHaveValue('회의록')
    await expect(page.getByRole('textbox', { name: '본문' })).toHaveText('모두 왔다.')
    await expect(page.getByRole('button', { name: '상태: 저장됨' })).toBeVisible()
    await expect(page.getByRole('button', { name: '실행 취소' })).toBeVisible()

    await page.getByRole('button', { name: '모양과 언어' }).click()
    await page.getByText('English').click()
    await expect(page.getByRole('button', { name: 'Status: Saved' })).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Text' })).toHaveText('모두 왔다.')
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await page.reload()
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('회의록')
  })
})

test('is dark where the system is, or where one asks for it, before anything is painted', async ({
  browser,
  server,
}) => {
  const dark = await browser.newPage({ colorScheme: 'dark' })
  await dark.goto(server.url)
  expect(await brightness(dark)).toBeLessThan(0.1)
  await dark.close()

  const page = await browser.newPage({ colorScheme: 'light' })
  await page.goto(`${server.url}/d/${await createDocument(server.url)}`)
  expect(await brightness(page)).toBeGreaterThan(0.9)
  await page.getByRole('button', { name: 'Appearance and language' }).click()
  await page.getByText('Dark').click()
  await expect.poll(() => brightness(page)).toBeLessThan(0.1)
  const { editor } = windowOn(page)
  await expect(editor).toHaveCSS('color', 'rgb(233, 230, 223)')
  // The choice stands before the app is there: no white flash.
  // They are on their way for ever: a page that is told that they are nowhere loads itself anew.
  await page.route('**/assets/*.js', () => {})
  await page.reload({ waitUntil: 'commit' })
  await page.waitForFunction(() => document.styleSheets.length > 0 && document.body !== null)
  expect(await brightness(page)).toBeLessThan(0.1)
  await page.close()
})

test('moves nothing for who asks for less motion', async ({ join }) => {
  const ann = await join({ device: { reducedMotion: 'reduce' } })
  await ann.page.getByRole('button', { name: 'Share' }).click()
  await expect(ann.page.locator('.popover:popover-open')).toBeVisible()
  const longest = await ann.page.evaluate(() =>
    Math.max(
      0,
      ...document.getAnimations().map(({ effect }) => Number(effect?.getComputedTiming().duration)),
    ),
  )
  expect(longest).toBeLessThanOrEqual(1)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`keeps nobody out that a checker knows of, in ${colorScheme} colours`, async ({
    join,
    server,
    browser,
  }) => {
    const documentId = await createDocument(server.url)
    const bob = await join({ documentId, name: 'Bob' })
    await bob.editor.click()
    const ann = await join({ documentId, name: 'Ann', device: { colorScheme } })
    await ann.title.fill('Everything')
    await ann.editor.click()
    await ann.page.keyboard.type(
      '# Heading\nA **bold** *lean* `code` https://quire.example word\n- one\ntwo\n\n1. first\n\n[x] done\ntodo\n\n> said\n\n! warned ==lit==\n\n```let a\n\n\n---end',
    )
    await expectSaved(ann)
    await expect(ann.page.locator('.quire-caret')).toHaveCount(1)
    await expectAccessible(ann.page)
    for (const name of [
      /^Status/,
      /people here/,
      'Share',
      'Document menu',
      'Appearance and language',
      /^Block/,
      'Link',
      'Colour and highlight',
      'Alignment',
      'More formatting',
    ]) {
      await ann.page.getByRole('button', { name, exact: true }).click()
      await expect(ann.page.locator('.popover:popover-open .popover-loading')).toHaveCount(0)
      await expectAccessible(ann.page, '.popover:popover-open')
      await ann.page.keyboard.press('Escape')
    }
    await ann.editor.click()
    await ann.page.keyboard.press('Control+End')
    await ann.page.keyboard.type('\n/')
    await expect(ann.page.getByRole('listbox')).toBeVisible()
    await expectAccessible(ann.page)
    await ann.page.keyboard.press('Escape')
    await ann.page.keyboard.press('Shift+Home')
    await expect(ann.page.locator('.bubble')).toBeVisible()
    await expectAccessible(ann.page, '.bubble')
    await ann.editor.getByRole('link').click()
    await expect(ann.page.getByRole('toolbar', { name: 'Link' })).toBeVisible()
    await expectAccessible(ann.page, '.link-card')
    await ann.page.keyboard.press('Control+h')
    await ann.page.getByRole('textbox', { name: 'Find' }).fill('e')
    await expect(ann.page.locator('.found')).not.toHaveCount(0)
    await ann.page.keyboard.press('Control+Shift+o')
    await expect(ann.page.locator('.outline-item')).not.toHaveCount(0)
    await expectAccessible(ann.page)
    await ann.page.keyboard.press('Control+Shift+o')
    await ann.page.keyboard.press('Escape')
    await ann.page.keyboard.press('Control+Shift+f')
    await expect(ann.page.getByRole('button', { name: 'Leave focus mode' })).toBeVisible()
    await expectAccessible(ann.page)
    await ann.page.keyboard.press('Control+Shift+f')
    await ann.page.keyboard.press('Control+/')
    await expect(ann.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
    await expectAccessible(ann.page, 'dialog')
    await ann.page.keyboard.press('Escape')
    await ann.page.getByRole('link', { name: 'All documents' }).click()
    await expect(ann.page.getByRole('listitem')).toHaveCount(1)
    await expectAccessible(ann.page)
    await walkTheStart(ann.page)
    const page = await browser.newPage({ colorScheme })
    for (const path of ['/', '/nowhere']) {
      await page.goto(server.url + path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectAccessible(page)
    }
    await page.close()
  })
}

/** The states of the start page that come by what one does: lists, questions, news, and failures. */
async function walkTheStart(page: Page): Promise<void> {
  const made = page.waitForRequest(request => request.method() === 'POST')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'New document' }).click()
  await expect(page.getByText('A new document, on this device only so far.')).toBeVisible()
  await page.keyboard.type('Only here')
  await expect(page.getByTestId('status')).toHaveAttribute('data-state', 'offline')
  await expectAccessible(page)
  await page.getByRole('link', { name: 'All documents' }).click()
  await expect(page.getByRole('listitem').first()).toContainText('On this device only')
  await expectAccessible(page)
  await page.context().setOffline(false)
  await made
  await page.getByRole('link', { name: 'Mine' }).click()
  // By which name depends on whether the server has read it yet.
  await page.getByRole('button', { name: /^Move “.*” to the trash$/ }).click()
  await expect(page.getByText('Moved to the trash')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Trash' }).click()
  await page.getByRole('button', { name: /^Delete “.*” for good$/ }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Delete for good', exact: true }).click()
  await expect(page.getByText('The trash is empty.')).toBeVisible()
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'a.mp3', mimeType: '', buffer: Buffer.from('x') })
  await expect(page.getByRole('alert').filter({ hasText: 'can’t be imported' })).toBeVisible()
  await expectAccessible(page)
}

/** Goes there by one key, and looks at each stop whether one sees it. */
async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const walk: string[] = []
  for (let step = 0; step < 25; step++) {
    await page.keyboard.press(key)
    const here = await focused(page)
    walk.push(here)
    expect(await isSeen(page), `the focus can be seen, after ${walk.join(' → ')}`).toBe(true)
    if (typeof name === 'string' ? here === name : name.test(here)) return
  }
  throw new Error(`${key} does not lead to ${name}`)
}

/** A ring around it, or around what holds it; in text, a caret. Whole, and not behind what sticks to an edge. */
function isSeen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { activeElement: element } = document
    if (element === null || element === document.body) return false
    const { top, bottom, left, right } = element.getBoundingClientRect()
    const isInside = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth
    const isText = element.matches('textarea, input, [contenteditable]')
    const rings = [element, element.parentElement, element.closest('label')].some(
      each => each !== null && getComputedStyle(each).outlineStyle !== 'none',
    )
    return isInside && (isText || rings)
  })
}

/** What a screen reader would call what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement: element } = document
    return element?.getAttribute('aria-label') ?? element?.textContent ?? ''
  })
}

/** The page is as wide as the screen, and its controls are at least 44 px high and wide. The text's own are as high as
 *  its lines. */
async function expectFitting(page: Page): Promise<void> {
  const tooWide = await page.evaluate(
    () =>
      [document.documentElement, ...document.querySelectorAll(':popover-open')].filter(
        ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
      ).length,
  )
  expect(tooWide).toBe(0)
  const controls = page
    .locator('button, a, input, label')
    .and(page.locator(':not(.tiptap *, .skip-link, .field)'))
  const small = await controls.evaluateAll(elements =>
    elements
      .filter(element => element.checkVisibility())
      .map(element => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
      .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width}×${box.height}`),
  )
  expect(small).toEqual([])
}

/** How much room there is between the status, with its words, and who is here. Less than none: they cover each other. */
function leftOfStatus(page: Page): Promise<number> {
  return page.evaluate(() => {
    const edge = (selector: string) => document.querySelector(selector)?.getBoundingClientRect()
    const words = document.querySelector('.status-text')
    const cut = (words?.scrollWidth ?? 0) - (words?.clientWidth ?? 0)
    return (edge('.people')?.left ?? 0) - (edge('.status')?.right ?? 0) - cut
  })
}

/** From 0, black, to 1, white: what lies behind everything. */
function brightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [red = 0, green = 0, blue = 0] =
      getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? []
    return (red + green + blue) / (3 * 255)
  })
}
