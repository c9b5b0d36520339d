import type { BrowserContext, Page } from '@playwright/test'
import { expect, expectSaved, isAboutPolicy, test, windowOn } from './support/fixtures.ts'

test.use({ serviceWorkers: 'allow' })

test('the pages do nothing that their own policy forbids, whatever one does with them', async ({
  browser,
  ownServer,
}) => {
  test.slow()
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const complaints = await listen(context)
  const page = await context.newPage()
  await page.goto(ownServer.url)
  await page.getByRole('button', { name: 'New document' }).click()
  const window = windowOn(page)
  await expect(window.title).toBeFocused()
  await page.keyboard.type('Minutes\n# Heading\n[x] done\nplain **bold** ')
  await paste(
    page,
    '<p style="color: red"><b style="font-weight: normal">plain</b> <span style="font-weight: 700">fat</span></p>',
  )
  await expect(window.editor.locator('strong', { hasText: 'fat' })).toBeVisible()
  await expectSaved(window)

  const other = windowOn(await context.newPage())
  await other.page.goto(page.url())
  await other.editor.click()
  await other.page.keyboard.type('here')
  await expect(page.locator('.quire-caret')).toHaveCount(1)
  for (const name of ['Share', 'Appearance and language', /here/]) {
    await page.getByRole('button', { name }).first().click()
    await page.keyboard.press('Escape')
  }
  await window.status.click()
  await page.keyboard.press('Escape')
  await page.goto(`${ownServer.url}/nowhere`)
  await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible()
  await page.goto(other.page.url())
  await page.evaluate(() => navigator.serviceWorker.ready)
  await expectSaved(window)

  await ownServer.kill()
  await page.reload()
  await expect(window.editor).toContainText('here')
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  expect(complaints).toEqual([])
  await context.close()
})

test('what gets into a page against all rules does not run', async ({ page, server }) => {
  const complaints = await listen(page.context())
  await page.goto(server.url)
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.ran = 1'
    document.body.append(script)
    document.body.insertAdjacentHTML('beforeend', '<img src="/none" onerror="globalThis.ran = 2">')
    document.body.insertAdjacentHTML('beforeend', '<a href="javascript:globalThis.ran = 3">link</a>')
  })
  await page.getByRole('link', { name: 'link' }).click()
  await expect.poll(() => complaints.filter(text => text.includes('script-src')).length).toBeGreaterThan(2)
  expect(await page.evaluate('globalThis.ran')).toBeUndefined()
})

/** What browsers have against the pages of a context, from now on. */
async function listen(context: BrowserContext): Promise<string[]> {
  const complaints: string[] = []
  await context.exposeFunction('complain', (text: string) => complaints.push(text))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      Reflect.get(globalThis, 'complain')(`${violatedDirective}: ${blockedURI} in ${sourceFile}`)
    })
  })
  context.on('console', said => {
    if (isAboutPolicy(said.text())) complaints.push(said.text())
  })
  context.on('serviceworker', worker =>
    worker.on('console', said => {
      if (isAboutPolicy(said.text())) complaints.push(said.text())
    }),
  )
  return complaints
}

async function paste(page: Page, html: string): Promise<void> {
  await windowOn(page).editor.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, html)
}
