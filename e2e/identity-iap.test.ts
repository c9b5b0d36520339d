import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect, it, onTestFinished } from 'vitest'
import { RawClient } from './support/raw-client.ts'
import { startServer } from './support/start-server.ts'
import { openStores } from './support/stores.ts'

const openStore = openStores()
const audience = '/projects/123456/apps/quire'
const header = 'x-goog-iap-jwt-assertion'

/** What stands for Google's proxy: it signs who somebody is, and shows its public key. */
async function openProxy() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] }
  const server = createServer((_request, answer) => void answer.end(JSON.stringify(keys)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const now = Math.floor(Date.now() / 1000)
  const sign = (name: string, { aud = audience, forSeconds = 600 } = {}) =>
    new SignJWT({ email: `${name}@example.com` })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer('https://cloud.google.com/iap')
      .setAudience(aud)
      .setSubject(`accounts.google.com:${name}`)
      .setIssuedAt(now)
      .setExpirationTime(now + forSeconds)
      .sign(privateKey)
  return { keysUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`, sign }
}

it.each(['SQLite', 'Postgres'] as const)(
  'behind Identity-Aware Proxy, knows people by its word alone, with %s',
  async store => {
    const proxy = await openProxy()
    const env = {
      AUTH: 'iap',
      IAP_AUDIENCE: audience,
      IAP_KEYS_URL: proxy.keysUrl,
      NODE_ENV: 'production',
      LOG_LEVEL: 'debug',
    }
    const server = await startServer({ env: { ...(await openStore(store)), ...env } })
    onTestFinished(() => server.stop())
    const ask = (path: string, assertion?: string, method = 'GET') =>
      fetch(server.url + path, { method, headers: assertion === undefined ? {} : { [header]: assertion } })

    const [ann, bob] = [await proxy.sign('ann'), await proxy.sign('bob')]
    for (const path of [
      '/',
      '/d/one',
      '/api/me',
      '/api/documents?list=mine',
      '/assets/none.js',
      '/metrics',
      '/no/where',
    ]) {
      for (const stranger of [
        undefined,
        'hello',
        `${ann}x`,
        await proxy.sign('ann', { aud: '/projects/1/apps/other' }),
      ]) {
        const refused = await ask(path, stranger)
        expect([refused.status, refused.headers.getSetCookie()], path).toEqual([401, []])
      }
    }
    for (const path of ['/health/live', '/health/ready']) expect((await ask(path)).status).toBe(200)

    const me = await ask('/api/me', ann)
    expect(me.headers.getSetCookie()).toEqual([])
    expect(await me.json()).toMatchObject({
      mode: 'iap',
      signedIn: true,
      canSignIn: false,
      user: { name: 'ann', email: 'ann@example.com' },
    })
    const { id } = await (await ask('/api/documents', ann, 'POST')).json()
    // Another word of the same person's is the same person; nobody else sees the document.
    const mine = async (assertion: string) =>
      (await (await ask('/api/documents?list=mine', assertion)).json()).map(
        (document: { id: string }) => document.id,
      )
    expect(await mine(await proxy.sign('ann', { forSeconds: 500 }))).toEqual([id])
    expect(await mine(bob)).toEqual([])

    for (const transport of ['websocket', 'polling'] as const) {
      const client = (assertion?: string) =>
        new RawClient(server.url, {
          transport,
          ...(assertion !== undefined && { headers: { [header]: assertion } }),
        })
      const [anns, bobs, nobodys] = [client(ann), client(bob), client()]
      const refusal = new Promise(resolve => nobodys.socket.once('connect_error', resolve))
      onTestFinished(() => {
        for (const each of [anns, bobs, nobodys]) each.socket.disconnect()
      })
      expect((await anns.open(id)).role, transport).toBe('owner')
      expect(await bobs.tryOpen({ documentId: id, after: 0, awarenessId: 1 }), transport).toMatchObject({
        ok: false,
        reason: 'unknown-document',
      })
      expect(await refusal, transport).toBeInstanceOf(Error)
    }
    const journal = server.lines.join('\n')
    for (const assertion of [ann, bob]) expect(journal).not.toContain(assertion.split('.')[2])
  },
  60_000,
)
