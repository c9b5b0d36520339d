import { expect, it } from 'vitest'
import { ask, bodyOf, shakeHands } from '../../../e2e/support/polling-wire.ts'
import { until } from '../../../e2e/support/until.ts'
import { heldPolls, openTwoNodes, sessions } from './testing/nodes.ts'

const unknownSession = '{"code":1,"message":"Session ID unknown"}'

it('knows nothing of sids that no node has given out, and publishes nothing because of them', async () => {
  const { a, b, redis } = await openTwoNodes()
  const own = await shakeHands(a.port)
  const random = own.slice(own.indexOf('.') + 1)
  const { self } = a.nodes
  const hostile = [
    '.',
    self,
    `.${random}`,
    `${self}.`,
    `${self}.${random}.${random}`,
    `${self}*.${random}`,
    `${self.slice(0, -1)}?.${random}`,
    `*.${random}`,
    `quire:relay:1:${self}.${random}`,
    `../${self}.${random}`,
    `unknown-node.${random}`,
    `__proto__.${random}`,
    `constructor.${random}`,
    `${self}\r\nSPUBLISH x y.${random}`,
    `${self}\0.${random}`,
    `${self.slice(0, -1)}é.${random}`,
    `${'a'.repeat(8_000)}.${random}`,
  ]
  const queries = [...hostile.map(encodeURIComponent), `${own}&sid=unknown-node.${random}`]
  const before = publishes(await redis.ask('INFO commandstats'))
  for (const query of queries) {
    for (const { port } of [a, b]) {
      const answer = await ask(port, { query: `&sid=${query}` }).answer
      expect(answer.slice(0, 15), query).toBe('HTTP/1.1 400 Ba')
      expect(bodyOf(answer), query).toContain(unknownSession)
    }
  }
  expect(publishes(await redis.ask('INFO commandstats'))).toBe(before)
  expect(b.journal.error).not.toHaveBeenCalled()
})

const publishes = (statistics: string) => /cmdstat_spublish:calls=(\d+)/.exec(statistics)?.[1]

it('knows a session of a node that has left no more, at once', async () => {
  const { a, b } = await openTwoNodes()
  const query = `&sid=${await shakeHands(a.port)}`
  await a.close()
  const asked = performance.now()
  expect(bodyOf(await ask(b.port, { query }).answer)).toContain(unknownSession)
  expect(performance.now() - asked).toBeLessThan(1_000)
})

it('ends held polls when their owner vanishes without a word', async () => {
  const { a, b } = await openTwoNodes()
  const query = `&sid=${await shakeHands(a.port)}`
  const held = ask(b.port, { query })
  await until(() => heldPolls(a) === 1, 'the poll to be held')
  // As when the process is killed: its lines to Redis are cut, and nobody says goodbye.
  a.redis.close()
  const asked = performance.now()
  expect(bodyOf(await held.answer)).toContain(unknownSession)
  expect(performance.now() - asked).toBeLessThan(3_000)
})

it('ends the sessions whose polls were held by a node that vanishes', async () => {
  const { a, b } = await openTwoNodes()
  const query = `&sid=${await shakeHands(a.port)}`
  ask(b.port, { query })
  await until(() => heldPolls(a) === 1, 'the poll to be held')
  b.redis.close()
  await until(() => sessions(a) === 0, 'the session to end', 3_000)
})

it('ends relayed requests soon while Redis is away, and relays again when it is back', async () => {
  const { a, b, redis } = await openTwoNodes()
  const query = `&sid=${await shakeHands(a.port)}`
  const held = ask(b.port, { query })
  await until(() => heldPolls(a) === 1, 'the poll to be held')
  await redis.kill()
  expect(bodyOf(await held.answer)).toContain(unknownSession)
  await until(() => sessions(a) === 0, 'the session to end, of which an answer may be lost')
  const asked = performance.now()
  const whileAway = `&sid=${await shakeHands(a.port)}`
  expect(bodyOf(await ask(b.port, { query: whileAway }).answer)).toContain(unknownSession)
  expect(performance.now() - asked).toBeLessThan(1_000)
  // Where the session is, nothing of Redis is needed.
  expect(await ask(a.port, { method: 'POST', query: whileAway, body: '40' }).answer).toMatch(/\r\n\r\nok$/)
  await redis.restart()
  const isRelayed = async () => {
    const again = `&sid=${await shakeHands(a.port)}`
    return (await ask(b.port, { method: 'POST', query: again, body: '40' }).answer).endsWith('\r\n\r\nok')
  }
  await until(isRelayed, 'the relay to work again')
})

it('gives up a poll that nobody answers', async () => {
  const { a, b } = await openTwoNodes({ limits: { graceInMs: 300 }, pingInterval: 300 })
  const query = `&sid=${await shakeHands(a.port)}`
  a.io.engine.handleRequest = () => undefined
  const asked = performance.now()
  expect(bodyOf(await ask(b.port, { query }).answer)).toContain(unknownSession)
  expect(performance.now() - asked).toBeGreaterThan(550)
})

it('keeps no more requests under way than it may, nor bytes', async () => {
  const { a, b } = await openTwoNodes({ limits: { maxRequests: 2, maxBytes: 1_000 } })
  const [ann, bob, dan, eve] = [
    await shakeHands(a.port),
    await shakeHands(a.port),
    await shakeHands(a.port),
    await shakeHands(a.port),
  ]
  const long = { method: 'POST', body: 'x'.repeat(1_001) }
  expect(bodyOf(await ask(b.port, { query: `&sid=${dan}`, ...long }).answer)).toContain(unknownSession)
  const held = [ann, bob].map(sid => ask(b.port, { query: `&sid=${sid}` }))
  await until(() => heldPolls(a) === 2, 'two polls to be held')
  expect(bodyOf(await ask(b.port, { query: `&sid=${eve}` }).answer)).toContain(unknownSession)
  for (const { hangUp } of held) hangUp()
  await until(() => sessions(a) === 1, 'both sessions to end')
  expect(await ask(b.port, { method: 'POST', query: `&sid=${eve}`, body: '40' }).answer).toMatch(
    /\r\n\r\nok$/,
  )
  expect(b.journal.warn).toHaveBeenCalledTimes(1)
})

it('hears what is no message without harm', async () => {
  const { a, b } = await openTwoNodes()
  await b.redis.publish(`quire:relay:1:${a.nodes.self}`, new Uint8Array([99, 1, 2]))
  await b.redis.publish(`quire:relay:1:${a.nodes.self}`, new Uint8Array())
  await until(() => a.journal.error.mock.calls.length === 2, 'two lines in the journal')
  const query = `&sid=${await shakeHands(a.port)}`
  expect(await ask(b.port, { method: 'POST', query, body: '40' }).answer).toMatch(/\r\n\r\nok$/)
})
