import { request } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { QuireProvider, type QuireProviderOptions } from '../client/sync/index.ts'
import { freePort } from '../scripts/free-port.ts'
import { FormBrowser } from './support/form-browser.ts'
import { type OidcProviderOptions, signInBy, startOidcProvider } from './support/oidc-provider.ts'
import { RawClient } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'
import { openStores, type Store } from './support/stores.ts'
import { until } from './support/until.ts'

const openStore = openStores()
const secret = 'a secret of thirty-two characters'

interface SetUp {
  store?: Store
  provider?: Partial<OidcProviderOptions>
  env?: Record<string, string>
  /** How many share the store; the address is the first one's. */
  nodes?: number
}

async function setUp({ store = 'SQLite', provider: options = {}, env = {}, nodes = 1 }: SetUp = {}) {
  const ports = await Promise.all(Array.from({ length: nodes }, freePort))
  const url = `http://127.0.0.1:${ports[0]}`
  const provider = await startOidcProvider({ origins: [url], ...options })
  onTestFinished(() => provider.stop())
  const shared = { SESSION_SECRET: secret, LOG_LEVEL: 'debug', ...(await openStore(store)) }
  const servers: TestServer[] = []
  for (const port of ports) {
    const server = await startServer({ port, env: { ...shared, ...signInBy(provider, url), ...env } })
    onTestFinished(() => server.stop())
    servers.push(server)
  }
  return { url, urls: servers.map(server => server.url), server: servers[0] as TestServer, servers, provider }
}

interface Me {
  mode: string
  user?: { id: string; name: string; email?: string }
  signedIn: boolean
  canSignIn: boolean
  expiresInMs?: number
}

async function me(browser: FormBrowser, url: string): Promise<Me> {
  const answer = await browser.ask(`${url}/api/me`)
  expect(answer.status).toBe(200)
  return await answer.json()
}

/** With the path as it stands, which `fetch` would change. */
function statusOfPost(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const asked = request({ hostname, port, path, method: 'POST' }, answer => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on('error', reject).end()
  })
}

async function makeDocument(browser: FormBrowser, url: string): Promise<string> {
  const answer = await browser.ask(`${url}/api/documents`, { method: 'POST' })
  const { id } = await answer.json()
  return id
}

async function owned(browser: FormBrowser, url: string): Promise<string[]> {
  const documents = await (await browser.ask(`${url}/api/documents?list=mine`)).json()
  return documents.map(({ id }: { id: string }) => id)
}

