import type { Page } from '@playwright/test'
import * as Y from 'yjs'
import { expect, expectSaved, test, type Window } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'
import { scriptVectors } from './support/script-vectors.ts'

// RELIABILITY 26. The pages' own policy would stop most of it: here it is switched off, and the page must hold by itself.
test.use({ bypassCSP: true, breaksPolicy: true })

test('RELIABILITY 26: what would run in a page that takes it as it is, does run there', async ({ page }) => {
  // Or the other tests would show nothing.
  const ran = await listen(page)
  await page.setContent('<body></body>')
  for (const vector of scriptVectors) await page.evaluate(html => document.write(html), vector)
  await clickEverything(page)
  await expect.poll(() => ran.length).toBeGreaterThan(25)
})

test('RELIABILITY 26: nothing runs that is pasted, copied on, and clicked', async ({ join }) => {
  const ann = await join()
  const ran = await listen(ann.page)
  await ann.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await ann.editor.click()
  for (const vector of scriptVectors) {
    await paste(ann, { html: vector })
    await paste(ann, { html: `<p>before ${vector} after</p>` })
    await paste(ann, { text: vector })
    await ann.page.keyboard.press('Enter')
  }
  await expectSaved(ann)
  await clickEverything(ann.page)
  await ann.editor.click()
  await ann.page.keyboard.press('ControlOrMeta+a')
  await ann.page.keyboard.press('ControlOrMeta+c')
  await expect.poll(() => readClipboard(ann.page)).toContain('before')
  expect(await markupThatRuns(ann.page, await readClipboard(ann.page))).toEqual([])
  await ann.page.reload()
  await expect(ann.editor).toContainText('before')
  await clickEverything(ann.page)
  expect(ran).toEqual([])
})

test('RELIABILITY 26: nothing runs that somebody else writes past the editor, as title, text, name or attribute', async ({
  server,
  join,
  joinFromNode,
}) => {
  const documentId = await createDocument(server.url)
  const ann = await join({ documentId, name: scriptVectors[1] ?? '' })
  const ran = await listen(ann.page)
  const mallory = await joinFromNode({ documentId, name: '<img src=x onerror=ran()>' })
  for (const vector of scriptVectors) {
    mallory.append(
      { text: vector },
      { text: vector, attributes: { kind: vector } },
      { text: vector, attributes: { kind: 'heading', level: vector, indent: vector, checked: vector } },
      { text: vector, attributes: { kind: 'task', checked: true, onclick: 'ran()', style: vector } },
    )
    await mallory.provider.whenSaved()
  }
  for (const name of ['img', 'script', 'iframe', 'svg', 'a', 'onclick']) {
    const element = new Y.XmlElement(name)
    mallory.content.push([element])
    element.setAttribute('src', 'x')
    element.setAttribute('onerror', 'ran()')
    element.setAttribute('srcdoc', '<script>parent.ran()</script>')
  }
  const marked = mallory.text(0)
  marked.format(0, marked.length, {
    bold: '<img src=x onerror=ran()>',
    link: { href: 'data:text/html,<script>parent.ran()</script>' },
  })
  mallory.doc.getText('title').insert(0, '<img src=x onerror=ran()> {{ran()}}')
  await mallory.provider.whenSaved()
  await expect(ann.title).toHaveValue(/onerror/)
  await clickEverything(ann.page)
  await ann.page.getByRole('button', { name: /here/ }).first().click()
  // Not the title, which is in the page as well, where it stands above what one has scrolled to.
  await expect(ann.page.getByText('<img src=x onerror=ran()>', { exact: true }).first()).toBeVisible()
  await ann.page.keyboard.press('Escape')
  await ann.page.goto(server.url)
  await expect(ann.page.getByText('onerror').first()).toBeVisible()
  expect(ran).toEqual([])
})

test('RELIABILITY 26: the server refuses a link that runs script, however it is spelled', async ({
  server,
  joinFromNode,
}) => {
  const addresses = [
    'javascript:ran()',
    ' JaVaScRiPt:ran()',
    'java\tscript:ran()',
    '\u0001javascript:ran()',
    'vbscript:ran()',
  ]
  for (const href of addresses) {
    const documentId = await createDocument(server.url)
    const mallory = await joinFromNode({ documentId })
    mallory.append({ text: 'words' })
    await mallory.provider.whenSaved()
    mallory.text(0).format(0, 5, { link: { href } })
    await expect
      .poll(() => mallory.provider.status, href)
      .toMatchObject({ state: 'refused', reason: 'malformed' })
  }
})

/** Counts the calls of `ran()` in the page and its frames, whatever is loaded there. */
async function listen(page: Page): Promise<string[]> {
  const ran: string[] = []
  await page.exposeFunction('ran', () => ran.push(page.url()))
  page.on('dialog', dialog => void dialog.dismiss())
  return ran
}

/** What a reader may do with a text: points at everything, and clicks on it. */
async function clickEverything(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('body *')) {
      element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))
      if (
        element.closest('button, [role=button], nav, header') !== null &&
        element.closest('[contenteditable]') === null
      )
        continue
      element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
    }
  })
}

/** What of this markup would run something, where it is put into a page. */
async function markupThatRuns(page: Page, html: string): Promise<string[]> {
  return page.evaluate(markup => {
    const { body } = new DOMParser().parseFromString(markup, 'text/html')
    return [...body.querySelectorAll('*')]
      .filter(
        element =>
          /^(script|iframe|object|embed|svg|math|form|style|link|meta|base)$/i.test(element.tagName) ||
          [...element.attributes].some(
            ({ name, value }) => name.startsWith('on') || /^\W*(javascript|vbscript|data):/i.test(value),
          ),
      )
      .map(element => element.outerHTML)
  }, html)
}

async function readClipboard(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const [item] = await navigator.clipboard.read()
    const html = await item?.getType('text/html')
    return (await html?.text()) ?? ''
  })
}

async function paste({ editor }: Window, content: { html?: string; text?: string }): Promise<void> {
  await editor.evaluate((element, { html, text }) => {
    const clipboardData = new DataTransfer()
    if (html !== undefined) clipboardData.setData('text/html', html)
    if (text !== undefined) clipboardData.setData('text/plain', text)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, content)
}
