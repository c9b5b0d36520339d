import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { encodeAwareness } from '../protocol/index.ts'
import { connectPacket, openBareSocket } from './support/bare-socket.ts'
import { type Cluster, startCluster } from './support/cluster.ts'
import { type HttpPerson, httpPerson, makeDocument } from './support/http-people.ts'
import { openOnlooker } from './support/onlooker.ts'
import { type Asked, ask, bodyOf, masked } from './support/polling-wire.ts'
import { RawClient } from './support/raw-client.ts'
import { until } from './support/until.ts'

// In the name of somebody who is signed in, and knows nothing of it.

let cluster: Cluster
let ann: HttpPerson
let mallory: HttpPerson
/** Ann's alone. */
let diary: string
beforeAll(async () => {
  cluster = await startCluster({ nodes: 2 })
}, 60_000)
beforeEach(async () => {
  ann = await httpPerson(node(0).url)
  mallory = await httpPerson(node(0).url)
  diary = await makeDocument(ann)
  await ann.ask('DELETE', `/api/documents/${diary}/sharing/link`)
})
afterAll(() => cluster.stop())

function node(nth: number) {
  const { server } = cluster.nodes[nth] ?? {}
  if (server === undefined) throw new Error(`there is no node ${nth}`)
  return server
}

const everyNode = [0, 1] as const

function connect(
  cookie: string | undefined,
  url = node(0).url,
  transport: 'websocket' | 'polling' = 'websocket',
) {
  const client = new RawClient(url, {
    transport,
    ...(cookie !== undefined && { headers: { Cookie: cookie } }),
  })
  onTestFinished(() => client.close())
  return client
}

/** Opens a session by long-polling, as whoever has these headers. */
async function beginPolling(port: number, headers: Record<string, string>): Promise<string> {
  const answer = await ask(port, { headers }).answer
  const { sid }: { sid: string } = JSON.parse(bodyOf(answer).slice(1))
  return sid
}