const signOut = (browser: FormBrowser, url: string, body = {}) =>
  browser.ask(`${url}/auth/sign-out`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe.each(['SQLite', 'Postgres'] as const)('with %s', store => {
  it('signs people in at a provider’s own form, and brings them back to where they were', async () => {
    const { url } = await setUp({ store })
    const ann = new FormBrowser()
    await ann.open(`${url}/d/one`)
    const guest = await me(ann, url)
    expect(guest).toMatchObject({ mode: 'oidc', signedIn: false, canSignIn: true, user: { name: '' } })
    const page = await ann.signIn(url, { as: 'ann', to: '/d/one' })
    expect(page.url.href).toBe(`${url}/d/one`)
    const signedIn = await me(ann, url)
    expect(signedIn).toMatchObject({
      signedIn: true,
      user: { id: expect.stringMatching(/^u_/), name: 'ann', email: 'ann@example.com' },
    })
    // The same person on another device, by another login.
    const phone = new FormBrowser()
    await phone.signIn(url, { as: 'ann' })
    expect((await me(phone, url)).user).toEqual(signedIn.user)
    expect(phone.cookie('quire')).not.toBe(ann.cookie('quire'))
    const bob = new FormBrowser()
    await bob.signIn(url, { as: 'bob' })
    expect((await me(bob, url)).user?.id).not.toBe(signedIn.user?.id)
  }, 60_000)

  it('lets a guest who signs in keep the documents, and nobody who kept the guest’s cookie', async () => {
    const { url } = await setUp({ store })
    const [ann, thief] = [new FormBrowser(), new FormBrowser()]
    const made = await makeDocument(ann, url)
    expect(await owned(ann, url)).toEqual([made])
    thief.setCookie('quire', ann.cookie('quire') ?? '')
    expect(await owned(thief, url)).toEqual([made])
    await ann.signIn(url, { as: 'ann' })
    expect(await owned(ann, url)).toEqual([made])
    expect(await owned(thief, url)).toEqual([])
    const elsewhere = new FormBrowser()
    await elsewhere.signIn(url, { as: 'ann' })
    expect(await owned(elsewhere, url)).toEqual([made])
  }, 60_000)

  it('lets guests keep their documents when the operator turns sign-in on', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const provider = await startOidcProvider({ origins: [url] })
    onTestFinished(() => provider.stop())
    const env: Record<string, string> = { SESSION_SECRET: secret, ...(await openStore(store)) }
    const before = await startServer({ port, env })
    onTestFinished(() => before.stop())
    const ann = new FormBrowser()
    const made = await makeDocument(ann, url)
    await before.kill('SIGTERM')
    const { dataDir } = before
    const after = await startServer({ port, dataDir, env: { ...env, ...signInBy(provider, url) } })
    onTestFinished(() => after.stop())
    expect(await owned(ann, url)).toEqual([made])
    await ann.signIn(url, { as: 'ann' })
    expect(await owned(ann, url)).toEqual([made])
  }, 60_000)

  it('ends a login with signing out, and all of a person’s at once where they ask for it', async () => {
    const { url, server } = await setUp({ store })
    const [ann, phone, thief, bob] = [
      new FormBrowser(),
      new FormBrowser(),
      new FormBrowser(),
      new FormBrowser(),
    ]
    for (const browser of [ann, phone]) await browser.signIn(url, { as: 'ann' })
    await bob.signIn(url, { as: 'bob' })
    const stolen = ann.cookie('quire') ?? ''
    expect((await signOut(ann, url)).status).toBe(204)
    expect(ann.cookie('quire')).toBeUndefined()
    thief.setCookie('quire', stolen)
    expect(await me(thief, url)).toMatchObject({
      signedIn: false,
      user: { id: expect.stringMatching(/^g_/) },
    })
    expect((await me(phone, url)).signedIn).toBe(true)
    await ann.signIn(url, { as: 'ann' })
    const again = ann.cookie('quire') ?? ''
    expect((await signOut(phone, url, { everywhere: true })).status).toBe(204)
    for (const cookie of [stolen, again]) {
      thief.setCookie('quire', cookie)
      expect((await me(thief, url)).signedIn).toBe(false)
    }
    expect((await me(bob, url)).signedIn).toBe(true)
    // A node that starts later knows it, too.
    await server.kill()
    await server.restart()
    thief.setCookie('quire', again)
    expect((await me(thief, url)).signedIn).toBe(false)
    expect((await me(bob, url)).signedIn).toBe(true)
  }, 60_000)
})

it('lets any node hear what another one has asked the provider', async () => {
  const { url, urls } = await setUp({ store: 'Postgres', nodes: 2 })
  const [, other = ''] = urls
  const ann = new FormBrowser({
    redirect: to => (to.pathname === '/auth/callback' ? new URL(other + to.pathname + to.search) : to),
  })
  await ann.signIn(url, { as: 'ann' })
  for (const node of urls) expect((await me(ann, node)).user?.name).toBe('ann')
}, 60_000)

it('29 refuses the cookie of somebody who has signed out on every node within two seconds, without Redis', async () => {
  const { urls } = await setUp({ store: 'Postgres', nodes: 2 })
  const [here = '', there = ''] = urls
  const thief = new FormBrowser()
  for (const everywhere of [false, true]) {
    const ann = new FormBrowser()
    await ann.signIn(here, { as: 'ann' })
    thief.setCookie('quire', ann.cookie('quire') ?? '')
    expect((await me(thief, there)).signedIn).toBe(true)
    await signOut(ann, here, { everywhere })
    const signedOutAt = performance.now()
    const stolen = thief.cookie('quire') ?? ''
    await until(async () => {
      const copy = new FormBrowser()
      copy.setCookie('quire', stolen)
      return (await me(copy, there)).signedIn === false
    }, 'the other node to hear of it')
    expect(performance.now() - signedOutAt).toBeLessThan(2_000)
  }
}, 60_000)

