import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { decodeHead, decodeSaved, encodeAwareness, unpackUpdates } from '../protocol/index.ts'
import { createDocument, RawClient } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'
import { until } from './support/until.ts'

let server: TestServer
const clients: RawClient[] = []

beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  for (const client of clients) client.close()
  await server.stop()
})

function connect(options?: ConstructorParameters<typeof RawClient>[1]): RawClient {
  const client = new RawClient(server.url, options)
  clients.push(client)
  return client
}

/** Yjs updates as someone makes them who types these texts one after the other. */
function typed(...texts: string[]): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const text of texts) doc.getText('t').insert(doc.getText('t').length, text)
  return updates
}

function textOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc.getText('t').toString()
}

it.each(['websocket', 'polling'] as const)(
  'tells everybody of an update, its sender included, once it is in the log (%s)',
  async transport => {
    const id = await createDocument(server.url)
    const [ann, bob] = [connect({ transport }), connect({ transport })]
    const { session } = await ann.open(id)
    await bob.open(id)
    const [first, second] = typed('a', 'b')
    ann.send(id, 1, first ?? new Uint8Array())
    ann.send(id, 2, second ?? new Uint8Array())
    await Promise.all([ann.heard(2), bob.heard(2)])
    for (const { updates } of [ann, bob]) {
      expect(updates.map(({ seq, session, n }) => ({ seq, session, n }))).toEqual([
        { seq: 1, session, n: 1 },
        { seq: 2, session, n: 2 },
      ])
    }
    expect(textOf(bob.updates.map(({ update }) => update))).toBe('ab')
  },
)

it('gives who comes back only what was missed', async () => {
  const id = await createDocument(server.url)
  const ann = connect()
  const { session } = await ann.open(id)
  typed('a', 'b', 'c').forEach((update, i) => {
    ann.send(id, i + 1, update)
  })
  await ann.heard(3)
  const bob = connect()
  const { updates, head, snapshot } = await bob.open(id, 2)
  expect(head).toBe(3)
  expect(snapshot).toBeUndefined()
  expect(unpackUpdates(updates)).toMatchObject([{ seq: 3, session, n: 3 }])
})

it('starts from the beginning for who counted in another log', async () => {
  const id = await createDocument(server.url)
  const ann = connect()
  await ann.open(id)
  ann.send(id, 1, typed('a')[0] ?? new Uint8Array())
  await ann.heard(1)
  const answer = await ann.tryOpen({ documentId: id, after: 1, epoch: 'another', awarenessId: 1 })
  expect(answer.ok && unpackUpdates(answer.updates)).toHaveLength(1)
  const ahead = await ann.open(id, 900)
  expect(unpackUpdates(ahead.updates)).toHaveLength(1)
})

it('does not send a large update back, but says that it is saved', async () => {
  const id = await createDocument(server.url)
  const [ann, bob] = [connect(), connect()]
  const { session } = await ann.open(id)
  await bob.open(id)
  ann.send(id, 1, typed('x'.repeat(5_000))[0] ?? new Uint8Array())
  await bob.heard(1)
  await until(() => ann.saved.length === 1, 'the acknowledgement')
  expect(decodeSaved(ann.saved[0])).toEqual({ documentId: id, session, n: 1, seq: 1 })
  expect(ann.updates).toEqual([])
})

it('acknowledges what is sent twice, and numbers it once', async () => {
  const id = await createDocument(server.url)
  const ann = connect()
  await ann.open(id)
  const [update = new Uint8Array()] = typed('once')
  ann.send(id, 1, update)
  ann.send(id, 2, update)
  await ann.heard(1)
  await until(() => ann.saved.length === 1, 'the second acknowledgement')
  expect(decodeSaved(ann.saved[0])).toMatchObject({ n: 2, seq: 0 })
  expect((await ann.open(id)).head).toBe(1)
})

it('repeats what a client missed', async () => {
  const id = await createDocument(server.url)
  const ann = connect()
  await ann.open(id)
  typed('a', 'b', 'c').forEach((update, i) => {
    ann.send(id, i + 1, update)
  })
  await ann.heard(3)
  const answer = await ann.socket.emitWithAck('missed', { documentId: id, after: 1 })
  expect(answer.ok && unpackUpdates(answer.updates).map(({ seq }) => seq)).toEqual([2, 3])
})

it('announces the head some seconds after it moved', async () => {
  const id = await createDocument(server.url)
  const ann = connect()
  await ann.open(id)
  ann.send(id, 1, typed('a')[0] ?? new Uint8Array())
  await until(() => ann.heads.length > 0, 'the head', 10_000)
  expect(decodeHead(ann.heads[0])).toEqual({ documentId: id, head: 1 })
})

