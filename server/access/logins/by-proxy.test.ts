import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect, it, onTestFinished } from 'vitest'
import { nobody } from '../caller.ts'
import { openProxyIdentity } from './by-proxy.ts'
import { type Account, userIdOf } from './user-store.ts'

const audience = '/projects/123/apps/quire'
const issuer = 'https://cloud.google.com/iap'
const subject = 'accounts.google.com:117'

/** The proxy's keys, and where they are to be had. */
async function openKeys() {
  const pair = await generateKeyPair('ES256')
  const keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'first', alg: 'ES256', use: 'sig' }] }
  let fetched = 0
  const server = createServer((_request, answer) => {
    fetched++
    answer.setHeader('content-type', 'application/json').end(JSON.stringify(keys))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    if (server.listening) await once(server.close(), 'close')
  }
  onTestFinished(close)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
  return { privateKey: pair.privateKey, url, close, fetched: () => fetched }
}

type Keys = Awaited<ReturnType<typeof openKeys>>

const now = () => Math.floor(Date.now() / 1000)

/** As the proxy says it of Ann, unless told otherwise. */
function assert(
  { privateKey }: Pick<Keys, 'privateKey'>,
  claims: Record<string, unknown> = {},
  header = {},
): Promise<string> {
  const ann = {
    iss: issuer,
    aud: audience,
    sub: subject,
    email: 'ann@example.com',
    iat: now(),
    exp: now() + 600,
  }
  return new SignJWT({ ...ann, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'first', ...header })
    .sign(privateKey)
}

function setUp(keysUrl: string, before?: { guest: string }) {
  const forgeries: unknown[] = []
  const store = { isAway: false }
  const kept: Account[] = []
  const troubles: unknown[] = []
  const login = before && { user: before.guest, login: 'l_before', expiresAt: Number.POSITIVE_INFINITY }
  const adopted: (string | undefined)[] = []
  const identity = openProxyIdentity({
    audience,
    keysUrl,
    read: () => login,
    noCookie: () => 'no more',
    keep: async (account, from) => {
      if (store.isAway) throw new Error('away')
      kept.push(account)
      if (from !== undefined) adopted.push(from.user)
    },
    onForgery: error => void forgeries.push(error),
    onTrouble: error => troubles.push(error),
  })
  const ask = (assertion?: string, url = '/api/me', method = 'GET') => {
    const headers = assertion === undefined ? {} : { 'x-goog-iap-jwt-assertion': assertion }
    return identity.identify({ method, url, headers } as IncomingMessage)
  }
  return { ask, kept, forgeries, troubles, adopted, store }
}

const refused = { caller: nobody, refusal: 'sign-in-needed' }

it('knows people by the proxy’s signed word, for as long as that holds', async () => {
  const keys = await openKeys()
  const { ask, kept } = setUp(keys.url)
  const user = userIdOf({ issuer, subject })
  const exp = now() + 300
  const known = { caller: { user, login: user.replace('u_', 'l_'), expiresAt: exp * 1000 } }
  expect(await ask(await assert(keys, { exp }))).toEqual(known)
  expect(await ask(await assert(keys, { exp }), '/socket.io/?EIO=4&transport=websocket')).toEqual(known)
  expect(kept).toEqual([{ issuer, subject, name: 'ann', email: 'ann@example.com', emailVerified: true }])
  // The keys are fetched once, and people are kept once, unless something is said of them that is new.
  expect(keys.fetched()).toBe(1)
  await ask(await assert(keys, { email: 'ann@new.example.com' }))
  expect(kept).toHaveLength(2)
})

it('lets in nobody but health checks without the proxy’s word', async () => {
  const { ask, forgeries } = setUp((await openKeys()).url)
  for (const url of [
    '/',
    '/d/one',
    '/api/me',
    '/api/documents',
    '/assets/x.js',
    '/socket.io/?EIO=4',
    '/metrics',
  ]) {
    expect(await ask(undefined, url), url).toEqual(refused)
  }
  for (const url of ['/health/live', '/health/ready'])
    expect(await ask(undefined, url)).toEqual({ caller: nobody })
  expect(forgeries).toEqual([])
})