describe('the way back from the provider', () => {
  /** Somebody who is about to come back, and the address to which the provider sends them. */
  async function aboutToComeBack(as: string, options: SetUp = {}) {
    const { url, server, provider } = await setUp(options)
    const browser = new FormBrowser({
      redirect: to => {
        if (to.pathname !== '/auth/callback') return to
        callback = to
        return new URL('/health/live', to)
      },
    })
    let callback = new URL('about:blank')
    await browser.signIn(url, { as, to: '/d/one' })
    return { url, server, provider, browser, callback }
  }

  it('is good once, in the browser that went there, and unchanged', async () => {
    const { url, browser, callback } = await aboutToComeBack('mallory')
    const kept = browser.cookie('quire-sign-in') ?? ''
    // Login CSRF: a victim is sent where an attacker was about to go.
    const victim = new FormBrowser()
    expect((await victim.open(callback)).status).toBe(400)
    await victim.open(`${url}/auth/sign-in`)
    expect((await victim.open(callback)).status).toBe(400)
    expect((await me(victim, url)).signedIn).toBe(false)
    for (const forged of [`${kept}x`, kept.slice(1), 'x', victim.cookie('quire') ?? '']) {
      const mallory = new FormBrowser()
      mallory.setCookie('quire-sign-in', forged)
      expect((await mallory.open(callback)).status, forged).toBe(400)
      expect(mallory.cookie('quire-sign-in')).toBeUndefined()
    }
    const page = await browser.open(callback)
    expect(page.url.pathname).toBe('/d/one')
    expect((await me(browser, url)).user?.name).toBe('mallory')
    expect((await browser.open(callback)).status).toBe(400)
    // With what the browser kept, and has given up, it is the provider who knows that the code is spent.
    const replayed = new FormBrowser()
    replayed.setCookie('quire-sign-in', kept)
    expect((await replayed.open(callback)).status).toBe(502)
    expect((await me(replayed, url)).signedIn).toBe(false)
  }, 60_000)

  it('tells who changed their mind nothing but the page they came from', async () => {
    const { url, browser, callback } = await aboutToComeBack('ann')
    const declined = new URL(callback)
    declined.searchParams.delete('code')
    declined.searchParams.set('error', 'access_denied')
    const page = await browser.open(declined)
    expect(page.url.href).toBe(`${url}/d/one`)
    expect((await me(browser, url)).signedIn).toBe(false)
  }, 60_000)

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/auth/sign-in'])(
    'never ends at %s',
    async to => {
      const { url } = await setUp()
      const ann = new FormBrowser()
      const page = await ann.signIn(url, { as: 'ann', to })
      expect(page.url.href).toBe(`${url}/`)
    },
    60_000,
  )
})

it('RELIABILITY 31: keeps signing in to this host alone, where people come by TLS', async () => {
  const publicUrl = 'https://quire.example'
  const { url } = await setUp({ provider: { origins: [publicUrl] }, env: { PUBLIC_URL: publicUrl } })
  // Whatever ends TLS before the node.
  const redirect = (to: URL) => (to.origin === publicUrl ? new URL(to.pathname + to.search, url) : to)
  const ann = new FormBrowser({ redirect })
  const asked = await ann.ask(`${url}/auth/sign-in?to=/d/one`)
  expect(asked.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-quire-sign-in=[\w.-]+; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax; Secure$/,
    ),
  ])
  expect(asked.headers.get('cache-control')).toBe('private, no-cache')
  const page = await ann.signIn(url, { as: 'ann', to: '/d/one' })
  expect(page.url.pathname).toBe('/d/one')
  expect((await me(ann, url)).user?.name).toBe('ann')
  expect(ann.cookie('__Host-quire-sign-in')).toBeUndefined()
  const inTheOpen = new FormBrowser()
  inTheOpen.setCookie('quire', ann.cookie('__Host-quire') ?? '')
  expect((await me(inTheOpen, url)).signedIn).toBe(false)
}, 60_000)

