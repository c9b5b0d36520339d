import { once } from 'node:events'
import { request } from 'node:http'
import { connect as connectTcp } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { encodeAwareness } from '../protocol/index.ts'
import { connectPacket, openBareSocket } from './support/bare-socket.ts'
import { binaries, queries, texts } from './support/packets.corpus.ts'
import { ask, bodyOf } from './support/polling-wire.ts'
import { type ProbedServer, startProbedServer } from './support/probed-server.ts'
import { createDocument, RawClient } from './support/raw-client.ts'
import { seededRandom } from './support/seeded-random.ts'
import { until } from './support/until.ts'

const seed = Number(process.env.SEED) || 1
const spoiledOnes = 600

let server: ProbedServer
let id: string
/** Writes beside all of it. */
let bystander: RawClient
const story = Object.assign(new Y.Doc(), { clientID: 1 })
let n = 0
beforeAll(async () => {
  server = await startProbedServer()
  id = await createDocument(server.url)
  bystander = new RawClient(server.url)
  await bystander.open(id)
  await server.ask('turn')
})
afterAll(async () => {
  bystander.close()
  await server.stop()
})

/** The process is the same, did not stand still, and somebody else's words are saved. */
async function expectUnharmed(what: string): Promise<void> {
  const before = Y.encodeStateVector(story)
  story.getText('t').insert(0, 'x')
  bystander.send(id, ++n, Y.encodeStateAsUpdate(story, before))
  const mine = n
  await until(
    () => bystander.updates.some(update => update.n === mine),
    `somebody to be saved beside ${what}`,
  )
  expect(bystander.refusals, what).toEqual([])
  expect(server.exited, what).toBe(false)
  expect(await server.ask('turn'), what).toBeLessThan(200)
}

const nameOf = (packet: string | Uint8Array) =>
  typeof packet === 'string'
    ? JSON.stringify(packet.slice(0, 60))
    : `bytes ${Buffer.from(packet.subarray(0, 16)).toString('hex')}`

/** Somebody who has been let in, by WebSocket. */
async function comeIn() {
  const socket = await openBareSocket(server.url)
  if ('status' in socket) throw new Error(`not let in: ${socket.status}`)
  socket.line.send(connectPacket)
  await until(() => socket.heard.some(text => text.startsWith('40')), 'to be let in')
  return socket
}

/** Says all of it on as few connections as will bear it. */
async function sayAll(packets: readonly (string | Uint8Array)[]): Promise<void> {
  let socket = await comeIn()
  for (const packet of packets) {
    if (socket.line.readyState !== socket.line.OPEN) socket = await comeIn()
    const heard = socket.heard.length
    socket.line.send(packet)
    // Answered behind whatever it does, or else the connection ends.
    socket.line.send('429["echo"]')
    const isOver = () => socket.line.readyState === socket.line.CLOSED
    const hasEchoed = () => socket.heard.slice(heard).some(text => text.startsWith('439'))
    // An attachment that was announced takes the place of what comes next.
    socket.line.send(Uint8Array.of(0))
    socket.line.send('429["echo"]')
    await until(() => isOver() || hasEchoed(), `an end of ${nameOf(packet)}`)
  }
  socket.close()
}

it.each([...texts, ...binaries].map(packet => [nameOf(packet), packet] as const))(
  'RELIABILITY 32: lives through %s by WebSocket',
  async (name, packet) => {
    await sayAll([packet])
    await expectUnharmed(name)
  },
)

it('RELIABILITY 32: lives through all of it as what polls say, and as what comes before anybody is let in', async () => {
  const { port } = server
  const open = async () => {
    const { sid }: { sid: string } = JSON.parse(bodyOf(await ask(port).answer).slice(1))
    return `&sid=${sid}`
  }
  for (const packet of texts) {
    const [unknown, known] = [await open(), await open()]
    await ask(port, { method: 'POST', query: unknown, body: packet }).answer
    await ask(port, { method: 'POST', query: known, body: connectPacket }).answer
    await ask(port, { query: known }).answer
    await ask(port, { method: 'POST', query: known, body: `${packet}\u001e${packet}` }).answer
  }
  await expectUnharmed('polls')
}, 60_000)

it(`RELIABILITY 32: lives through ${spoiledOnes} spoiled packets (seed ${seed})`, async () => {
  const random = seededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const sound = [
    '421["open",{"documentId":"aaaaaaaa","after":0,"awarenessId":1}]',
    '451-["open",{"_placeholder":true,"num":0}]',
    '42["profile",{"name":"x","color":"#000000"}]',
    connectPacket,
  ]
  const spoiled = Array.from({ length: spoiledOnes }, (): string | Uint8Array => {
    const bytes = Buffer.from(sound[below(sound.length)] ?? '')
    for (let i = 0; i <= below(4); i++) bytes[below(bytes.length)] = below(256)
    return below(3) === 0 ? new Uint8Array(bytes) : bytes.toString()
  })
  await sayAll(spoiled)
  await expectUnharmed('spoiled packets')
}, 60_000)

