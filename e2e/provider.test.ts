import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { nestedDeeperThanTheStack } from '../client/sync/testing/nested-types.ts'
import { openPeer, type Peer } from '../client/sync/testing/peers.ts'
import { createDocument, RawClient } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'
import { openTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'

let server: TestServer
let proxy: TcpProxy
let documentId: string
const peers: Peer[] = []

beforeAll(async () => {
  server = await startServer()
})
beforeEach(async () => {
  proxy = await openTcpProxy(server)
  documentId = await createDocument(server.url)
})
afterEach(async () => {
  await Promise.all(peers.splice(0).map(({ provider }) => provider.destroy()))
  await proxy.close()
})
afterAll(() => server.stop())

type Options = Partial<Parameters<typeof openPeer>[0]>

function peer(options: Options = {}): Peer {
  const opened = openPeer({ url: server.url, documentId, ...options })
  peers.push(opened)
  return opened
}

async function converge(): Promise<string> {
  await Promise.all(peers.map(({ provider }) => provider.whenSaved()))
  const [words = ''] = peers.map(({ text }) => text.toString())
  await until(
    () => new Set(peers.map(({ text }) => text.toString())).size === 1,
    'everybody to read the same',
  )
  return words
}

it.each(['websocket', 'polling'] as const)('keeps two documents the same over %s', async transport => {
  const [ann, bob] = [peer({ transports: [transport] }), peer({ transports: [transport] })]
  await Promise.all([ann.provider.whenSynced, bob.provider.whenSynced])
  for (let i = 0; i < 20; i++) {
    ann.type(0, 'a')
    bob.type(0, 'b')
  }
  await converge()
  expect(ann.text).toHaveLength(40)
  expect(ann.provider.status).toEqual({ state: 'live', unsaved: 0, keptOnDevice: false, transport })
})

it('sends and gets what is large', async () => {
  const ann = peer()
  ann.type(0, 'large '.repeat(500_000))
  await ann.provider.whenSaved()
  const bob = peer()
  await bob.provider.whenSynced
  expect(bob.text).toHaveLength(3_000_000)
  bob.erase(10, 2_999_990)
  await bob.provider.whenSaved()
  await ann.reads('large larg')
})

it('opens a document that is a snapshot by now', async () => {
  const ann = peer()
  const random = () => Math.random().toString(36)
  for (let i = 0; i < 200; i++) ann.doc.getArray('list').push([Array.from({ length: 40 }, random).join()])
  await ann.provider.whenSaved()
  await until(
    async () => {
      const response = await fetch(`${server.url}/api/documents/${documentId}/snapshot`)
      return response.ok && Number(response.headers.get('content-length')) > 32 * 1024
    },
    'a snapshot too large for the answer',
    15_000,
  )
  const bob = peer()
  await bob.provider.whenSynced
  expect(bob.doc.getArray('list').toJSON()).toEqual(ann.doc.getArray('list').toJSON())
  bob.doc.getArray('list').delete(0, 199)
  await bob.provider.whenSaved()
  await until(() => ann.doc.getArray('list').length === 1, 'the deletion')
})

it('goes on by itself after a server was killed and came back', async () => {
  const [ann, bob] = [peer(), peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  ann.type(0, 'before ')
  await server.kill()
  ann.type(7, 'while ')
  bob.type(0, 'away ')
  await ann.is('unreachable')
  expect(ann.provider.status.unsaved).toBeGreaterThan(0)
  await server.restart()
  const words = await converge()
  expect(words.split(' ').sort().join(' ').trim()).toBe('away before while')
})

it('loses nothing over a network that cuts, freezes and is narrow', async () => {
  const seed = Date.now() % 100_000
  console.log(`seed ${seed}`)
  const [ann, bob, cid] = [peer({ url: proxy.url }), peer({ url: proxy.url }), peer()]
  await Promise.all(peers.map(each => each.is('live')))
  proxy.shape({ latencyInMs: 20, bytesPerSecond: 40_000 })
  for (let i = 0; i < 300; i++) {
    for (const [k, each] of [ann, bob, cid].entries()) {
      if ((i * 7 + k * 3 + seed) % 5 === 0) each.erase(0, Math.min(2, each.text.length))
      else each.type((i * seed) % (each.text.length + 1), `${k}${i} `)
    }
    if (i % 60 === 30) proxy.cut()
    if (i % 100 === 50) proxy.mode = 'freeze'
    if (i % 100 === 70) proxy.mode = 'pass'
    // Whose network is well sets the pace.
    await cid.provider.whenSaved()
  }
  proxy.mode = 'pass'
  await converge()
  const stored = peer()
  await stored.provider.whenSynced
  expect(stored.text.toString()).toBe(ann.text.toString())
})

it('has patience with a large paste on a narrow line', async () => {
  const ann = peer({ url: proxy.url })
  await ann.is('live')
  proxy.shape({ bytesPerSecond: 32_000 })
  ann.type(0, 'a large paste '.repeat(25_000))
  await ann.provider.whenSaved()
  expect(new Set(ann.statuses.map(({ state }) => state))).toEqual(new Set(['live']))
})

it('is usable in time where WebSocket is swallowed', async () => {
  proxy.mode = 'swallow-websocket'
  const ann = peer({ url: proxy.url, transports: ['websocket', 'polling'] })
  await until(() => ann.provider.status.state === 'live', 'to be live', 3_000)
  ann.type(0, 'words')
  await converge()
  expect(ann.provider.status).toMatchObject({ transport: 'polling' })
})

it('tells who is here, and what they point at', async () => {
  const profile = (name: string) => ({ name, color: '#336699' })
  const [ann, bob] = [peer({ profile: profile('Ann') }), peer({ profile: profile('Bob') })]
  const names = () => ann.provider.participants.map(({ profile: { name } }) => name)
  await until(() => names().sort().join() === 'Ann,Bob', 'both to be here')
  bob.provider.awareness.setLocalState({ caret: 5 })
  const caret = () => ann.provider.awareness.getStates().get(bob.provider.awareness.clientID)?.caret
  await until(() => caret() === 5, 'the caret')
  bob.provider.disconnect()
  await until(() => caret() === undefined && names().join() === 'Ann', 'Bob to be gone')
  bob.provider.connect()
  await until(() => caret() === 5 && names().length === 2, 'Bob to be back')
})

it('says that a document does not exist', async () => {
  const ann = peer({ documentId: 'never-made-this' })
  await ann.is('refused')
  expect(ann.provider.status).toMatchObject({ reason: 'unknown-document' })
})

it('brings a document of another application, with all its types', async () => {
  const doc = new Y.Doc()
  doc.getMap('tree').set('child', new Y.Map([['deep', new Y.Array()]]))
  doc.getXmlFragment('xml').insert(0, [new Y.XmlElement('p')])
  doc.getText('rich').insert(0, 'bold', { bold: true })
  doc.getText('rich').delete(1, 2)
  const ann = peer({ doc })
  await ann.provider.whenSaved()
  const bob = peer()
  await bob.provider.whenSynced
  expect(bob.doc.getMap('tree').toJSON()).toEqual({ child: { deep: [] } })
  expect(bob.doc.getXmlFragment('xml').toString()).toBe('<p></p>')
  expect(bob.doc.getText('rich').toDelta()).toEqual([{ insert: 'bd', attributes: { bold: true } }])
})

it('lets no hostile client make Yjs throw where others write', async () => {
  const reported: unknown[] = []
  globalThis.reportError = error => reported.push(error)
  const [ann, bob] = [peer(), peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  const hostile = new RawClient(server.url)
  await hostile.open(documentId)
  const { types, deletion } = nestedDeeperThanTheStack()
  hostile.send(documentId, 1, types)
  hostile.send(documentId, 2, deletion)
  await hostile.refused()
  hostile.close()
  ann.type(0, 'words')
  await bob.reads('words')
  await ann.provider.whenSaved()
  const cid = peer()
  await cid.reads('words')
  expect(reported).toEqual([])
  Reflect.deleteProperty(globalThis, 'reportError')
})