it('asks a provider that keeps its tokens short for what people are called', async () => {
  const claimsOf = (subject: string) => ({
    name: 'Ann Example',
    email: `${subject}@Example.com`,
    email_verified: true,
  })
  const { url } = await setUp({ provider: { claimsIn: 'userinfo', claimsOf } })
  const ann = new FormBrowser()
  await ann.signIn(url, { as: 'ann' })
  expect((await me(ann, url)).user).toMatchObject({ name: 'Ann Example', email: 'ann@example.com' })
}, 60_000)

it('serves people while the provider is away, and signs them in when it is back', async () => {
  const { url, server, provider } = await setUp({ provider: { away: true } })
  const ann = new FormBrowser()
  expect((await ann.open(`${url}/api/me`)).status).toBe(200)
  const excuse = await ann.open(`${url}/auth/sign-in?to=/d/one`)
  expect(excuse).toMatchObject({
    status: 503,
    text: expect.stringContaining('href="/auth/sign-in?to=%2Fd%2Fone"'),
  })
  expect(server.lines.join('\n')).toContain(
    `OIDC_ISSUER (${provider.issuer}) cannot be reached: ECONNREFUSED`,
  )
  await provider.restart()
  await ann.signIn(url, { as: 'ann' })
  expect((await me(ann, url)).signedIn).toBe(true)
  await provider.stop()
  // It was needed for signing in alone.
  expect((await me(ann, url)).signedIn).toBe(true)
}, 60_000)

it('says what is wrong with what it was told of the provider, and no secret', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const known = await startOidcProvider({ origins: [url] })
  onTestFinished(() => known.stop())
  for (const [env, sentence] of [
    [{ OIDC_CLIENT_SECRET: 'hunter2' }, 'does not know OIDC_CLIENT_ID, or OIDC_CLIENT_SECRET is not the one'],
    [
      { OIDC_ISSUER: `${known.issuer}/jwks` },
      `OIDC_ISSUER (${known.issuer}/jwks) is no OpenID Connect provider`,
    ],
    [
      { OIDC_ISSUER: `${known.issuer.replace('127.0.0.1', 'localhost')}` },
      'calls itself otherwise than OIDC_ISSUER',
    ],
  ] as const) {
    const server = await startServer({ port, env: { ...signInBy(known, url), ...env } })
    const page = await new FormBrowser().signIn(url, { as: 'ann' })
    expect(page.status, sentence).toBe(502)
    await until(() => server.lines.join('\n').includes(sentence), sentence)
    expect(server.lines.join('\n')).not.toContain('hunter2')
    await server.stop()
  }
}, 60_000)

it('lets nobody do anything who has not signed in, where the operator refuses guests', async () => {
  const { url } = await setUp({ env: { GUESTS: 'refuse' } })
  const ann = new FormBrowser()
  expect((await ann.open(`${url}/d/one`)).status).not.toBe(401)
  expect(await me(ann, url)).toEqual({ mode: 'oidc', signedIn: false, canSignIn: true })
  expect(ann.cookie('quire')).toBeUndefined()
  for (const [method, path] of [
    ['POST', '/api/documents'],
    ['GET', '/api/documents?list=mine'],
    ['GET', '/api/documents/one/snapshot'],
    ['POST', '/api/%64ocuments'],
  ] as const) {
    const refused = await ann.ask(url + path, { method })
    expect([refused.status, await refused.json()], path).toEqual([
      401,
      { ok: false, reason: 'sign-in-needed' },
    ])
  }
  for (const path of ['/%61pi/documents', '/api%2fdocuments', `${url}/api/documents`]) {
    expect(await statusOfPost(url, path), path).toBe(404)
  }
  const connect = (cookie: string) => {
    const client = new RawClient(url, { headers: { cookie } })
    onTestFinished(() => void client.socket.disconnect())
    return new Promise<string>(resolve => {
      client.socket.once('connect', () => resolve('let in'))
      client.socket.once('connect_error', error => resolve(error.message))
    })
  }
  expect(await connect('')).toBe('forbidden')
  await ann.signIn(url, { as: 'ann' })
  expect(await makeDocument(ann, url)).toMatch(/\w/)
  expect(await connect(ann.cookies())).toBe('let in')
}, 60_000)

