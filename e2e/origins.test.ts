import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { startServer, type TestServer } from './support/start-server.ts'

const evil = 'https://evil.example'
const host = 'quire.example'

/** Rows 27 and 31 of what Quire promises: another site's page gets in nowhere. */
const doors = [
  ['a handshake by long-polling', { path: '/socket.io/?EIO=4&transport=polling' }, 200],
  ['a poll', { path: '/socket.io/?EIO=4&transport=polling&sid=none' }, 400],
  ['what a poll says', { method: 'POST', path: '/socket.io/?EIO=4&transport=polling&sid=none' }, 400],
  ['a WebSocket', { path: '/socket.io/?EIO=4&transport=websocket', upgrade: true }, 101],
  ['a new document', { method: 'POST', path: '/api/documents' }, 201],
  ['a list of documents', { path: '/api/documents?ids=' }, 200],
] as const

interface Asked {
  method?: string
  path: string
  origin?: string
  host?: string
  upgrade?: boolean
}

it.each(doors)(
  "RELIABILITY 27: refuses %s to another site's page, and to nobody else",
  async (_what, asked, otherwise) => {
    const server = await start()
    const status = async (who: Partial<Asked>) => (await ask(server, { host, ...asked, ...who })).status
    for (const origin of [evil, 'null', 'nonsense', `https://${host}.evil.example`, `http://${host}:81`]) {
      expect(await status({ origin }), origin).toBe(403)
    }
    // Behind a proxy that ends TLS the page's scheme is not the connection's.
    for (const origin of [`http://${host}`, `https://${host}`]) {
      expect(await status({ origin }), origin).toBe(otherwise)
    }
    // What is no browser says nothing of the kind.
    expect(await status({})).toBe(otherwise)
  },
)

it.each(doors)(
  'RELIABILITY 27: knows for %s the one address that it was told, down to the scheme',
  async (_what, asked, otherwise) => {
    const server = await start({
      PUBLIC_URL: 'https://quire.example',
      ALLOWED_ORIGINS: 'https://other.example',
    })
    const status = async (who: Partial<Asked>) => (await ask(server, { host, ...asked, ...who })).status
    const rebound = { host: 'evil.example', origin: 'http://evil.example' }
    for (const who of [rebound, { origin: `http://${host}` }, { origin: evil }]) {
      expect(await status(who), who.origin).toBe(403)
    }
    // A balancer may have given another `Host`.
    for (const who of [
      { origin: `https://${host}`, host: 'node1:8080' },
      { origin: 'https://other.example' },
      {},
    ]) {
      expect(await status(who), who.origin).toBe(otherwise)
    }
  },
)

it('lets a page of an allowed origin read the answers, and no other one', async () => {
  const server = await start({ ALLOWED_ORIGINS: 'https://other.example' })
  const allowed = { path: '/api/documents', method: 'OPTIONS', origin: 'https://other.example' }
  expect(await ask(server, allowed)).toMatchObject({
    status: 204,
    headers: { 'access-control-allow-origin': 'https://other.example', vary: 'origin' },
  })
  expect((await ask(server, { ...allowed, method: 'POST' })).status).toBe(201)
  const { headers } = await ask(server, {
    ...allowed,
    method: 'POST',
    origin: server.url,
    host: hostOf(server),
  })
  expect(headers['access-control-allow-origin']).toBeUndefined()
})

it('refuses without waiting for what the page would say', async () => {
  const server = await start()
  const asking = request(`${server.url}/api/documents`, {
    method: 'POST',
    headers: { origin: evil, 'content-length': 1e9 },
  })
  onTestFinished(() => void asking.destroy())
  asking.flushHeaders()
  const [answer] = await once(asking, 'response')
  expect(answer.statusCode).toBe(403)
  expect(answer.headers.connection).toBe('close')
})

const started: Record<string, TestServer> = {}
afterAll(async () => {
  await Promise.all(Object.values(started).map(server => server.stop()))
})

/** One for each environment. */
async function start(env: Record<string, string> = {}): Promise<TestServer> {
  const key = JSON.stringify(env)
  started[key] ??= await startServer({ env })
  return started[key]
}

const hostOf = ({ url }: TestServer): string => new URL(url).host

async function ask({ url }: TestServer, { path, method = 'GET', origin, host, upgrade }: Asked) {
  const headers = {
    ...(host !== undefined && { host }),
    ...(origin !== undefined && { origin }),
    ...(upgrade === true && {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }),
  }
  const asking = request(url + path, { method, headers })
  asking.end()
  const upgraded = once(asking, 'upgrade')
  const answered = once(asking, 'response')
  const [answer] = await Promise.race([upgraded, answered])
  upgraded.catch(() => undefined)
  answered.catch(() => undefined)
  answer.resume()
  answer.socket.destroy()
  return { status: answer.statusCode, headers: answer.headers }
}
