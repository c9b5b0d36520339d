import { expect, it } from 'vitest'
import { type Asked, ask, masked, shakeHands } from '../../../e2e/support/polling-wire.ts'
import { until } from '../../../e2e/support/until.ts'
import { heldPolls, maxBodyBytes, openTwoNodes, sessions } from './testing/nodes.ts'

/** One conversation, to be told twice: where the session is, and where it is not. */
const conversation: [what: string, asked: Asked, status: number][] = [
  ['says hello', { method: 'POST', body: '40' }, 200],
  ['is greeted', {}, 200],
  [
    'says something',
    { method: 'POST', body: '42["echo","grüße 🌍"]', headers: { 'Content-Type': 'text/plain' } },
    200,
  ],
  ['hears it again', { headers: { 'User-Agent': 'Mozilla/4.0 (compatible ;MSIE 8.0; Trident/4.0)' } }, 200],
  ['comes from an evil page', { headers: { Origin: 'http://evil.example' } }, 400],
  [
    'posts from an evil page',
    { method: 'POST', body: '41', headers: { Origin: 'http://evil.example' } },
    400,
  ],
  ['speaks an old protocol', { query: '&EIO=3' }, 400],
  ['calls its transport websocket', { query: '&transport=websocket' }, 400],
  ['calls its transport by a name that is none', { query: '&transport=pigeon' }, 400],
  ['names a session that is not there any more', { query: 'x' }, 400],
  ['deletes', { method: 'DELETE' }, 500],
  ['asks for the head alone', { method: 'HEAD' }, 500],
  ['says too much', { method: 'POST', body: 'x'.repeat(maxBodyBytes + 1) }, 413],
  ['says far too much', { method: 'POST', body: 'x'.repeat(40 * maxBodyBytes) }, 413],
  ['says as much as it may', { method: 'POST', body: `42["echo","${'y'.repeat(maxBodyBytes - 13)}"]` }, 200],
  ['hears as much', {}, 200],
  ['says what is no packet', { method: 'POST', body: '4nonsense' }, 200],
  ['is told so', {}, 200],
  ['comes back after all', {}, 400],
]

it('gives, from any node, byte for byte the answers of the right one', async () => {
  const { a, b } = await openTwoNodes({ limits: { maxPartBytes: 3_000, maxBytesAtOnce: 5_000 } })
  const [direct, relayed] = [await shakeHands(a.port), await shakeHands(a.port)]
  for (const [what, asked, status] of conversation) {
    const say = (sid: string, port: number) =>
      ask(port, { ...asked, query: `&sid=${sid}${asked.query ?? ''}` }).answer.then(masked)
    const expected = await say(direct, a.port)
    expect(expected, what).toMatch(`HTTP/1.1 ${status} `)
    expect(await say(relayed, b.port), what).toBe(expected)
  }
})

it.each<[string, Asked]>([
  ['binary content', { method: 'POST', body: 'x', headers: { 'Content-Type': 'application/octet-stream' } }],
  ['a second poll beside the first', {}],
])('answers %s, and the poll that is held meanwhile, as the right node does', async (_what, asked) => {
  const { a, b } = await openTwoNodes()
  const answersBy = async (port: number) => {
    const query = `&sid=${await shakeHands(a.port)}`
    const held = ask(port, { query })
    await until(() => heldPolls(a) === 1, 'the poll to be held')
    const second = await ask(port, { ...asked, query }).answer
    held.hangUp()
    await until(() => sessions(a) === 0, 'the end of the session')
    return [await held.answer, second].map(masked)
  }
  const direct = await answersBy(a.port)
  expect(await answersBy(b.port)).toEqual(direct)
})

