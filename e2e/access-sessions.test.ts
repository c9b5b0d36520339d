import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { QuireProvider } from '../client/sync/index.ts'
import { maxInlineSnapshotBytes } from '../protocol/index.ts'
import { openCookieJar } from './support/cookie-jar.ts'
import { openPeer } from './support/peer.ts'
import { converge } from './support/peers.ts'
import { createDocument } from './support/raw-client.ts'
import { seededRandom } from './support/seeded-random.ts'
import { startServer, type TestServer } from './support/start-server.ts'
import { until } from './support/until.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

interface Sharing {
  link: { role: string; key?: string } | null
}

/** Ann has made a document, and shares it as she likes. */
async function annShares() {
  const browser = await openCookieJar(server)
  const documentId = await createDocument(browser.url)
  const change = async (method: string, path: string, body?: object): Promise<Sharing> => {
    const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const address = `${browser.url}/api/documents/${documentId}/sharing${path}`
    const answer = await fetch(address, { method, ...(body !== undefined && json) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`)
    return answer.json()
  }
  const ann = await openPeer({ url: browser.url, documentId, name: 'Ann' })
  onTestFinished(() => ann.leave())
  return { ann, documentId, change }
}

it.each(['websocket', 'polling'] as const)(
  'loses nothing of who writes on while the right to is taken and given again and again (%s)',
  async transport => {
    const { ann, documentId, change } = await annShares()
    const bob = await openPeer({ url: server.url, documentId, name: 'Bob', transports: [transport] })
    onTestFinished(() => bob.leave())
    let typed = ''
    const typing = setInterval(() => {
      const word = `${typed.length} `
      bob.type(typed.length, word)
      typed += word
    }, 15)
    onTestFinished(() => clearInterval(typing))
    for (let i = 0; i < 10; i++) {
      const role = i % 2 === 0 ? 'viewer' : 'editor'
      await change('PUT', '/link', { role })
      await until(() => bob.provider.role === role, `Bob to be ${role}`, 5_000)
      // Sometimes at once, sometimes when what was held back is under way or refused.
      const startedAt = performance.now()
      await until(() => performance.now() - startedAt > i * 25, 'a moment')
    }
    clearInterval(typing)
    await converge([ann, bob], typed)
    expect(bob.provider.status).toMatchObject({ state: 'live', unsaved: 0 })
  },
  30_000,
)

it('lets in whoever has the key of a link, to read a long document, too, and nobody by an older one', async () => {
  const { ann, documentId, change } = await annShares()
  const random = seededRandom(1)
  const letters = Array.from({ length: 80_000 }, () => String.fromCharCode(33 + random() * 90))
  const long = letters.join('')
  ann.type(0, long)
  await ann.provider.whenSaved()
  const first = await change('POST', '/link/renewal', {})
  const fetched = async () => {
    const headers = { 'x-quire-link': first.link?.key ?? '' }
    return (await fetch(`${server.url}/api/documents/${documentId}/snapshot`, { headers })).headers
  }
  const isLong = async () => Number((await fetched()).get('content-length')) > maxInlineSnapshotBytes
  await until(isLong, 'a snapshot that is fetched', 20_000)
  const enter = (link: string | undefined) => {
    const doc = new Y.Doc()
    const options = { url: server.url, documentId, doc, offline: false, ...(link !== undefined && { link }) }
    const provider = new QuireProvider(options)
    onTestFinished(() => provider.destroy())
    return { provider, text: () => doc.getText('text').toString() }
  }
  const bob = enter(first.link?.key)
  await bob.provider.whenSynced
  expect(bob.text()).toBe(long)
  for (const stranger of [enter(undefined), enter('wrong'), enter('')]) {
    await until(() => stranger.provider.status.state === 'refused', 'a stranger to be refused')
    expect(stranger.provider.status).toMatchObject({ reason: 'unknown-document' })
  }
  const second = await change('POST', '/link/renewal', {})
  await until(() => bob.provider.status.state === 'refused', 'the old link to be dead')
  expect(bob.provider.status).toMatchObject({ reason: 'forbidden', cause: 'link-withdrawn' })
  bob.provider.connect()
  await until(() => bob.provider.status.state === 'refused', 'it to stay dead')
  const eve = enter(second.link?.key)
  await eve.provider.whenSynced
  expect(eve.text()).toBe(long)
}, 40_000)
