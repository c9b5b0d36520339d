import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { type CookieJar, openCookieJar } from './support/cookie-jar.ts'
import { openPeer } from './support/peer.ts'
import { converge } from './support/peers.ts'
import { ask, bodyOf, masked } from './support/polling-wire.ts'
import { createDocument, RawClient } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'
import { until } from './support/until.ts'

const lifetimeInMs = 5_000
let server: TestServer

beforeAll(async () => {
  server = await startServer({ env: { LOGIN_LIFETIME: '5s' } })
})
afterAll(() => server.stop())

/** A browser that has been to a page of the server's, and so is somebody. */
async function openBrowser(): Promise<CookieJar & { user: string }> {
  const jar = await openCookieJar(server)
  const answer = await fetch(`${jar.url}/api/me`)
  const { user }: { user?: { id: string } } = await answer.json()
  if (user === undefined) throw new Error('a page makes nobody a guest')
  return Object.assign(jar, { user: user.id })
}

it.each(['websocket', 'polling'] as const)(
  'RELIABILITY 30: who writes on while the login would end again and again notices nothing of it (%s)',
  async transport => {
    const browser = await openBrowser()
    const documentId = await createDocument(browser.url)
    const [ann, bob] = await Promise.all([
      openPeer({ url: browser.url, documentId, name: 'Ann', transports: [transport] }),
      openPeer({ url: server.url, documentId, name: 'Bob' }),
    ])
    onTestFinished(async () => {
      await Promise.all([ann.leave(), bob.leave()])
    })
    const states = new Set<string>()
    ann.provider.on('status', ({ state }) => states.add(state))
    const sessions = new Set<number>()
    const first = browser.header()
    const startedAt = performance.now()
    let typed = ''
    await until(
      () => {
        const word = `${typed.length} `
        ann.type(typed.length, word)
        typed += word
        sessions.add(ann.provider.session ?? 0)
        return performance.now() - startedAt > 3 * lifetimeInMs
      },
      'three lives of a login',
      4 * lifetimeInMs,
    )
    await converge([ann, bob], typed)
    expect(states).toEqual(new Set(['live']))
    // It has moved before each end, and is the same person still, by the same login.
    expect(sessions.size).toBeGreaterThanOrEqual(4)
    expect(browser.header()).not.toBe(first)
    expect(bob.provider.participants.find(({ profile }) => profile.name === 'Ann')?.user).toBe(browser.user)
  },
  30_000,
)

it('RELIABILITY 30: ends the rights of who does not renew a login, and takes nothing that they send after', async () => {
  const browser = await openBrowser()
  const documentId = await createDocument(browser.url)
  const client = new RawClient(server.url, { headers: { Cookie: browser.header() } })
  onTestFinished(() => client.close())
  let told: { withinMs: number } | undefined
  client.socket.on('handOver', handOver => {
    told = handOver
  })
  const { session } = await client.open(documentId)
  const startedAt = performance.now()
  await until(() => told, 'the word that it should move', lifetimeInMs)
  await until(() => client.refusals.length > 0, 'the end', 2 * lifetimeInMs)
  expect(client.refusals).toEqual([{ documentId, session, reason: 'forbidden', cause: 'expired' }])
  expect(performance.now() - startedAt).toBeLessThan(lifetimeInMs + 2_000)
  await until(() => client.socket.disconnected, 'the connection to end')
})

it('ends the rights of whoever signs out, in the middle of a session, on all of their connections', async () => {
  const browser = await openBrowser()
  const all = await Promise.all(
    (['websocket', 'polling'] as const).map(async transport => {
      const documentId = await createDocument(browser.url)
      return openPeer({ url: browser.url, documentId, name: transport, transports: [transport] })
    }),
  )
  onTestFinished(async () => {
    await Promise.all(all.map(peer => peer.leave()))
  })
  const signOut = await fetch(`${browser.url}/auth/sign-out`, { method: 'POST' })
  expect(signOut.status).toBe(204)
  for (const { provider, name } of all) {
    await until(() => provider.status.state === 'refused', `the end (${name})`, 2_000)
    expect(provider.status).toMatchObject({ reason: 'forbidden', cause: 'signed-out' })
  }
})

it('answers a stolen session id without its cookie as one of a session that is nowhere', async () => {
  const browser = await openBrowser()
  const cookie = browser.header()
  const { port } = server
  const opened = await ask(port, { headers: { Cookie: cookie } }).answer
  const { sid }: { sid: string } = JSON.parse(bodyOf(opened).slice(1))
  const thief = (await openBrowser()).header()
  for (const headers of [{}, { Cookie: thief }, { Cookie: `${cookie}x` }]) {
    for (const asked of [{ method: 'POST', body: '40' }, {}]) {
      const say = (sid: string) => ask(port, { ...asked, headers, query: `&sid=${sid}` }).answer.then(masked)
      expect(await say(sid)).toBe(await say('A'.repeat(20)))
    }
  }
  const own = { method: 'POST', body: '40', query: `&sid=${sid}`, headers: { Cookie: cookie } }
  expect(await ask(port, own).answer).toMatch(/^HTTP\/1.1 200 /)
})