it.each(queries.map(query => [query.slice(0, 60), query]))(
  'RELIABILITY 32: turns away /socket.io/?%s, also as an upgrade',
  async (_, query) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
      const answer = await statusOf(`/socket.io/?${query}`, { method })
      expect(answer, method).toBeGreaterThanOrEqual(400)
      expect(answer, method).toBeLessThan(500)
    }
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
    const key = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
    for (const headers of [
      { ...upgrade, ...key },
      upgrade,
      { ...upgrade, ...key, 'sec-websocket-version': '99' },
    ]) {
      await upgradeOf(`/socket.io/?${query}`, headers)
    }
    await expectUnharmed(query)
  },
)

it('RELIABILITY 32: ends a connection whose frames are none', async () => {
  const frames: [what: string, bytes: number[]][] = [
    ['one that is not masked', [0x81, 0x01, 0x32]],
    ['a compressed one, which nobody agreed on', [0xc1, 0x81, 0, 0, 0, 0, 0x32]],
    ['an opcode that there is not', [0x83, 0x81, 0, 0, 0, 0, 0x32]],
    ['one of 2⁶³ bytes', [0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]],
    ['one of 1 GiB', [0x82, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0]],
    ['a ping of 200 bytes', [0x89, 0xfe, 0, 200, 0, 0, 0, 0]],
    ['text that is no UTF-8', [0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]],
    ['the rest of what has not begun', [0x80, 0x81, 0, 0, 0, 0, 0x32]],
    ['a close without a reason that there is', [0x88, 0x82, 0, 0, 0, 0, 0x00, 0x01]],
  ]
  for (const [what, bytes] of frames) {
    const socket = connectTcp(server.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      [
        'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
        'Host: quire.example',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        '\r\n',
      ].join('\r\n'),
    )
    const closed = once(socket, 'close')
    await once(socket, 'data')
    socket.resume()
    socket.write(Uint8Array.from(bytes))
    await closed
    await expectUnharmed(what)
  }
})

it('RELIABILITY 32: lives through polls that cross each other, and an upgrade that nobody offered', async () => {
  const { port } = server
  for (let round = 0; round < 10; round++) {
    const { sid }: { sid: string } = JSON.parse(bodyOf(await ask(port).answer).slice(1))
    const query = `&sid=${sid}`
    await ask(port, { method: 'POST', query, body: connectPacket }).answer
    const socket = await openBareSocket(server.url, { query })
    if ('line' in socket)
      for (const packet of ['2probe', '5', '42["echo"]', '5', '2probe', '1']) socket.line.send(packet)
    const crossing = [
      {},
      {},
      { method: 'POST', body: '2' },
      { method: 'POST', body: '3' },
      { method: 'POST', body: '1' },
    ]
    const polls = crossing.map(asked => ask(port, { ...asked, query }))
    polls[round % 2]?.hangUp()
    await Promise.all(polls.map(({ answer }) => answer))
    const cut = ask(port, { method: 'POST', query, body: '42["echo"]', sentBytes: 3 })
    cut.hangUp()
    if ('line' in socket) socket.close()
  }
  await expectUnharmed('crossing polls')
}, 60_000)

it('takes no prototype for a value over HTTP, and no depth or breadth for too much', async () => {
  const deep = 30_000
  const bodies = [
    '{"__proto__":{"name":"x"}}',
    '{"name":"x","__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"name":"x"}}}',
    '{"name":{"toString":1}}',
    `${'['.repeat(deep)}${']'.repeat(deep)}`,
    `${'{"name":'.repeat(7_000)}1${'}'.repeat(7_000)}`,
    `{"name":"${'x'.repeat(70_000)}"}`,
    `{${Array.from({ length: 6_000 }, (_, i) => `"k${i}":0`).join()}}`,
    'null',
    '"name"',
    '',
    '\ufeff{}',
  ]
  for (const body of bodies) {
    for (const [method, path] of [
      ['PUT', '/api/me'],
      ['PUT', `/api/documents/${id}/sharing/link`],
      ['POST', '/auth/sign-out'],
    ] as const) {
      const headers = { 'content-type': 'application/json' }
      const status = await statusOf(path, { method, headers, body: Buffer.from(body) })
      expect(status, `${method} ${path} ${body.slice(0, 40)}`).toBeLessThan(500)
      if (method === 'PUT')
        expect(status, `${method} ${path} ${body.slice(0, 40)}`).toBeGreaterThanOrEqual(400)
    }
  }
  await expectUnharmed('bodies')
})

