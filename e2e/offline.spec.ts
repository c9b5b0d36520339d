import type { Page } from '@playwright/test'
import { expect, expectSaved, test, type Window, windowOn } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'

test.use({ serviceWorkers: 'allow' })

test('without a network one goes on writing, and everything merges when it is back', async ({
  twoWindows: { ann, bob },
}) => {
  await ann.editor.click()
  await ann.page.keyboard.type('Before. ')
  await expectSaved(ann)
  await expect(bob.editor).toHaveText('Before. ')

  await ann.page.context().setOffline(true)
  await expect(ann.status).toHaveAttribute('data-state', 'offline')
  await expect(ann.status).toHaveText('Offline: kept on this device')
  await ann.page.keyboard.type('Offline. ')
  await ann.title.fill('Written in a tunnel')
  await expectKeptButUnsaved(ann, 'Offline')
  await bob.editor.click()
  await bob.page.keyboard.press('Control+Home')
  await bob.page.keyboard.type('Meanwhile. ')
  await expectSaved(bob)
  await expect(bob.editor).toHaveText('Meanwhile. Before. ')

  await ann.page.context().setOffline(false)
  await expectSaved(ann)
  await expect(bob.editor).toHaveText('Meanwhile. Before. Offline. ')
  await expect(ann.editor).toHaveText('Meanwhile. Before. Offline. ')
  await expect(bob.title).toHaveValue('Written in a tunnel')
})

test('says that it cannot reach the server when the line goes dead, and goes on when it lives', async ({
  server,
  join,
  line,
}) => {
  test.slow()
  const documentId = await createDocument(server.url)
  const [ann, bob] = await Promise.all([join({ documentId, url: line.url }), join({ documentId })])
  line.mode = 'freeze'
  await ann.editor.click()
  await ann.page.keyboard.type('Into the dark. ')
  await expect(ann.status).toHaveText('Saving…')
  // A dead line does not say that it is dead: it takes a while to be sure.
  await expectKeptButUnsaved(ann, 'Can’t reach the server', { timeout: 20_000 })
  await bob.editor.click()
  await bob.page.keyboard.type('In the light. ')
  await expectSaved(bob)

  line.mode = 'pass'
  await expectSaved(ann, { timeout: 20_000 })
  await expectSameText(ann, bob, ['In the light. ', 'Into the dark. '])
})

test('a line that is cut for a moment is nobody’s trouble', async ({ server, join, line }) => {
  const documentId = await createDocument(server.url)
  const [ann, bob] = await Promise.all([join({ documentId, url: line.url }), join({ documentId })])
  const states = await recordStates(ann.page)
  await ann.editor.click()
  await ann.page.keyboard.type('one ')
  await expect(bob.editor).toHaveText('one ')
  expect(line.cut()).toBeGreaterThan(0)
  await ann.page.keyboard.type('two ')
  await expect(bob.editor).toHaveText('one two ')
  await expectSaved(ann)
  const seen = await states()
  expect(seen).toContain('saving')
  expect(seen.filter(state => !['saved', 'saving', 'connecting'].includes(state))).toEqual([])
})

test('a server that is killed and started again loses nothing, and nobody reloads', async ({
  ownServer,
  join,
}) => {
  test.slow()
  const where = { documentId: await createDocument(ownServer.url), url: ownServer.url }
  const [ann, bob] = await Promise.all([join(where), join(where)])
  await ann.editor.click()
  await ann.page.keyboard.type('Saved. ')
  await expectSaved(ann)
  await ownServer.kill('SIGKILL')
  await ann.page.keyboard.type('From Ann. ')
  await bob.title.fill('From Bob')
  await expectKeptButUnsaved(ann, 'Can’t reach the server')
  await expectKeptButUnsaved(bob, 'Can’t reach the server')

  await ownServer.restart()
  await expectSaved(ann)
  await expectSaved(bob)
  await expect(bob.editor).toHaveText('Saved. From Ann. ')
  await expect(ann.title).toHaveValue('From Bob')
  const carl = await join(where)
  await expect(carl.editor).toHaveText('Saved. From Ann. ')
  await expect(carl.title).toHaveValue('From Bob')
})

test('a reload without a network finds the text, and what is written then merges later', async ({
  ownServer,
  join,
}) => {
  test.slow()
  const where = { documentId: await createDocument(ownServer.url), url: ownServer.url }
  const ann = await join(where)
  await appIsKept(ann.page)
  await ann.title.fill('Kept')
  await ann.editor.click()
  await ann.page.keyboard.type('Saved. ')
  await expectSaved(ann)
  await ownServer.kill('SIGKILL')
  await ann.page.context().setOffline(true)
  await ann.page.keyboard.type('Not saved. ')
  await expectKeptButUnsaved(ann, 'Offline')

  await ann.page.reload()
  await expect(ann.title).toHaveValue('Kept')
  await expect(ann.editor).toHaveText('Saved. Not saved. ')
  await ann.editor.click()
  await ann.page.keyboard.press('Control+End')
  await ann.page.keyboard.type('After the reload. ')
  await expectKeptButUnsaved(ann, 'Offline')

  await ownServer.restart()
  await ann.page.context().setOffline(false)
  await expectSaved(ann, { timeout: 20_000 })
  const bob = await join(where)
  await expect(bob.editor).toHaveText('Saved. Not saved. After the reload. ')
})