it('takes no word that the proxy has not given to this application, now', async () => {
  const keys = await openKeys()
  const strangers = await generateKeyPair('ES256')
  const rsa = await generateKeyPair('RS256')
  const { ask, forgeries: found, kept } = setUp(keys.url)
  const good = await assert(keys)
  const [head = '', body = '', signature = ''] = good.split('.')
  const changed = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: 'x' }),
  )
  const none = Buffer.from('{"alg":"none","kid":"first"}').toString('base64url')
  const forgeries = {
    'of another audience': assert(keys, { aud: '/projects/666/apps/quire' }),
    'of another issuer': assert(keys, { iss: 'https://accounts.google.com' }),
    expired: assert(keys, { iat: now() - 700, exp: now() - 60 }),
    'from the future': assert(keys, { iat: now() + 120 }),
    'too old': assert(keys, { iat: now() - 4_000 }),
    'without an end': assert(keys, { exp: undefined }),
    'without a beginning': assert(keys, { iat: undefined }),
    'about nobody': assert(keys, { sub: undefined }),
    'signed by somebody else': assert(strangers),
    'signed by a key that there is not': assert(keys, {}, { kid: 'second' }),
    'signed otherwise': assert(rsa, {}, { alg: 'RS256' }),
    'not signed': `${none}.${body}.`,
    'not signed any more': `${head}.${body}.`,
    'with another body': `${head}.${changed.toString('base64url')}.${signature}`,
    'no word at all': 'hello',
    '': '',
  }
  for (const [what, forged] of Object.entries(forgeries)) {
    expect(await ask(await forged), what).toEqual(refused)
  }
  expect(found).toHaveLength(Object.keys(forgeries).length)
  expect(kept).toEqual([])
  expect((await ask(good)).refusal).toBeUndefined()
  const clocksDiffer = assert(keys, { iat: now() + 20 })
  expect((await ask(await clocksDiffer)).refusal).toBeUndefined()
})

it('lets nobody in while it has no keys to check with, and goes on by those that it has', async () => {
  const keys = await openKeys()
  const early = setUp('http://127.0.0.1:1/keys')
  expect(await early.ask(await assert(keys))).toEqual(refused)
  const { ask } = setUp(keys.url)
  expect((await ask(await assert(keys))).refusal).toBeUndefined()
  await keys.close()
  expect((await ask(await assert(keys))).refusal).toBeUndefined()
})

it('believes an address that Google has seen to, and no other one', async () => {
  const keys = await openKeys()
  const { ask, kept } = setUp(keys.url)
  await ask(await assert(keys, { sub: 'securetoken.google.com/quire:9', email: 'ann@example.com' }))
  await ask(
    await assert(keys, { sub: 'accounts.google.com:9', email: 'accounts.google.com:ann@example.com' }),
  )
  expect(kept).toMatchObject([
    { email: 'ann@example.com', emailVerified: false },
    { email: 'ann@example.com', emailVerified: true },
  ])
})

it('gives people what they had as guests before there was the proxy, when they look at a page', async () => {
  const keys = await openKeys()
  const { ask, adopted } = setUp(keys.url, { guest: 'g_ann' })
  expect((await ask(await assert(keys), '/api/documents')).cookie).toBeUndefined()
  expect(adopted).toEqual([])
  expect((await ask(await assert(keys), '/')).cookie).toBe('no more')
  expect(adopted).toEqual(['g_ann'])
})

it('knows people while the store is away, and keeps them when it is back', async () => {
  const keys = await openKeys()
  const { ask, kept, troubles, store } = setUp(keys.url, { guest: 'g_ann' })
  store.isAway = true
  const { caller, cookie, refusal } = await ask(await assert(keys), '/')
  expect([caller.user, cookie, refusal]).toEqual([userIdOf({ issuer, subject }), undefined, undefined])
  expect(troubles).toHaveLength(1)
  store.isAway = false
  expect((await ask(await assert(keys), '/')).cookie).toBe('no more')
  expect(kept).toHaveLength(1)
})
