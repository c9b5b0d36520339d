import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { encodeAwareness } from '../protocol/index.ts'
import { createDocument, RawClient } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'
import { until } from './support/until.ts'

let server: TestServer
let id: string
beforeAll(async () => {
  server = await startServer({ env: { TRUSTED_PROXIES: '1' } })
  id = await createDocument(server.url)
})
afterAll(() => server.stop())

/** From an address out there, as the proxy before the server says. */
const from = (address: string) => ({ 'x-forwarded-for': address })

function connect(address: string, transport: 'websocket' | 'polling' = 'websocket'): RawClient {
  const client = new RawClient(server.url, { headers: from(address), transport })
  onTestFinished(() => client.close())
  return client
}

const metrics = async () => (await fetch(`${server.url}/metrics`)).text()

it('answers 429, and when to come back, to who makes documents without end', async () => {
  const make = async (address: string) =>
    fetch(`${server.url}/api/documents`, { method: 'POST', headers: from(address) })
  const made = await Promise.all(Array.from({ length: 220 }, () => make('203.0.113.1')))
  const refused = made.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
  expect(await refused[0]?.json()).toMatchObject({ ok: false, reason: 'busy', retryInMs: expect.any(Number) })
  expect((await make('203.0.113.2')).status).toBe(201)
  expect(await metrics()).toMatch(/^quire_refused_total\{limit="creations"\} [1-9]/m)
})

it.each([
  ['POST', '/%61pi/documents'],
  ['GET', '/%61uth/sign-in'],
  ['GET', '/%73ocket.io/?EIO=4&transport=polling'],
])('knows no other spelling of an address that is counted: %s %s', async (method, path) => {
  expect((await fetch(server.url + path, { method, headers: from('203.0.113.20') })).status).toBe(404)
})

it.each(['&x=?sid=1', '&sid=', '&x=1'])('counts a handshake whatever else it says (%s)', async more => {
  const address = `203.0.113.${30 + more.length}`
  const handshake = async () =>
    (await fetch(`${server.url}/socket.io/?EIO=4&transport=polling${more}`, { headers: from(address) }))
      .status
  await expect
    .poll(async () => Promise.all(Array.from({ length: 300 }, handshake)), { timeout: 15_000 })
    .toContain(429)
})

it.each(['websocket', 'polling'] as const)(
  'turns away who connects without end, by %s, and nobody at another address',
  async transport => {
    const address = transport === 'websocket' ? '203.0.113.3' : '203.0.113.4'
    const handshake = () =>
      fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers: from(address) })
    let status = 200
    while (status === 200) status = (await handshake()).status
    expect(status).toBe(429)
    const late = connect(address, transport)
    await late.connectError()
    const other = connect('203.0.113.5', transport)
    expect((await other.open(id)).ok).toBe(true)
  },
)

it('ends the session of who sends without end, says when to come back, and takes them in then', async () => {
  const flooder = connect('203.0.113.6')
  await flooder.open(id)
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let i = 0; i < 2_000; i++) doc.getText('t').insert(i, 'x')
  for (const [i, update] of updates.entries()) flooder.send(id, i + 1, update)
  const refusal = await flooder.refused()
  expect(refusal).toMatchObject({ documentId: id, reason: 'busy', retryInMs: expect.any(Number) })
  const bystander = connect('203.0.113.7')
  expect((await bystander.open(id)).ok).toBe(true)
  expect((await flooder.open(id)).ok).toBe(true)
})

it('ends the session of who moves a caret without end', async () => {
  const restless = connect('203.0.113.8')
  await restless.open(id)
  for (let clock = 1; clock < 1_000; clock++) {
    const state = Uint8Array.of(1, 1, clock & 127, 2, 0x7b, 0x7d)
    restless.socket.emit('awareness', encodeAwareness(id, state))
  }
  expect(await restless.refused()).toMatchObject({ reason: 'busy', retryInMs: expect.any(Number) })
})

it('ends the session of who changes their name without end', async () => {
  const client = connect('203.0.113.12')
  await client.open(id)
  for (let i = 0; i < 700; i++) client.socket.emit('profile', { name: `${i}`, color: '#000000' })
  expect(await client.refused()).toMatchObject({
    documentId: id,
    reason: 'busy',
    retryInMs: expect.any(Number),
  })
})

it('refuses who opens without end', async () => {
  const busy = connect('203.0.113.9')
  await until(() => busy.socket.connected, 'the connection')
  const answers = await Promise.all(
    Array.from({ length: 400 }, () => busy.tryOpen({ documentId: id, after: 0, awarenessId: 1 })),
  )
  expect(answers).toContainEqual(
    expect.objectContaining({
      ok: false,
      reason: 'busy',
      detail: 'too many: opens',
      retryInMs: expect.any(Number),
    }),
  )
})

it('holds up none of 50 people in one office, all of whom come back at once and write', async () => {
  const people = Array.from({ length: 50 }, () => connect('203.0.113.11'))
  await Promise.all(people.map(person => person.open(id)))
  await Promise.all(
    people.map(async person => {
      const doc = new Y.Doc()
      for (let n = 1; n <= 20; n++) {
        const before = Y.encodeStateVector(doc)
        doc.getText('t').insert(0, 'word ')
        person.send(id, n, Y.encodeStateAsUpdate(doc, before))
      }
      await person.socket.timeout(10_000).emitWithAck('echo')
    }),
  )
  expect(people.flatMap(({ refusals }) => refusals)).toEqual([])
})

it('tells what it turned away to who asks from inside, and to nobody else', async () => {
  expect(await metrics()).toMatch(/^quire_connections \d+$/m)
  const outside = await fetch(`${server.url}/metrics`, { headers: from('203.0.113.10') })
  expect(outside.status).toBe(404)
})