test('two tabs of one browser on one document, one of them offline, end with the same text', async ({
  server,
  join,
  openDocument,
}) => {
  const documentId = await createDocument(server.url)
  const first = await join({ documentId, name: 'Ann' })
  const context = first.page.context()
  const second = windowOn(await context.newPage())
  const plug = await unpluggable(second.page)
  await openDocument(second.page, { documentId })
  await second.editor.click()
  await second.page.keyboard.type('Both. ')
  await expect(first.editor).toHaveText('Both. ')

  await plug.pull()
  await second.page.keyboard.type('In the second tab. ')
  await expect(second.status).toHaveAttribute('data-unsaved', /[1-9]/)
  await first.editor.click()
  await first.page.keyboard.press('Control+Home')
  await first.page.keyboard.type('In the first tab. ')
  await expectSaved(first)
  await first.page.reload()
  await expect(first.editor).toContainText('In the first tab. Both. ')

  plug.putBack()
  // It tries again when it had meant to.
  await expectSaved(second, { timeout: 30_000 })
  await expectSaved(first)
  const text = 'In the first tab. Both. In the second tab. '
  await expect(first.editor).toHaveText(text)
  await expect(second.editor).toHaveText(text)
  const bob = await join({ documentId })
  await expect(bob.editor).toHaveText(text)
})

test('words of a tab that was closed offline are sent by the next that opens the document', async ({
  server,
  join,
  openDocument,
}) => {
  const documentId = await createDocument(server.url)
  const start = await join({ documentId })
  const context = start.page.context()
  const second = windowOn(await context.newPage())
  const plug = await unpluggable(second.page)
  await openDocument(second.page, { documentId })
  await plug.pull()
  await second.editor.click()
  await second.page.keyboard.type('Left behind. ')
  await expect(second.status).toHaveAttribute('data-detail', 'kept')
  await second.page.close()
  await start.page.close()

  const third = await openDocument(await context.newPage(), { documentId })
  await expect(third.editor).toHaveText('Left behind. ')
  await expectSaved(third)
  const bob = await join({ documentId })
  await expect(bob.editor).toHaveText('Left behind. ')
})

test('closing the window asks when words would be lost, and only then', async ({
  server,
  join,
  line,
  openDocument,
}) => {
  test.slow()
  const where = { documentId: await createDocument(server.url), url: line.url }
  const context = (await join(where)).page.context()
  await context.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }))
  const ann = await openDocument(await context.newPage(), where)
  await ann.editor.click()
  line.mode = 'refuse'
  line.cut()
  await ann.page.keyboard.type('Nowhere else. ')
  await expect(ann.status).toHaveText('Can’t reach the server: not kept')
  expect(await close(ann.page)).toBe('asked')
  await expect(ann.editor).toHaveText('Nowhere else. ')
  line.mode = 'pass'
  await expectSaved(ann)
  expect(await close(ann.page)).toBe('closed')
})

test('closing the window does not ask for words that the device keeps', async ({ server, join, line }) => {
  const bob = await join({ documentId: await createDocument(server.url), url: line.url })
  await bob.editor.click()
  line.mode = 'refuse'
  line.cut()
  await bob.page.keyboard.type('Kept. ')
  await expectKeptButUnsaved(bob, 'Can’t reach the server')
  expect(await close(bob.page)).toBe('closed')
})

/** The status tells the truth about words that the server does not have. */
async function expectKeptButUnsaved(
  { status }: Window,
  state: 'Offline' | 'Can’t reach the server',
  options?: { timeout: number },
): Promise<void> {
  await expect(status).toHaveText(`${state}: kept on this device`, options)
  await expect(status).toHaveAttribute('data-unsaved', /^[1-9]/)
}

async function expectSameText(one: Window, other: Window, parts: string[]): Promise<void> {
  for (const part of parts) await expect(one.editor).toContainText(part)
  await expect(other.editor).toHaveText((await one.editor.textContent()) ?? '')
}

/** Every state that the status shows from now on, each once. */
async function recordStates(page: Page): Promise<() => Promise<string[]>> {
  const recorder = await page.getByTestId('status').evaluateHandle(status => {
    const states = new Set<string>()
    const note = () => states.add(status.getAttribute('data-state') ?? '')
    note()
    new MutationObserver(note).observe(status, { attributes: true })
    return states
  })
  return () => recorder.evaluate(states => [...states])
}

/** The app itself is on the device. */
async function appIsKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready)
}

/** This page alone can lose its network, whatever other tabs do. Before it opens anything. */
async function unpluggable(page: Page): Promise<{ pull(): Promise<void>; putBack(): void }> {
  let pulled = false
  const sockets = new Set<{ close(): Promise<void> }>()
  await page.routeWebSocket(/\/socket\.io\//, socket => {
    if (pulled) return void socket.close()
    socket.connectToServer()
    sockets.add(socket)
  })
  await page.route(/\/(socket\.io|api)\//, route => (pulled ? route.abort() : route.continue()))
  return {
    pull: async () => {
      pulled = true
      await Promise.all([...sockets].map(socket => socket.close()))
    },
    putBack: () => {
      pulled = false
    },
  }
}

/** Closes the window as a person does. Asked for confirmation, it stays. */
async function close(page: Page): Promise<'asked' | 'closed'> {
  const outcome = new Promise<'asked' | 'closed'>(resolve => {
    page.once('close', () => resolve('closed'))
    page.once('dialog', async dialog => {
      await dialog.dismiss()
      if (dialog.type() === 'beforeunload') resolve('asked')
    })
  })
  await page.close({ runBeforeUnload: true })
  return outcome
}