describe("RELIABILITY 27: a page of another site that an owner looks at, with the owner's cookie,", () => {
  const origins = [
    'https://evil.example',
    'null',
    'http://127.0.0.1:1',
    'http://127.0.0.1.evil.example',
    'file://',
  ]

  it.each(origins)('gets no WebSocket (%s)', async origin => {
    for (const nth of everyNode) {
      const asked = { headers: { Cookie: ann.cookie, Origin: origin } }
      expect(await openBareSocket(node(nth).url, asked)).toEqual({ status: 403 })
    }
    const own = await openBareSocket(node(0).url, { headers: { Cookie: ann.cookie, Origin: node(0).url } })
    expect(own).toHaveProperty('line')
    if ('close' in own) own.close()
  })

  it.each(origins)('gets no session by long-polling, and none that the owner has (%s)', async origin => {
    const headers = { Cookie: ann.cookie, Origin: origin }
    const sid = await beginPolling(node(0).port, { Cookie: ann.cookie })
    for (const nth of everyNode) {
      const { port } = node(nth)
      for (const asked of [
        {},
        { query: `&sid=${sid}` },
        { method: 'POST', query: `&sid=${sid}`, body: '41' },
      ]) {
        expect(await ask(port, { ...asked, headers }).answer).toMatch(/^HTTP\/1.1 403 /)
      }
    }
    // Nothing of it was heard.
    const own = { query: `&sid=${sid}`, headers: { Cookie: ann.cookie } }
    expect(await ask(node(0).port, { ...own, method: 'POST', body: connectPacket }).answer).toMatch(/ 200 /)
  })

  it('is handed nothing by a script tag, or to a form', async () => {
    const headers = { Cookie: ann.cookie }
    const sid = await beginPolling(node(0).port, headers)
    for (const nth of everyNode) {
      for (const query of ['&j=0', `&j=0&sid=${sid}`, '&j=__eio[0]', '&sid=&j=']) {
        for (const asked of [{}, { method: 'POST', body: 'd=41' }]) {
          const answer = await ask(node(nth).port, { ...asked, query, headers }).answer
          expect(answer, query).toMatch(/^HTTP\/1.1 400 /)
          expect(answer).not.toMatch(/___eio|javascript/)
        }
      }
    }
  })

  it('changes and reads nothing over HTTP', async () => {
    const evil = { origin: 'https://evil.example' }
    for (const [method, path] of [
      ['GET', `/api/documents/${diary}/snapshot`],
      ['GET', '/api/documents?list=mine'],
      ['POST', '/api/documents'],
      ['PUT', `/api/documents/${diary}/trash`],
      ['PUT', `/api/documents/${diary}/sharing/link`],
    ] as const) {
      const answer = await ann.ask(method, path, method === 'PUT' ? { role: 'editor' } : undefined, evil)
      expect(answer.status, `${method} ${path}`).toBe(403)
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
    expect(await (await ann.ask('GET', `/api/documents/${diary}/sharing`)).json()).toMatchObject({
      link: null,
    })
  })
})

describe('RELIABILITY 27: the id of a session', () => {
  const thieves = () =>
    [
      ['nobody', {}],
      ['somebody else', { Cookie: mallory.cookie }],
      ['who guesses at the cookie', { Cookie: `${ann.cookie.slice(0, -1)}x` }],
      ['who has two cookies, the wrong one first', { Cookie: `${mallory.cookie}; ${ann.cookie}` }],
    ] as const

  it('is worth nothing to anybody but its owner, on any node: it is as if there were none', async () => {
    const sid = await beginPolling(node(0).port, { Cookie: ann.cookie })
    const [name] = sid.split('.')
    for (const [who, headers] of thieves()) {
      for (const nth of everyNode) {
        const say = (sid: string, asked: Asked) =>
          ask(node(nth).port, { ...asked, headers, query: `&sid=${sid}` }).answer.then(masked)
        for (const asked of [{ method: 'POST', body: connectPacket }, {}, { method: 'DELETE' }]) {
          const stolen = await say(sid, asked)
          expect(stolen, who).toBe(await say(`${name}.${'A'.repeat(20)}`, asked))
          expect(stolen, who).toMatch(/^HTTP\/1.1 400 /)
        }
        const socket = await openBareSocket(node(nth).url, { headers, query: `&sid=${sid}` })
        if ('line' in socket) await until(() => socket.line.readyState === socket.line.CLOSED, 'the end')
        else expect(socket.status, who).toBe(400)
      }
    }
    for (const nth of everyNode) {
      const own = { query: `&sid=${sid}`, headers: { Cookie: ann.cookie } }
      const said = { ...own, method: 'POST', body: nth === 0 ? connectPacket : '42["close","some-document"]' }
      expect(await ask(node(nth).port, said).answer).toMatch(/^HTTP\/1.1 200 /)
    }
  })

  it('cannot be made up', async () => {
    const sid = await beginPolling(node(0).port, { Cookie: ann.cookie })
    const [name = '', random = ''] = sid.split('.')
    const forged = [
      `${name}.${random.slice(0, -1)}`,
      `${name}.${random}${random}`,
      random,
      `${name}.`,
      `.${random}`,
      '*.AAAAAAAAAAAAAAAAAAAA',
      'quire:access.AAAAAAAAAAAAAAAAAAAA',
      `${sid}%00`,
      '__proto__',
      'constructor',
      'hasOwnProperty',
      'toString',
      '%20',
      '+',
      'x'.repeat(8_000),
    ]
    for (const each of forged) {
      for (const nth of everyNode) {
        for (const asked of [{ method: 'POST', body: '41' }, {}]) {
          const asks = { ...asked, query: `&sid=${each}`, headers: { Cookie: ann.cookie } }
          expect(await ask(node(nth).port, asks).answer, each).toMatch(/^HTTP\/1.1 400 /)
        }
      }
    }
    const twice = { query: `&sid=${forged[0]}&sid=${sid}`, headers: { Cookie: mallory.cookie } }
    for (const nth of everyNode) expect(await ask(node(nth).port, twice).answer).toMatch(/^HTTP\/1.1 400 /)
  })

  it.each(['websocket', 'polling'] as const)(
    'opens no second way into a connection by %s',
    async transport => {
      const client = connect(ann.cookie, node(0).url, transport)
      await client.open(diary)
      const sid = client.socket.io.engine.id
      for (const [who, headers] of thieves()) {
        const asked = { headers, query: `&sid=${sid}` }
        expect(await ask(node(0).port, { ...asked, method: 'POST', body: '41' }).answer, who).toMatch(/ 400 /)
        const socket = await openBareSocket(node(0).url, asked)
        if ('line' in socket) {
          socket.line.send('2probe')
          await until(() => socket.line.readyState === socket.line.CLOSED, 'the end')
          expect(socket.heard).toEqual([])
        }
      }
      await client.socket.timeout(5_000).emitWithAck('echo')
      expect(client.socket.connected).toBe(true)
    },
  )
})

describe('RELIABILITY 23: who shows, or writes, what is not theirs', () => {
  let id: string
  beforeEach(async () => {
    id = await makeDocument(ann)
  })

  const shown = (awarenessId: number, state: object) => {
    const awareness = new Awareness(Object.assign(new Y.Doc(), { clientID: awarenessId }))
    awareness.setLocalState({ ...state })
    const update = encodeAwarenessUpdate(awareness, [awarenessId])
    awareness.destroy()
    return encodeAwareness(id, update)
  }

  it.each(everyNode)("cannot be seen under somebody else's name or caret (node %i)", async nth => {
    const room = await openOnlooker(node(1).url, ann.cookie, id)
    const own = connect(ann.cookie)
    await own.open(id, 0, 21)
    own.socket.emit('awareness', shown(21, { mine: true }))
    const thief = connect(mallory.cookie, node(nth).url)
    await until(async () => {
      const answer = await thief.tryOpen({ documentId: id, after: 0, awarenessId: 21 })
      return !answer.ok && answer.reason === 'busy'
    }, 'the other node to know whose it is')
    const { session, participants } = await thief.open(id, 0, 22)
    expect(participants.find(each => each.session === session)).toMatchObject({ user: mallory.id })
    thief.socket.emit('awareness', shown(21, { name: 'Ann' }))
    expect(await thief.refused()).toMatchObject({ reason: 'malformed' })
    await until(() => node(nth).lines.some(line => line.includes('malformed')), 'the journal')
    // A name is anybody's to choose; who it is they cannot choose.
    const named = await thief.open(id, 0, 22)
    thief.socket.emit('profile', { name: 'Ann', color: '#336699' })
    await until(() => room.people().get(named.session)?.name === 'Ann', 'the name')
    expect(room.people().get(named.session)).toMatchObject({ user: mallory.id })
    await room.settle()
    expect(room.states().get(21)).toEqual({ mine: true })
    expect(room.carets().has(22)).toBe(false)
  })

  it.each(everyNode)("cannot write under somebody else's client ID (node %i)", async nth => {
    const room = await openOnlooker(node(1).url, ann.cookie, id)
    const words = Object.assign(new Y.Doc(), { clientID: 4_711 })
    const own = connect(ann.cookie)
    await own.open(id, 0, 21)
    words.getText('words').insert(0, 'by ann')
    own.send(id, 1, Y.encodeStateAsUpdate(words))
    await until(async () => (await room.text()) === 'by ann', 'the words')
    const thief = connect(mallory.cookie, node(nth).url)
    const forged: [what: string, update: Uint8Array][] = [
      ['words that go on with theirs', goOn(words, 'by mallory')],
      // One collected struct of ten under their ID, where their next words would stand.
      ['a gap in their next words', Uint8Array.of(1, 1, ...varint(4_711), 6, 0, 10, 0)],
    ]
    for (const [what, update] of forged) {
      const { session } = await thief.open(id, 0, 22)
      thief.send(id, 1, update)
      expect(await thief.refused(), what).toMatchObject({ session, reason: 'fork' })
      const told = () =>
        node(nth).lines.some(line => line.includes(`"session":${session}`) && /fork/.test(line))
      await until(told, 'the journal to say which session it was')
    }
    words.getText('words').insert(6, ', and no other')
    own.send(id, 2, Y.encodeStateAsUpdate(words))
    await until(async () => (await room.text()) === 'by ann, and no other', 'the words after')
    expect(own.refusals).toEqual([])
    const authors = await cluster.postgres.query(
      `SELECT author FROM authors JOIN documents ON documents.key = authors.document
        WHERE documents.id = '${id}' AND client = 4711`,
      cluster.databaseUrl,
    )
    expect(authors).toEqual([{ author: ann.id }])
  })
})

/** What somebody would write who has all that `doc` holds, and takes its client ID for their own. */
function goOn(doc: Y.Doc, text: string): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.clientID = doc.clientID
  const before = Y.encodeStateVector(copy)
  copy.getText('words').insert(0, text)
  return Y.encodeStateAsUpdate(copy, before)
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
}
