import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { maxPacketBytes, protocolVersion } from '../protocol/index.ts'
import { type ClusterNode, startCluster } from './support/cluster.ts'
import { type Asked, ask, bodyOf, masked, shakeHands } from './support/polling-wire.ts'
import { createDocument, RawClient } from './support/raw-client.ts'

type Cluster = Awaited<ReturnType<typeof startCluster>>
let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster({ nodes: 3 })
}, 60_000)
afterAll(() => cluster.stop())

function node(nth: number): ClusterNode['server'] {
  const { server } = cluster.nodes[nth] ?? {}
  if (server === undefined) throw new Error(`there is no node ${nth}`)
  return server
}

/** Yjs updates as somebody makes them who types so many letters. */
function typing(letters: number): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let i = 0; i < letters; i++) doc.getText('text').insert(i, 'x')
  return updates
}

const connect = `40${JSON.stringify({ version: protocolVersion, profile: { name: '', color: '#336699' } })}`

const conversation: [what: string, asked: Asked, status: number][] = [
  ['connects', { method: 'POST', body: connect }, 200],
  ['is let in', {}, 200],
  [
    'opens what is not there',
    { method: 'POST', body: '420["open",{"documentId":"nowhere1","after":0,"awarenessId":1}]' },
    200,
  ],
  ['is told so', {}, 200],
  ['says nothing that is known', { method: 'POST', body: '42["sing"]' }, 200],
  ['is told that, too', {}, 200],
  ['comes from another page', { headers: { Origin: 'http://evil.example' } }, 403],
  [
    'comes from our page',
    { method: 'POST', body: '421["echo"]', headers: { Origin: 'http://quire.example' } },
    200,
  ],
  ['hears the echo', { headers: { Origin: 'http://quire.example' } }, 200],
  ['asks by a script tag', { query: '&j=0' }, 400],
  ['posts by a form', { method: 'POST', query: '&j=0', body: 'd=42' }, 400],
  ['says too much', { method: 'POST', body: 'x'.repeat(maxPacketBytes + 1) }, 413],
  ['says what is no packet', { method: 'POST', body: 'b' }, 200],
  ['is cut', {}, 200],
  ['comes back after all', {}, 400],
]

it('answers byte for byte alike on the node that has the session, and on any other', async () => {
  const { port } = node(0)
  const [direct, relayed] = [await shakeHands(port), await shakeHands(port)]
  for (const [what, asked, status] of conversation) {
    const say = (sid: string, at: number) =>
      ask(at, { ...asked, query: `&sid=${sid}${asked.query ?? ''}` }).answer.then(masked)
    const expected = await say(direct, port)
    expect(expected, what).toMatch(`HTTP/1.1 ${status} `)
    expect(await say(relayed, node(1).port), what).toBe(expected)
  }
})

it('gives every update once and in order to 50 people whose every request goes to another node', async () => {
  const documentId = await createDocument(cluster.url)
  const people = Array.from({ length: 50 }, () => new RawClient(cluster.url, { transport: 'polling' }))
  onTestFinished(() => {
    for (const person of people) person.close()
  })
  const disconnects: string[] = []
  await Promise.all(people.map(person => person.open(documentId)))
  for (const { socket } of people) socket.on('disconnect', reason => disconnects.push(reason))
  const words = 90
  for (const [i, update] of typing(words).entries()) {
    people[0]?.send(documentId, i + 1, update)
    // A few at a time, so that there are many polls and posts.
    if (i % 3 === 2) await people[49]?.heard(i + 1)
  }
  await Promise.all(people.map(person => person.heard(words)))
  const inOrder = Array.from({ length: words }, (_, i) => i + 1)
  for (const { updates } of people) expect(updates.map(({ seq }) => seq)).toEqual(inOrder)
  expect(disconnects).toEqual([])
}, 60_000)

it('ends a held poll soon when its owner is killed, and the client can begin anew anywhere', async () => {
  const doomed = node(2)
  const sid = await shakeHands(doomed.port)
  const held = ask(node(0).port, { query: `&sid=${sid}` })
  await ask(node(0).port, { method: 'POST', query: `&sid=${sid}`, body: '3' }).answer
  const killed = performance.now()
  await doomed.kill()
  expect(bodyOf(await held.answer)).toContain('{"code":1,"message":"Session ID unknown"}')
  expect(performance.now() - killed).toBeLessThan(3_000)
  expect(bodyOf(await ask(node(1).port, { query: `&sid=${sid}` }).answer)).toContain('Session ID unknown')
  await doomed.restart()
})
