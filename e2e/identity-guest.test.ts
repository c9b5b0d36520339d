import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../scripts/free-port.ts'
import { FormBrowser } from './support/form-browser.ts'
import { startPostgres } from './support/postgres.ts'
import { secret } from './support/sign-in-stage.ts'
import { runServer, type ServerOptions, startServer, type TestServer } from './support/start-server.ts'
import { openStores } from './support/stores.ts'
import { until } from './support/until.ts'

const openStore = openStores()

async function start(options: ServerOptions = {}) {
  const server = await startServer(options)
  onTestFinished(() => server.stop())
  return server
}

/** A server for all who need nothing particular. */
let plain: TestServer
beforeAll(async () => {
  plain = await startServer()
})
afterAll(() => plain.stop())

async function me(
  browser: FormBrowser,
  url: string,
): Promise<{ user: { id: string; name: string }; expiresInMs: number }> {
  return (await browser.ask(`${url}/api/me`)).json()
}

const json = { 'content-type': 'application/json' }
const rename = (browser: FormBrowser, url: string, name: unknown) =>
  browser.ask(`${url}/api/me`, { method: 'PUT', headers: json, body: JSON.stringify({ name }) })

describe.each(['SQLite', 'Postgres'] as const)('with %s', store => {
  it('knows a guest by the browser alone, and by the name that they give', async () => {
    const server = await start({ env: await openStore(store) })
    const ann = new FormBrowser()
    await ann.open(`${server.url}/`)
    const first = await me(ann, server.url)
    expect(first).toMatchObject({ mode: 'guest', signedIn: false, canSignIn: false, user: { name: '' } })
    expect((await rename(ann, server.url, '  Ann ')).status).toBe(204)
    expect((await me(ann, server.url)).user).toEqual({ id: first.user.id, name: 'Ann' })
    expect((await rename(ann, server.url, '')).status).toBe(204)
    expect((await me(ann, server.url)).user).toEqual({ id: first.user.id, name: '' })
    for (const wrong of ['x'.repeat(65), 7, null, undefined]) {
      expect((await rename(ann, server.url, wrong)).status).toBe(400)
    }
    const bob = new FormBrowser()
    expect((await me(bob, server.url)).user.id).not.toBe(first.user.id)
    expect((await rename(new FormBrowser(), server.url, 'Nobody')).status).toBe(204)
  }, 60_000)

  it('knows people again after a restart without a secret of its own making being told', async () => {
    const server = await start({ env: await openStore(store) })
    const ann = new FormBrowser()
    const { user } = await me(ann, server.url)
    await server.kill()
    await server.restart()
    expect((await me(ann, server.url)).user).toEqual(user)
  }, 60_000)

  it('makes somebody else of whoever shows what is not ours, has been ended, or belongs to another Quire', async () => {
    const server = await start({ env: { ...(await openStore(store)), SESSION_SECRET: secret } })
    const [ann, mallory, stranger] = [new FormBrowser(), new FormBrowser(), new FormBrowser()]
    const { user } = await me(ann, server.url)
    await me(stranger, plain.url)
    const cookie = ann.cookie('quire') ?? ''
    const [body = '', signature = ''] = cookie.split('.')
    const claims = Buffer.from(body, 'base64url').toString()
    const forged = Buffer.from(claims.replace(/g_/, 'u_')).toString('base64url')
    const shown = [
      `${forged}.${signature}`,
      `${body}.`,
      body,
      `${cookie}x`,
      'x'.repeat(4_000),
      stranger.cookie('quire') ?? '',
    ]
    for (const each of shown) {
      mallory.setCookie('quire', each)
      expect((await me(mallory, server.url)).user.id, each).not.toBe(user.id)
    }
    expect((await me(ann, server.url)).user).toEqual(user)
    expect((await ann.ask(`${server.url}/auth/sign-out`, { method: 'POST' })).status).toBe(204)
    mallory.setCookie('quire', cookie)
    expect((await me(mallory, server.url)).user.id).not.toBe(user.id)
  }, 60_000)
})

it('shares what people are known by among the nodes of a database, with a secret of their own making', async () => {
  const env = await openStore('Postgres')
  const [one, two] = await Promise.all([start({ env }), start({ env })])
  const ann = new FormBrowser()
  expect((await me(ann, one.url)).user).toEqual((await me(ann, two.url)).user)
}, 60_000)

it('30 renews a login while it is used, and knows nobody by one that was not', async () => {
  const server = await start({ env: { LOGIN_LIFETIME: '3s' } })
  const [ann, bob] = [new FormBrowser(), new FormBrowser()]
  const { user } = await me(ann, server.url)
  const idle = (await me(bob, server.url)).user
  const cookies = new Set<string>()
  const startedAt = performance.now()
  await until(
    async () => {
      const now = await me(ann, server.url)
      expect(now.user).toEqual(user)
      expect(now.expiresInMs).toBeGreaterThan(1_000)
      cookies.add(ann.cookie('quire') ?? '')
      return performance.now() - startedAt > 5_000
    },
    'longer than a login lasts',
    20_000,
  )
  expect(cookies.size).toBeGreaterThan(5)
  const [first = ''] = cookies
  ann.setCookie('quire', first)
  for (const [browser, before] of [
    [ann, user],
    [bob, idle],
  ] as const) {
    expect((await me(browser, server.url)).user.id).not.toBe(before.id)
  }
}, 60_000)

