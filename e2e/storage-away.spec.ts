import type { Page } from '@playwright/test'
import { test as base, expect, expectSaved, windowOn } from './support/fixtures.ts'
import { type Postgres, startPostgres } from './support/postgres.ts'
import { startServer, type TestServer } from './support/start-server.ts'

const test = base.extend<{ postgres: Postgres; nodeOnPostgres: TestServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  postgres: async ({}, use) => {
    const postgres = await startPostgres()
    await use(postgres)
    await postgres.stop()
  },
  nodeOnPostgres: async ({ postgres }, use) => {
    const server = await startServer({ from: 'build', env: { DATABASE_URL: postgres.url } })
    await use(server)
    await server.stop()
  },
})

test('while the database is away the page says what is true, in one voice, and saves by itself afterwards', async ({
  postgres,
  nodeOnPostgres: { url },
  join,
}) => {
  const { page, editor, status, title } = await join({ url })
  await title.fill('Kept')
  await editor.click()
  await page.keyboard.type('on the device')
  await expectSaved(windowOn(page))
  await postgres.kill()

  await page.reload()
  const notice = page.locator('.notices')
  await expect(notice).toHaveText(
    'The server can’t open this document right now. This page tries again by itself. Below is this device’s copy.',
  )
  await expect(status).toHaveText('Can’t open now')
  await expect(editor).toHaveText('on the device')

  await editor.press('End')
  const said = await watchWords(page)
  await page.keyboard.type(', and a good deal more of it than before', { delay: 100 })
  const notSaving =
    'The server can’t save right now. This page tries again by itself. Your words are kept on this device.'
  await expect(notice).toHaveText(notSaving)
  // One change, with the first key.
  expect((await said()).slice(1)).toEqual([[notSaving, 'Not saving: kept on this device']])

  await page.getByRole('link', { name: 'All documents' }).click()
  await page.getByRole('button', { name: 'New document' }).click()
  await expect(page.getByRole('alert')).toHaveText(
    'The server can’t make new documents right now. Try again in a moment.',
    { timeout: 15_000 },
  )
  await page.getByRole('link', { name: 'Kept' }).click()
  await postgres.restart()
  await expectSaved(windowOn(page), { timeout: 20_000 })
  await expect(notice).toBeEmpty()
  await expect(editor).toHaveText('on the device, and a good deal more of it than before')
})

/** Notes what the notice and the status say now, and with every change to either. */
async function watchWords(page: Page): Promise<() => Promise<string[][]>> {
  const recorder = await page.evaluateHandle(() => {
    const places = ['.notices', '[data-testid="status"]'].map(place => document.querySelector(place))
    const said: (string | undefined)[][] = []
    const look = () => {
      const words = places.map(place => place?.textContent.trim())
      if (JSON.stringify(words) !== JSON.stringify(said.at(-1))) said.push(words)
    }
    look()
    const observer = new MutationObserver(look)
    for (const place of places) {
      if (place) observer.observe(place, { subtree: true, childList: true, characterData: true })
    }
    return { said, observer }
  })
  return () =>
    recorder.evaluate(({ said, observer }) => {
      observer.disconnect()
      return said.map(words => words.map(text => text ?? ''))
    })
}
