import type { Page } from '@playwright/test'
import { test as base, expect, expectSaved } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'

const test = base.extend<{ hurriedServer: TestServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  hurriedServer: async ({}, use) => {
    const server = await startServer({ from: 'build', env: { CONNECTION_MAX_AGE: '4s' } })
    await use(server)
    await server.stop()
  },
})

test('nobody sees that the connection changes, neither who writes nor who watches', async ({
  hurriedServer: server,
  join,
}) => {
  const where = { documentId: await createDocument(server.url), url: server.url }
  const [ann, bob] = await Promise.all([join({ ...where, name: 'Ann' }), join({ ...where, name: 'Bob' })])
  const connections = [ann, bob].map(({ page }) => countWebSockets(page))
  await ann.editor.click()
  await ann.page.keyboard.type('Once upon a time ')
  await expect(bob.page.locator('.quire-caret')).toHaveCount(1)
  await expect(bob.page.getByTestId('people')).toHaveAccessibleName('2 people here: Bob, Ann')
  await expectSaved(bob)
  const seen = await Promise.all([ann, bob].map(({ page }) => watch(page)))
  let typed = 'Once upon a time '
  await expect
    .poll(
      async () => {
        await ann.page.keyboard.type('and on ')
        typed += 'and on '
        return Math.min(...connections.map(count => count()))
      },
      { timeout: 30_000, intervals: [50] },
    )
    .toBeGreaterThanOrEqual(2)
  await expect(bob.editor).toHaveText(typed.trimEnd())
  await expectSaved(ann)
  const [atAnn, atBob] = await Promise.all(seen.map(stop => stop()))
  expect(atAnn?.states.filter(state => state !== 'saved' && state !== 'saving')).toEqual([])
  expect(atBob).toEqual({ states: ['saved'], carets: [1], people: ['2 people here: Bob, Ann'] })
  expect(atAnn?.people).toEqual(['2 people here: Ann, Bob'])
})

/** Those that open from now on. */
function countWebSockets(page: Page): () => number {
  let opened = 0
  page.on('websocket', () => opened++)
  return () => opened
}

interface Seen {
  states: (string | undefined)[]
  carets: number[]
  people: (string | null | undefined)[]
}

/** Notes what the page shows with every change to it. Gives what ends that, and resolves with all that was ever shown. */
async function watch(page: Page): Promise<() => Promise<Seen>> {
  const handle = await page.evaluateHandle(() => {
    const seen = {
      states: new Set<string | undefined>(),
      carets: new Set<number>(),
      people: new Set<string | null | undefined>(),
    }
    const look = () => {
      seen.states.add(document.querySelector<HTMLElement>('[data-testid=status]')?.dataset.state)
      seen.carets.add(document.querySelectorAll('.quire-caret').length)
      seen.people.add(document.querySelector('[data-testid=people]')?.getAttribute('aria-label'))
    }
    look()
    const observer = new MutationObserver(look)
    observer.observe(document.body, { attributes: true, childList: true, subtree: true })
    return () => {
      observer.disconnect()
      return { states: [...seen.states], carets: [...seen.carets], people: [...seen.people] }
    }
  })
  return () => handle.evaluate(stop => stop())
}