it('tells who is here, who came, how they are called now, and who left', async () => {
  const id = await createDocument(server.url)
  const [ann, bob] = [connect({ name: 'Ann' }), connect({ name: ' Bob ' })]
  await ann.open(id, 0, 11)
  const { session, participants } = await bob.open(id, 0, 12)
  expect(participants.map(({ awarenessId, profile }) => [awarenessId, profile.name])).toEqual([
    [11, 'Ann'],
    [12, 'Bob'],
  ])
  bob.socket.emit('profile', { name: 'Bobby', color: '#000000' })
  bob.socket.emit('close', id)
  await until(() => ann.presences.length === 3, 'three changes')
  expect(ann.presences).toMatchObject([
    { joined: [{ session, profile: { name: 'Bob' }, role: 'editor' }], left: [] },
    { joined: [{ session, profile: { name: 'Bobby' } }], left: [] },
    { joined: [], left: [session] },
  ])
})

const state = (awarenessId: number, json: string, clock = 1) =>
  encoding.encode(out => {
    for (const number of [1, awarenessId, clock]) encoding.writeVarUint(out, number)
    encoding.writeVarString(out, json)
  })

it('shows a caret to the others, to who comes later, and takes it away when its session ends', async () => {
  const id = await createDocument(server.url)
  const [ann, bob, eve] = [connect(), connect(), connect()]
  await ann.open(id, 0, 11)
  await bob.open(id, 0, 12)
  ann.socket.emit('awareness', encodeAwareness(id, state(11, '{"at":1}')))
  await until(() => bob.awareness.length === 1, 'the caret')
  const late = await eve.open(id, 0, 13)
  expect(Buffer.from(late.awareness).toString()).toContain('{"at":1}')
  ann.close()
  await until(() => bob.awareness.length === 2, 'its removal')
  expect(Buffer.from(bob.awareness[1] ?? []).toString()).toContain('null')
})

it.each([
  ["another's caret", state(99, '{}')],
  ['what is not JSON', state(11, '{')],
  ['a prototype', state(11, '{"__proto__":{}}')],
  ['nested arrays without end', state(11, '['.repeat(60) + ']'.repeat(60))],
  ['two states', Uint8Array.of(2, ...state(11, '{}').subarray(1), ...state(12, '{}').subarray(1))],
  ['nothing', new Uint8Array()],
  ['a state whose removal nobody could read', state(11, '{}', Number.MAX_SAFE_INTEGER)],
])('does not show %s', async (_what, update) => {
  const id = await createDocument(server.url)
  const [ann, bob] = [connect(), connect()]
  await ann.open(id, 0, 11)
  await bob.open(id, 0, 12)
  ann.socket.emit('awareness', encodeAwareness(id, update))
  expect(await ann.refused()).toMatchObject({ reason: 'malformed' })
  // Something legitimate afterwards comes through, and came alone.
  ann.socket.emit('awareness', encodeAwareness(id, state(11, '{"fine":1}')))
  await until(() => bob.awareness.length > 0, 'a caret')
  expect(Buffer.from(bob.awareness[0] ?? []).toString()).toContain('{"fine":1}')
})

it.each([
  [0, { reason: 'client-too-old' }],
  [1_000, { reason: 'server-too-old', retryInMs: 500 }],
  ['one', { reason: 'malformed' }],
  [undefined, { reason: 'malformed' }],
])('refuses a client of version %s', async (version, refusal) => {
  const client = connect({ version: version ?? null })
  expect((await client.connectError()).data).toMatchObject({ ok: false, ...refusal })
})

it.each(['websocket', 'polling'] as const)("refuses another site's page (%s)", async transport => {
  const client = connect({ transport, headers: { origin: 'https://evil.example' } })
  await client.connectError()
  expect(client.socket.connected).toBe(false)
})

it('serves no JSONP', async () => {
  const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling&j=0`)
  expect(response.status).toBe(400)
})

it('cuts nothing short when a connection opens and goes away at once, many times', async () => {
  const id = await createDocument(server.url)
  for (let i = 0; i < 20; i++) {
    const fleeting = connect()
    void fleeting.tryOpen({ documentId: id, after: 0, awarenessId: 5 }).catch(() => undefined)
    await until(() => fleeting.socket.connected, 'the connection')
    fleeting.close()
  }
  const ann = connect()
  await until(async () => (await ann.open(id)).participants.length === 1, 'everybody else to be gone')
})
