import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { Server } from 'socket.io'
import { expect, it, onTestFinished } from 'vitest'
import { type Asked, ask, bodyOf, masked } from '../../e2e/support/polling-wire.ts'
import { until } from '../../e2e/support/until.ts'
import { type Caller, nobody } from '../access/caller.ts'
import type { Identity } from '../access/identity.ts'
import { Callers } from './callers.ts'

const somebody = (name: string): Caller => ({ user: `g_${name}`, login: `l_${name}`, expiresAt: 1e15 })

/** Believes every cookie: 'user=ann' is Ann. Whoever says 'renew' gets a new one, of whoever is `refused` nothing is taken. */
const byCookie: Identity = {
  identify: async ({ headers: { cookie = '' } }) => {
    const name = /user=(\w+)/.exec(cookie)?.[1]
    if (name === 'refused') return { caller: nobody, refusal: 'sign-in-needed' }
    const caller = name === undefined ? nobody : somebody(name)
    return { caller, ...(cookie.includes('renew') && { cookie: `user=${name}; HttpOnly` }) }
  },
}

/** That are open to the server below it. */
const connections = (io: Server) =>
  new Promise<number>(resolve => io.httpServer.getConnections((_error, count) => resolve(count)))

async function openServer(identity = byCookie) {
  const http = createServer()
  const io = new Server(http, { allowUpgrades: false })
  const callers = new Callers(io.engine, identity)
  const seen: unknown[] = []
  io.engine.on('connection', (connection: object) => seen.push(callers.of(connection)))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => io.close())
  const { port } = http.address() as AddressInfo
  const as = (cookie: string | undefined, asked: Asked = {}) => {
    const headers = { ...asked.headers, ...(cookie !== undefined && { Cookie: cookie }) }
    return ask(port, { ...asked, headers }).answer
  }
  const connect = async (cookie?: string) => {
    const { sid }: { sid: string } = JSON.parse(bodyOf(await as(cookie)).slice(1))
    return sid
  }
  return { port, as, connect, seen, io }
}

it('ends the session of a poll that is hung up while it is found out whose it is, as Engine.IO would', async () => {
  const slow = Promise.withResolvers<void>()
  let isAsked = false
  const identity: Identity = {
    identify: async request => {
      if (request.headers.cookie?.includes('slow')) {
        isAsked = true
        await slow.promise
      }
      return byCookie.identify(request)
    },
  }
  const { port, as, connect, io } = await openServer(identity)
  const sid = await connect('user=ann')
  const { hangUp } = ask(port, { query: `&sid=${sid}`, headers: { Cookie: 'user=ann; slow' } })
  await until(() => isAsked, 'the poll to come')
  hangUp()
  await until(async () => (await connections(io)) === 0, 'its end to be seen')
  slow.resolve()
  await until(() => io.engine.clientsCount === 0, 'the session to end')
  expect(await as('user=ann', { query: `&sid=${sid}` })).toContain('Session ID unknown')
})

const unknown = 'no-such-session-at-all'
const questions: [string, Asked][] = [
  ['a poll', {}],
  ['a message', { method: 'POST', body: '40' }],
  ['a message that is too long', { method: 'POST', body: 'x'.repeat(2_000_000) }],
  ['an upgrade', { headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' } }],
]

it.each(questions)(
  'answers %s of a stolen session id as it would one of a session that is nowhere',
  async (_, asked) => {
    const { as, connect } = await openServer()
    const sid = await connect('user=ann')
    for (const thief of [undefined, 'user=eve', 'user=', 'other=ann']) {
      const [stolen, nowhere] = await Promise.all(
        [sid, unknown].map(sid => as(thief, { ...asked, query: `&sid=${sid}` }).then(masked)),
      )
      expect(stolen).toBe(nowhere)
      expect(stolen).toContain('Session ID unknown')
    }
    expect(await as('user=ann', { method: 'POST', query: `&sid=${sid}`, body: '40' })).toContain(' 200 ')
  },
)

it('goes on with the same caller by whichever cookie, and with the one that was renewed', async () => {
  const { as, connect } = await openServer()
  const sid = await connect('user=ann; renew')
  for (const cookie of ['user=ann; renew', 'user=ann', 'affinity=3; user=ann', 'user=ann']) {
    const answer = await as(cookie, { method: 'POST', query: `&sid=${sid}`, body: '3' })
    expect(answer).toContain(' 200 ')
  }
})

it('tells nobody from nobody: a session id is all that a program has', async () => {
  const { as, connect } = await openServer()
  const sid = await connect()
  expect(await as(undefined, { method: 'POST', query: `&sid=${sid}`, body: '3' })).toContain(' 200 ')
  expect(await as('user=ann', { method: 'POST', query: `&sid=${sid}`, body: '3' })).toContain(' 400 ')
})

it('keeps who came for as long as the connection lasts, and those who are turned away apart', async () => {
  const { as, connect, seen } = await openServer()
  await connect('user=ann')
  const sid = await connect('user=refused')
  expect(seen).toEqual([
    expect.objectContaining({ caller: somebody('ann'), isTurnedAway: false }),
    expect.objectContaining({ caller: nobody, isTurnedAway: true }),
  ])
  expect(await as('user=refused', { method: 'POST', query: `&sid=${sid}`, body: '3' })).toContain(' 200 ')
  expect(await as(undefined, { method: 'POST', query: `&sid=${sid}`, body: '3' })).toContain(' 400 ')
})

it('sets the renewed cookie with the first answer of a connection, on both transports, and with no other', async () => {
  const { port, as } = await openServer()
  const first = await as('user=ann; renew')
  expect(first).toMatch(/\r\nSet-Cookie: user=ann; HttpOnly\r\n/i)
  const { sid }: { sid: string } = JSON.parse(bodyOf(first).slice(1))
  const next = await as('user=ann; renew', { method: 'POST', query: `&sid=${sid}`, body: '3' })
  expect(next).not.toMatch(/set-cookie/i)
  const headers = {
    Cookie: 'user=bob; renew',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  }
  const upgrade = request({ port, path: '/socket.io/?EIO=4&transport=websocket', headers }).end()
  const [answer, socket] = (await once(upgrade, 'upgrade')) as [IncomingMessage, Duplex]
  socket.destroy()
  expect(answer.headers['set-cookie']).toEqual(['user=bob; HttpOnly'])
})
