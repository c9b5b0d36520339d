import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { unpackUpdates } from '../protocol/index.ts'
import { createDocument, RawClient } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'
import { until } from './support/until.ts'

/**
 * What a broken or hostile client may send. After each: a refusal with a reason, a line in the journal, the same process, a
 * bystander in the same document who notices nothing, and a document that opens as before.
 */
let server: TestServer
let id: string
let bystander: RawClient
let hostile: RawClient
let n: number
const story = new Y.Doc()

beforeAll(async () => {
  server = await startServer()
  id = await createDocument(server.url)
  bystander = new RawClient(server.url)
  await bystander.open(id)
  n = 0
  await write('It was a quiet morning. ')
})
beforeEach(() => {
  hostile = new RawClient(server.url)
})
afterAll(async () => {
  bystander.close()
  await server.stop()
})

/** The bystander writes, and sees it saved. */
async function write(words: string): Promise<void> {
  const before = Y.encodeStateVector(story)
  story.getText('t').insert(story.getText('t').length, words)
  n++
  bystander.send(id, n, Y.encodeStateAsUpdate(story, before))
  const mine = n
  await until(() => bystander.updates.some(update => update.n === mine), 'the bystander to be saved')
}

async function expectUnharmed(): Promise<void> {
  hostile.close()
  expect(bystander.socket.connected).toBe(true)
  expect(bystander.refusals).toEqual([])
  await write('Nobody noticed. ')
  const reader = new RawClient(server.url)
  const { updates, snapshot } = await reader.open(id)
  reader.close()
  expect(snapshot).toBeUndefined()
  const doc = new Y.Doc()
  for (const { update } of unpackUpdates(updates)) Y.applyUpdate(doc, update)
  expect(doc.getText('t').toString()).toBe(story.getText('t').toString())
}

const legit = () => {
  const doc = new Y.Doc()
  doc.getText('t').insert(0, 'legitimate')
  return Y.encodeStateAsUpdate(doc)
}
/** The second half of somebody's typing, without the first. */
const hole = () => {
  const doc = new Y.Doc()
  doc.getText('t').insert(0, 'first')
  const before = Y.encodeStateVector(doc)
  doc.getText('t').insert(5, 'second')
  return Y.encodeStateAsUpdate(doc, before)
}
/** Deletes what nobody ever wrote. */
const strangeDelete = () => Uint8Array.of(0, 1, 77, 1, 0, 5)

it.each([
  ['random bytes', () => randomBytes(300), 'malformed'],
  ['no bytes', () => new Uint8Array(), 'malformed'],
  ['a truncated update', () => legit().subarray(0, -3), 'malformed'],
  ['bytes after an update', () => Uint8Array.of(...legit(), 1), 'malformed'],
  [
    'an update that announces a billion parts',
    () => Uint8Array.of(1, 0xff, 0xff, 0xff, 0xff, 7, 1, 0),
    'malformed',
  ],
  ['an update in the second format', () => Y.convertUpdateFormatV1ToV2(legit()), 'malformed'],
  ['an update that leaves a hole', hole, 'resync'],
  ['a deletion of what is not there', strangeDelete, 'resync'],
  ['5 MB of junk', () => randomBytes(5_000_000), 'too-large'],
])('refuses %s', async (_what, update, reason) => {
  const { session } = await hostile.open(id)
  hostile.send(id, 1, update())
  expect(await hostile.refused()).toMatchObject({ documentId: id, session, reason })
  await until(
    () => server.lines.some(line => line.includes(String(session)) && line.includes(reason)),
    'the journal',
  )
  await expectUnharmed()
})

it('takes nothing more from a session that it has ended, until it opens again', async () => {
  await hostile.open(id)
  const good = legit()
  hostile.send(id, 1, hole())
  hostile.send(id, 2, good)
  await hostile.refused()
  const before = (await hostile.open(id)).head
  hostile.send(id, 1, good)
  await hostile.heard(before + 1)
  Y.applyUpdate(story, good)
  await expectUnharmed()
})

it('refuses an update to a document that was not opened', async () => {
  await until(() => hostile.socket.connected, 'the connection')
  hostile.send(id, 1, legit())
  expect(await hostile.refused()).toMatchObject({ documentId: id, reason: 'not-open' })
  await expectUnharmed()
})

it('refuses a document that does not exist', async () => {
  expect(await hostile.tryOpen({ documentId: 'no-such-document', after: 0, awarenessId: 1 })).toEqual({
    ok: false,
    reason: 'unknown-document',
  })
  await expectUnharmed()
})

