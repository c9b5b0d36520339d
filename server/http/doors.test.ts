import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { type Refusal, type Role, refuse } from '../../protocol/index.ts'
import { nobody } from '../access/caller.ts'
import { type Asks, keepDoors } from './doors.ts'
import { askWho } from './who-asks.ts'

/** Two routes, and somebody who may do everything until a test says otherwise. */
async function open() {
  const http = fastify({ forceCloseConnections: true })
  onTestFinished(() => http.close())
  const right = { role: 'owner' as Role | Refusal, hasEnded: false, asked: () => {} }
  const identity = { identify: async () => ({ caller: { ...nobody, user: 'g_ann', login: 'l_ann' } }) }
  askWho(http, identity, { admitPerson: () => undefined })
  keepDoors(http, {
    may: async () => right.role,
    hasEnded: async () => right.hasEnded,
  })
  const done: string[] = []
  const route = (url: string, asks: Asks) =>
    http.put(url, { config: { asks }, onRequest: async () => right.asked() }, async ({ url }) => {
      done.push(url)
      return { ok: true }
    })
  route('/documents/:id', 'share')
  route('/me', 'who')
  await http.listen()
  const { port } = http.server.address() as AddressInfo
  /** Sends the half of a body, calls `meanwhile` when the server has let it in, and sends the rest. */
  const drip = async (path: string, meanwhile: () => void) => {
    const headers = { 'content-type': 'application/json' }
    const asked = new Promise<void>(resolve => {
      right.asked = resolve
    })
    const asking = request({ port, path, method: 'PUT', headers })
    asking.write('{"role":')
    await asked
    meanwhile()
    asking.end('"editor"}')
    const [answer] = await once(asking, 'response')
    answer.resume()
    return answer.statusCode
  }
  return { right, done, drip }
}

it.each(['/documents/the-document', '/me'])(
  'takes no body that ends after its login has (%s)',
  async path => {
    const { right, done, drip } = await open()
    expect(await drip(path, () => {})).toBe(200)
    expect(done).toEqual([path])
    expect(
      await drip(path, () => {
        right.hasEnded = true
      }),
    ).toBe(401)
    expect(done).toEqual([path])
  },
)

it('takes no body that ends after the right to send it was taken', async () => {
  const { right, done, drip } = await open()
  expect(
    await drip('/documents/the-document', () => {
      right.role = refuse('unknown-document')
    }),
  ).toBe(404)
  expect(done).toEqual([])
})