it('calls whoever has signed in what their provider calls them, whatever their client says', async () => {
  const { url } = await setUp()
  const ann = new FormBrowser()
  await ann.signIn(url, { as: 'ann' })
  const id = await makeDocument(ann, url)
  const client = new RawClient(url, { name: 'The Queen', headers: { cookie: ann.cookies() } })
  onTestFinished(() => void client.socket.disconnect())
  const { participants } = await client.open(id)
  expect(participants.map(({ profile }) => profile)).toEqual([{ name: 'ann', color: '#336699' }])
  client.say('profile', { name: 'The Queen', color: '#cf3546' })
  await until(() => client.presences.length > 0, 'the new colour')
  expect(client.presences.at(-1)?.joined.map(({ profile }) => profile)).toEqual([
    { name: 'ann', color: '#cf3546' },
  ])
}, 60_000)

it('writes into no journal what would let anybody in, not even at its most talkative', async () => {
  const { url, server, provider } = await setUp()
  const ann = new FormBrowser()
  const guest = (await ann.open(url)) && ann.cookie('quire')
  await ann.signIn(url, { as: 'ann' })
  const again = new FormBrowser()
  const stale = ann.visited.find(address => address.includes('/auth/callback')) ?? ''
  await again.open(stale)
  await signOut(ann, url)
  const tokens = ann.visited.flatMap(address => [...new URL(address).searchParams.values()])
  const secrets = [guest, provider.clientSecret, secret, ann.cookie('quire'), ...tokens]
  expect(tokens.length).toBeGreaterThan(5)
  const journal = server.lines.join('\n')
  for (const each of secrets) {
    // What is shorter is a word of the protocol, or a path.
    if (each !== undefined && each.length > 20 && !each.startsWith('http'))
      expect(journal).not.toContain(each)
  }
}, 60_000)

describe('a program', () => {
  const program = (options: Omit<QuireProviderOptions, 'doc'>) => {
    const doc = new Y.Doc()
    const provider = new QuireProvider({ doc, ...options })
    onTestFinished(() => provider.destroy())
    return { text: doc.getText('text'), provider }
  }

  it.each(['websocket', 'polling'] as const)(
    'uses by %s the private documents of whose cookie it shows, and of nobody else',
    async transport => {
      const { url } = await setUp({ env: { GUESTS: 'refuse' } })
      const ann = new FormBrowser()
      await ann.signIn(url, { as: 'ann' })
      const documentId = await makeDocument(ann, url)
      const where = { url, documentId, transports: [transport] }
      let asked = 0
      const headers = async () => {
        // Whatever keeps it may be away at first.
        if (++asked === 1) throw new Error('not yet')
        return { Cookie: ann.cookies() }
      }
      const writing = program({ ...where, headers })
      const words = 'More than goes through a socket. '.repeat(8_000)
      writing.text.insert(0, words)
      await writing.provider.whenSaved()
      expect(writing.provider.role).toBe('owner')
      expect(writing.provider.participants).toMatchObject([{ profile: { name: 'ann' } }])

      const reading = program({ ...where, headers: { cookie: ann.cookies() } })
      await reading.provider.whenSynced
      expect(reading.text.toString()).toBe(words)
      for (const wrong of [{}, { headers: { cookie: 'quire=forged' } }]) {
        const { provider } = program({ ...where, ...wrong })
        await until(() => provider.status.state === 'refused', 'nobody to be let in')
      }
    },
    60_000,
  )

  it('uses a document by the key of its link, where guests are let in', async () => {
    const { url } = await setUp()
    const ann = new FormBrowser()
    await ann.signIn(url, { as: 'ann' })
    const documentId = await makeDocument(ann, url)
    const shared = await ann.ask(`${url}/api/documents/${documentId}/sharing/link`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'editor' }),
    })
    const { link } = await shared.json()
    const { text, provider } = program({ url, documentId, link: link.key })
    text.insert(0, 'by the link')
    await provider.whenSaved()
    const stranger = program({ url, documentId })
    await until(() => stranger.provider.status.state === 'refused', 'nobody without it')
  })
})
