import type { IncomingMessage } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { nobody } from '../caller.ts'
import { Arrivals } from './arrivals.ts'
import { CookieIdentity } from './by-cookie.ts'
import { openLoginStore } from './login-store.ts'
import { Logins } from './logins.ts'
import { Seal } from './seal.ts'
import { openTables } from './testing/open-tables.ts'

interface Asked {
  method?: string
  url: string
  cookie?: string
}

const ann = {
  issuer: 'https://login.example.com',
  subject: 'ann',
  name: 'Ann',
  email: undefined,
  emailVerified: false,
}

async function setUp({
  guests = 'allow',
  isSecure = false,
}: {
  guests?: 'allow' | 'refuse'
  isSecure?: boolean
} = {}) {
  const { tables, changes, close } = await openTables()
  const clock = { now: Date.now() }
  const troubles: unknown[] = []
  const logins = await Logins.open({
    store: openLoginStore(tables, changes),
    onChange: listener => changes.onChange(listener),
    seal: new Seal('a secret of thirty-two characters', 'login'),
    lifetimeInMs: 100_000,
    onTrouble: error => troubles.push(error),
    now: () => clock.now,
  })
  onTestFinished(() => logins.close())
  const onTrouble = (error: unknown) => troubles.push(error)
  const identity = new CookieIdentity({ logins, guests, isSecure: () => isSecure, onTrouble })
  const ask = ({ method = 'GET', url, cookie }: Asked) =>
    identity.identify({ method, url, headers: { cookie } } as IncomingMessage)
  /** What a browser would send from then on. */
  const begin = async (url = '/') => (await ask({ url })).cookie?.split(';')[0] ?? ''
  const arrivals = new Arrivals({ tables, changes, logins })
  return { ask, begin, arrivals, clock, troubles, close }
}

const handshake = '/socket.io/?EIO=4&transport=websocket'

it.each([
  ['a page', { url: '/' }],
  ['a document’s page', { url: '/d/one' }],
  ['a page with something behind it', { url: '/?utm=x' }],
  ['who am I', { url: '/api/me' }],
  ['making a document', { method: 'POST', url: '/api/documents' }],
])('makes a guest of whoever asks for %s', async (_what, asked) => {
  const { ask } = await setUp()
  const { caller, cookie = '' } = await ask(asked)
  expect(caller.user).toMatch(/^g_/)
  expect(cookie).toMatch(/^quire=[\w.-]+; Path=\/; Max-Age=100; HttpOnly; SameSite=Lax$/)
  const [shown = ''] = cookie.split(';')
  expect(await ask({ url: handshake, cookie: shown })).toEqual({ caller })
})

it.each([
  ['a handshake', { url: handshake }],
  ['a poll', { url: '/socket.io/?EIO=4&transport=polling&sid=x', method: 'POST' }],
  ['a file of the app', { url: '/assets/index.js' }],
  ['a list of documents', { url: '/api/documents?ids=' }],
  ['what is no page', { url: '/', method: 'POST' }],
  ['the health of the node', { url: '/health/ready' }],
  ['signing in', { url: '/auth/sign-in' }],
])('makes nobody a guest by %s', async (_what, asked) => {
  const { ask } = await setUp()
  expect(await ask(asked)).toEqual({ caller: nobody })
})

it('makes somebody else of whoever shows what is no login of ours', async () => {
  const { ask, begin } = await setUp()
  const shown = await begin()
  const before = await ask({ url: '/api/me', cookie: shown })
  for (const cookie of [
    'quire=',
    'quire=x',
    `${shown}x`,
    shown.replace('quire', 'Quire'),
    `x${shown}`,
    shown.slice(0, -1),
  ]) {
    const { caller, cookie: given } = await ask({ url: '/api/me', cookie })
    expect(caller.user, cookie).not.toBe(before.caller.user)
    expect(given, cookie).toBeDefined()
    expect((await ask({ url: handshake, cookie })).caller).toBe(nobody)
  }
})

it('finds its cookie among others, and among others of its name', async () => {
  const { ask, begin } = await setUp()
  const shown = await begin()
  const { caller } = await ask({ url: handshake, cookie: shown })
  for (const cookie of [`a=b; ${shown}; c=d`, `quire=forged; ${shown}`, ` ;;${shown};quire=forged`]) {
    expect((await ask({ url: handshake, cookie })).caller, cookie).toEqual(caller)
  }
})

it('RELIABILITY 31: gives behind TLS a cookie that only this host can set, and takes no other one', async () => {
  const { ask, begin } = await setUp({ isSecure: true })
  const { cookie } = await ask({ url: '/' })
  expect(cookie).toMatch(/^__Host-quire=[\w.-]+; Path=\/; Max-Age=100; HttpOnly; SameSite=Lax; Secure$/)
  const shown = await begin()
  expect((await ask({ url: handshake, cookie: shown })).caller.user).toMatch(/^g_/)
  expect((await ask({ url: handshake, cookie: shown.replace('__Host-', '') })).caller).toBe(nobody)
})

it('renews a cookie that has lived a tenth of its life, where an answer can carry one', async () => {
  const { ask, begin, clock } = await setUp()
  const cookie = await begin()
  const places = ['/', '/api/documents?ids=', handshake]
  clock.now += 9_999
  for (const url of places) expect((await ask({ url, cookie })).cookie, url).toBeUndefined()
  clock.now += 1
  const before = (await ask({ url: '/assets/index.js', cookie })).caller
  for (const url of places) {
    const renewed = await ask({ url, cookie })
    expect(renewed.cookie, url).toMatch(/^quire=/)
    expect(renewed.caller).toEqual({ ...before, expiresAt: clock.now + 100_000 })
  }
  // A cache gives files to everybody, and a poll belongs to a connection.
  for (const url of ['/assets/index.js', `${handshake}&sid=x`]) {
    expect(await ask({ url, cookie })).toEqual({ caller: before })
  }
})

it('goes on with a login that cannot be renewed now', async () => {
  const { ask, arrivals, clock, troubles, close } = await setUp()
  const { caller, token } = await arrivals.signIn(ann)
  close()
  clock.now += 50_000
  expect(await ask({ url: '/api/me', cookie: `quire=${token}` })).toEqual({ caller })
  expect(troubles).toHaveLength(1)
})

it('lets guests see the app and sign in, and do nothing else, where the operator refuses them', async () => {
  const allowing = await setUp()
  const asGuest = await allowing.begin()
  const { ask, arrivals } = await setUp({ guests: 'refuse' })
  for (const cookie of [undefined, asGuest]) {
    const request = cookie === undefined ? {} : { cookie }
    for (const url of ['/', '/d/one', '/api/me', '/auth/sign-in', '/health/live', '/assets/x.js']) {
      expect(await ask({ url, ...request }), url).toEqual({ caller: nobody })
    }
    for (const url of ['/api/documents', '/api/documents/one/snapshot', handshake]) {
      expect(await ask({ url, ...request }), url).toEqual({ caller: nobody, refusal: 'sign-in-needed' })
    }
  }
  const { caller, token } = await arrivals.signIn(ann)
  expect(await ask({ url: handshake, cookie: `quire=${token}` })).toEqual({ caller })
})