const throughTls = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' }

it.each([
  ['says so', { PUBLIC_URL: 'https://quire.example' }, {}],
  ['is told so by a proxy that it knows', { TRUSTED_PROXIES: '1' }, throughTls],
])(
  'RELIABILITY 31: gives cookies that nobody else can set, read or send, where it is reached by TLS and %s',
  async (_how, env, headers) => {
    const server = await start({ env })
    for (const [path, method] of [
      ['/', 'GET'],
      ['/d/one', 'GET'],
      ['/api/me', 'GET'],
      ['/api/documents', 'POST'],
    ]) {
      const answer = await fetch(server.url + path, { method: method ?? '', headers })
      const cookies = answer.headers.getSetCookie()
      expect(cookies, path).toEqual([
        expect.stringMatching(
          /^__Host-quire=[\w.-]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/,
        ),
      ])
      const asked = { headers: { ...headers, cookie: cookies[0]?.split(';')[0] ?? '' } }
      const known = await fetch(`${server.url}/api/me`, asked)
      expect(known.headers.getSetCookie()).toEqual([])
      expect(answer.headers.get('cache-control')).toMatch(/^private, no-/)
    }
  },
  60_000,
)

it('RELIABILITY 31: believes nobody else that somebody came by TLS, and says so to no browser that did not', async () => {
  const answer = await fetch(`${plain.url}/`, { headers: throughTls })
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^quire=[\w.-]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/),
  ])
}, 60_000)

it.each([
  ['PUT', '/api/me', '{"name":"Mallory"}'],
  ['POST', '/auth/sign-out', '{}'],
  ['POST', '/auth/sign-out', '{"everywhere":true}'],
])(
  "31 lets no other site's page %s %s",
  async (method, path, body) => {
    const ann = new FormBrowser()
    const before = await me(ann, plain.url)
    for (const headers of [
      { ...json, origin: 'https://evil.example' },
      { ...json, origin: 'null' },
      { 'content-type': 'text/plain', origin: 'https://evil.example' },
    ]) {
      expect((await ann.ask(plain.url + path, { method, body, headers })).status).toBe(403)
    }
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const answer = await ann.ask(plain.url + path, { method, body, headers: { 'content-type': type } })
      expect(answer.status, type).toBe(415)
    }
    expect((await me(ann, plain.url)).user).toEqual(before.user)
  },
  60_000,
)

it('lets no cache hand one person’s login to another', async () => {
  const server = await start({ env: { LOGIN_LIFETIME: '2s' } })
  const page = await fetch(`${server.url}/`)
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const [file = ''] = /\/assets\/[^"]*/.exec(await page.text()) ?? []
  // Old enough to be renewed with the next answer that may carry a cookie.
  await until(
    async () => (await fetch(`${server.url}/`, { headers: { cookie } })).headers.has('set-cookie'),
    'its renewal',
  )
  const asset = await fetch(server.url + file, { headers: { cookie } })
  expect(asset.headers.get('cache-control')).toMatch(/^public/)
  expect(asset.headers.getSetCookie()).toEqual([])
}, 60_000)

it('knows guests while the database is away', async () => {
  const postgres = await startPostgres()
  onTestFinished(() => postgres.stop())
  const server = await start({ env: { DATABASE_URL: await postgres.createDatabase() } })
  const page = await fetch(`${server.url}/`)
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  await postgres.kill()
  const again = await fetch(`${server.url}/`, { headers: { cookie } })
  expect([again.status, again.headers.getSetCookie()]).toEqual([200, []])
  const handshake = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers: { cookie } })
  expect(handshake.status).toBe(200)
}, 60_000)

describe('a secret', () => {
  async function place() {
    const dataDir = mkdtempSync(join(tmpdir(), 'quire-'))
    onTestFinished(() => rmSync(dataDir, { recursive: true }))
    return { dataDir, port: await freePort() }
  }

  it('must be there in production: there is none that others could know', async () => {
    const { code, lines } = await runServer({ ...(await place()), env: { NODE_ENV: 'production' } })
    expect(code).toBe(1)
    expect(lines).toEqual([expect.stringMatching(/^SESSION_SECRET .*must be set.*openssl rand -base64 32/)])
  }, 60_000)

  it('must be one that nobody guesses, and is not repeated', async () => {
    const { code, lines } = await runServer({ ...(await place()), env: { SESSION_SECRET: 'hunter2' } })
    expect(code).toBe(1)
    expect(lines.join()).toMatch(/^(?!.*hunter2)SESSION_SECRET must have at least 32 characters/)
  }, 60_000)

  it('may stand in a file', async () => {
    const { dataDir, port } = await place()
    const file = join(dataDir, 'secret')
    writeFileSync(file, `${secret}\n`)
    const server = await start({ dataDir, port, env: { NODE_ENV: 'production', SESSION_SECRET_FILE: file } })
    const same = await start({ env: { SESSION_SECRET: secret } })
    const ann = new FormBrowser()
    expect((await me(ann, server.url)).user).toEqual((await me(ann, same.url)).user)
  }, 60_000)
})
