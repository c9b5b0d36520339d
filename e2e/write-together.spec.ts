import { expect, test } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'
import { openTcpProxy, type ProxyMode } from './support/tcp-proxy.ts'

test('two people write in one document and see each other’s words', async ({ twoWindows: { ann, bob } }) => {
  await ann.editor.click()
  await ann.page.keyboard.type('Hello from Ann')
  await expect(bob.editor).toHaveText('Hello from Ann')
  await bob.editor.click()
  await bob.page.keyboard.press('Control+End')
  await bob.page.keyboard.press('Enter')
  await bob.page.keyboard.type('안녕하세요')
  await expect(ann.editor.getByText('안녕하세요')).toBeVisible()
})

const walls: { what: string; mode: ProxyMode; usableWithinInMs: number }[] = [
  { what: 'refuses WebSockets', mode: 'refuse-websocket', usableWithinInMs: 3000 },
  { what: 'swallows WebSockets', mode: 'swallow-websocket', usableWithinInMs: 3000 },
]
for (const { what, mode, usableWithinInMs } of walls) {
  test(`people write together through a network that ${what}`, async ({ server, browser, openDocument }) => {
    const proxy = await openTcpProxy(server)
    proxy.mode = mode
    const contexts = await Promise.all([browser.newContext(), browser.newContext()])
    const where = { documentId: await createDocument(server.url), url: proxy.url }
    const open = async (context: (typeof contexts)[number]) => openDocument(await context.newPage(), where)
    const [ann, bob] = await Promise.all(contexts.map(open))
    if (!ann || !bob) throw new Error('two contexts give two windows')
    await ann.editor.click()
    await ann.page.keyboard.type('through the wall')
    await expect(bob.editor).toHaveText('through the wall', { timeout: usableWithinInMs })
    await bob.editor.click()
    await bob.page.keyboard.press('Control+End')
    await bob.page.keyboard.type(', and back')
    await expect(ann.editor).toHaveText('through the wall, and back')
    expect(proxy.webSocketsAsked).toBeGreaterThan(0)
    await Promise.all(contexts.map(context => context.close()))
    await proxy.close()
  })
}

test('words typed while the server is away arrive when it is back', async ({
  browser,
  openDocument,
  server,
}) => {
  const proxy = await openTcpProxy(server)
  const contexts = await Promise.all([browser.newContext(), browser.newContext()])
  const documentId = await createDocument(server.url)
  const [ann, bob] = await Promise.all([
    openDocument(await contexts[0].newPage(), { documentId, url: proxy.url }),
    openDocument(await contexts[1].newPage(), { documentId }),
  ])
  proxy.mode = 'refuse'
  proxy.cut()
  await ann.editor.click()
  await ann.page.keyboard.type('typed in vain?')
  await expect(ann.editor).toHaveText('typed in vain?')
  proxy.mode = 'pass'
  await expect(bob.editor).toHaveText('typed in vain?', { timeout: 15_000 })
  await Promise.all(contexts.map(context => context.close()))
  await proxy.close()
})