it('answers a post only after its owner has taken it', async () => {
  const { a, b } = await openTwoNodes()
  const query = `&sid=${await shakeHands(a.port)}`
  await ask(b.port, { method: 'POST', query, body: '40' }).answer
  expect(a.io.of('/').sockets.size).toBe(1)
  const heard: string[] = []
  a.io.of('/').sockets.forEach(socket => void socket.on('echo', said => heard.push(said)))
  for (let i = 0; i < 50; i++) {
    await ask(b.port, { method: 'POST', query, body: `42["echo","${i}"]` }).answer
    expect(heard).toHaveLength(i + 1)
  }
})

it('takes long posts of many clients at once, and gives them their long answers', async () => {
  const { a, b } = await openTwoNodes({ limits: { maxPartBytes: 3_000, maxBytesAtOnce: 10_000 } })
  const answers = Array.from({ length: 20 }, async (_, i) => {
    const query = `&sid=${await shakeHands(a.port)}`
    const said = `42["echo","${String(i).repeat(10_000 - (i > 9 ? 5_000 : 0))}"]`
    for (const body of ['40', said]) await ask(b.port, { method: 'POST', query, body }).answer
    const heard = await ask(b.port, { query }).answer
    expect(heard.endsWith(said)).toBe(true)
  })
  await Promise.all(answers)
})

it('sends the address of the client along, not that of the node that it came to', async () => {
  const { a, b } = await openTwoNodes()
  const seen: unknown[] = []
  a.io.engine.use((request: { socket: { remoteAddress: unknown } }, _response: unknown, next: () => void) => {
    seen.push(request.socket.remoteAddress)
    next()
  })
  const query = `&sid=${await shakeHands(a.port)}`
  await ask(b.port, { method: 'POST', query, body: '40' }).answer
  expect(seen).toEqual(['127.0.0.1', '127.0.0.1'])
})

it.each<[string, Asked]>([
  ['a poll', {}],
  ['half of a post', { method: 'POST', body: '42["echo","half"]', sentBytes: 5 }],
])('ends the session when the client hangs up on %s, as the right node does', async (_what, asked) => {
  const { a, b } = await openTwoNodes()
  for (const { port } of [a, b]) {
    const query = `&sid=${await shakeHands(a.port)}`
    const held = ask(port, { query })
    await until(() => heldPolls(a) === 1, 'the poll to be held')
    const broken = asked.method === undefined ? held : ask(port, { ...asked, query })
    // A post that has begun shows nowhere: another request on the same node is served after it.
    await ask(port, { query: '&sid=nowhere' }).answer
    broken.hangUp()
    await until(() => sessions(a) === 0, 'the session to end')
  }
})

it('refuses an upgrade to a session that another node holds', async () => {
  const { a, b } = await openTwoNodes()
  const sid = await shakeHands(a.port)
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGVzdHRlc3R0ZXN0dGVzdA==',
  }
  const answer = await ask(b.port, { query: `&transport=websocket&sid=${sid}`, headers }).answer
  expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n.*Session ID unknown$/s)
  expect(sessions(a)).toBe(1)
})

it('lets held polls end, and their sessions live on, when the node that they came to stops', async () => {
  const { a, b } = await openTwoNodes()
  const query = `&sid=${await shakeHands(a.port)}`
  const held = ask(b.port, { query })
  await until(() => heldPolls(a) === 1, 'the poll to be held')
  await b.relay.drain()
  expect(masked(await held.answer)).toMatch(/\r\n\r\n6$/)
  // The balancer may not have noticed yet.
  expect(await ask(b.port, { query }).answer).toMatch(/\r\n\r\n6$/)
  expect(sessions(a)).toBe(1)
})

it('sends its sessions their farewell by way of other nodes', async () => {
  const { a, b } = await openTwoNodes()
  const query = `&sid=${await shakeHands(a.port)}`
  const held = ask(b.port, { query })
  await until(() => heldPolls(a) === 1, 'the poll to be held')
  await a.close()
  expect(await held.answer).toMatch(/^HTTP\/1.1 200 OK\r\n.*\r\n\r\n1$/s)
})