it.each([
  ['nothing', undefined],
  ['an id with a path in it', { documentId: '../../etc/passwd', after: 0, awarenessId: 1 }],
  ['a negative seq', { documentId: 'no-such-document', after: -1, awarenessId: 1 }],
  ['a seq beyond numbers', { documentId: 'no-such-document', after: 2 ** 60, awarenessId: 1 }],
  ['an array', [1, 2, 3]],
])('refuses to open %s', async (_what, open) => {
  expect(await hostile.tryOpen(open)).toMatchObject({ ok: false, reason: 'malformed' })
  await expectUnharmed()
})

it('answers unknown events, and events without the callback that they need', async () => {
  await until(() => hostile.socket.connected, 'the connection')
  const answer = await new Promise(resolve => hostile.say('drop-all-tables', 1, resolve))
  expect(answer).toMatchObject({ ok: false, reason: 'malformed' })
  hostile.say('drop-all-tables', 1)
  expect(await hostile.refused()).toMatchObject({ reason: 'malformed' })
  for (const event of ['open', 'missed', 'echo', 'close', 'profile', 'update', 'awareness']) {
    hostile.say(event)
    hostile.say(event, null)
    hostile.say(event, { documentId: id }, 'not a function')
  }
  await until(() => hostile.refusals.length > 5, 'refusals')
  await expectUnharmed()
})

it('drops a peer that goes on sending what is no message', async () => {
  await until(() => hostile.socket.connected, 'the connection')
  for (let i = 0; i < 40; i++) hostile.socket.emit('update', randomBytes(20))
  await until(() => !hostile.socket.connected, 'the end of the connection')
  await expectUnharmed()
})

it('drops a peer that goes on writing where it has opened nothing', async () => {
  await until(() => hostile.socket.connected, 'the connection')
  for (let n = 1; n <= 40; n++) hostile.send(id, n, legit())
  await until(() => !hostile.socket.connected, 'the end of the connection')
  await expectUnharmed()
})

it('ends a connection whose packet is beyond any limit', async () => {
  await hostile.open(id)
  hostile.send(id, 1, randomBytes(7_000_000))
  await until(() => !hostile.socket.connected, 'the end of the connection')
  await expectUnharmed()
})

it.each([
  ['text that is no packet', 'hello'],
  ['a header of attachments that never come', '451-["open",{"_placeholder":true,"num":0}]'],
  ['a reserved event', '42["disconnecting"]'],
  ['an event that is no string', '42[{"toString":1}]'],
  ['an event that is a number', '42[7]'],
  ['an event that is a number, with a callback', '421[7,{}]'],
  ['an event that throws where nobody listens', '42["error",{}]'],
  ['deep JSON', `42["open",${'['.repeat(5_000)}${']'.repeat(5_000)}]`],
])('survives %s on the bare socket', async (_what, text) => {
  const bare = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const closed = new Promise(resolve => bare.addEventListener('close', resolve))
  await new Promise(resolve => bare.addEventListener('open', resolve))
  // What comes before the server has let us in, it does not look at.
  const isIn = new Promise<void>(resolve =>
    bare.addEventListener('message', ({ data }) => String(data).startsWith('40') && resolve()),
  )
  bare.send('40{"version":1,"profile":{"name":"","color":"#000000"}}')
  await isIn
  bare.send(text)
  bare.send(Uint8Array.of(250, 1, 2, 3))
  bare.send(Uint8Array.of(0, 3, 65, 66, 67))
  bare.close()
  await closed
  await expectUnharmed()
})

it('cuts who reads nothing and only says that it lives, before much waits for it', async () => {
  const [writer, reader] = [new RawClient(server.url), new RawClient(server.url)]
  const storyOfTheirs = await createDocument(server.url)
  await writer.open(storyOfTheirs)
  const { session } = await reader.open(storyOfTheirs)
  const line: { pause(): void; send(packet: string): void } = Reflect.get(
    reader.socket.io.engine.transport,
    'ws',
  )
  line.pause()
  const pong = setInterval(() => line.send('3'), 1_000)
  const paste = new Y.Doc()
  paste.on('update', (update: Uint8Array) => writer.send(storyOfTheirs, 1, update))
  for (let i = 0; i < 10; i++) paste.getText('t').insert(0, randomBytes(500_000).toString('hex'))
  await until(
    () => writer.presences.some(({ left }) => left.includes(session)),
    'the reader to be cut',
    20_000,
  )
  clearInterval(pong)
  writer.close()
  reader.close()
  await expectUnharmed()
})

it('is the same process at the end', async () => {
  expect(server.process.exitCode).toBeNull()
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
})