it('inflates nothing that somebody sends', async () => {
  const socket = await openBareSocket(server.url, { perMessageDeflate: true })
  if ('status' in socket) throw new Error('not let in')
  expect(socket.line.extensions).toBe('')
  socket.close()
  const before = await server.ask('memory')
  // 60 MB of zeros in 60 kB.
  const bomb = gzipSync(Buffer.alloc(60_000_000))
  const { sid }: { sid: string } = JSON.parse(bodyOf(await ask(server.port).answer).slice(1))
  for (const coding of ['gzip', 'deflate', 'br', 'gzip, gzip']) {
    for (const [method, path, type] of [
      ['PUT', '/api/me', 'application/json'],
      ['POST', `/socket.io/?EIO=4&transport=polling&sid=${sid}`, 'text/plain'],
    ] as const) {
      const status = await statusOf(path, {
        method,
        headers: { 'content-encoding': coding, 'content-type': type },
        body: bomb,
      })
      expect(status, `${method} ${path} ${coding}`).not.toBe(204)
      expect(status, `${method} ${path} ${coding}`).toBeLessThan(500)
    }
  }
  await expectUnharmed('a bomb')
  expect((await server.ask('memory')).resident).toBeLessThan(before.resident + 40_000_000)
}, 60_000)

it('RELIABILITY 23: shows nobody an awareness state that is too much, or not of who sends it', async () => {
  const attacker = new RawClient(server.url)
  onTestFinished(() => attacker.close())
  const state = (json: string, { id = 7, clock = 1, count = 1 } = {}) =>
    Buffer.concat([Uint8Array.from([count, id, clock, json.length].flatMap(varint)), Buffer.from(json)])
  const users = Array.from({ length: 50_000 }, (_, i) => [...varint(100 + i), 1, 2, 123, 125]).flat()
  const bombs: [what: string, update: Uint8Array][] = [
    ['50,000 users', Uint8Array.from([...varint(50_000), ...users])],
    ['users without end', Uint8Array.of(255, 255, 255, 255, 15, 7, 1, 2, 123, 125)],
    ['much of it', state(JSON.stringify({ a: 'x'.repeat(3_000) }))],
    ['a megabyte', state(JSON.stringify({ a: 'x'.repeat(1_000_000) }))],
    ['somebody else', state('{}', { id: 1 })],
    ['a clock beyond all', state('{}', { clock: 2 ** 40 })],
    ['depth', state(`${'['.repeat(500)}${']'.repeat(500)}`)],
    ['a prototype', state('{"__proto__":{"name":"x"}}')],
    ['a prototype within', state('{"a":[{"__proto__":1}]}')],
    ['what is no JSON', state('{')],
    ['nobody', state('{}', { count: 0 })],
    ['nothing', new Uint8Array()],
  ]
  bystander.awareness.length = 0
  for (const [what, update] of bombs) {
    await attacker.open(id, 0, 7)
    attacker.socket.emit('awareness', encodeAwareness(id, update))
    expect(await attacker.refused(), what).toMatchObject({ reason: 'malformed' })
    await expectUnharmed(what)
  }
  expect(bystander.awareness).toEqual([])
}, 60_000)

it('holds no more at the end than at the beginning', async () => {
  const before = await server.ask('memory')
  for (let i = 0; i < 3; i++) await sayAll(texts)
  const after = await server.ask('memory')
  expect(after.held).toBeLessThan(before.held * 1.2)
  expect(after.resident).toBeLessThan(before.resident * 1.2)
}, 120_000)

interface Said {
  method?: string
  headers?: Record<string, string>
  body?: Uint8Array
}

async function statusOf(path: string, { method = 'GET', headers = {}, body }: Said): Promise<number> {
  const asking = request({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false })
  // Who sends more than is read may be cut.
  const failed = once(asking, 'error').then(() => undefined)
  asking.end(body)
  const answered = once(asking, 'response')
  answered.catch(() => undefined)
  const first = await Promise.race([answered, failed])
  asking.destroy()
  return first?.[0].statusCode ?? 400
}

/** Resolves when the connection has ended, or been taken. */
async function upgradeOf(path: string, headers: Record<string, string>): Promise<void> {
  const asking = request({ host: '127.0.0.1', port: server.port, path, headers, agent: false })
  asking.end()
  await new Promise(resolve => {
    for (const event of ['upgrade', 'response', 'error', 'close']) asking.once(event, resolve)
  })
  asking.destroy()
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
}
