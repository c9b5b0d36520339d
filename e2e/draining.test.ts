import { once } from 'node:events'
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { type Cluster, type ClusterNode, startCluster } from './support/cluster.ts'
import { openPeer } from './support/peer.ts'
import { ask, shakeHands } from './support/polling-wire.ts'
import { RawClient } from './support/raw-client.ts'
import { until } from './support/until.ts'
import { witness } from './support/witness.ts'

let cluster: Cluster
let leaving: ClusterNode['server']
let staying: ClusterNode['server']

beforeAll(async () => {
  cluster = await startCluster({ nodes: 2 })
}, 60_000)
afterAll(() => cluster.stop())

beforeEach(async () => {
  const [first, second] = cluster.nodes
  if (!first || !second) throw new Error('unreachable')
  leaving = first.server
  staying = second.server
  if (leaving.exited) await leaving.restart()
  await until(async () => (await cluster.balancer.ready()).length === 2, 'both nodes to be in service')
})

/** Asks it to end; gives its code, and how long it took. */
async function end(server: ClusterNode['server']): Promise<{ code: number | null; inMs: number }> {
  const asked = performance.now()
  server.process.kill('SIGTERM')
  await once(server.process, 'close')
  return { code: server.process.exitCode, inMs: performance.now() - asked }
}

function wordsOf(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

const health = async ({ url }: { url: string }) => {
  const response = await fetch(`${url}/health/ready`)
  return { status: response.status, body: await response.json() }
}

it('is not ready as soon as it is told to stop, and serves whoever comes all the same', async () => {
  const ended = end(leaving)
  await until(async () => (await health(leaving)).status === 503, 'the readiness to go')
  expect((await health(leaving)).body).toMatchObject({
    status: 'draining',
    store: 'reachable',
    redis: 'reachable',
  })
  expect((await fetch(`${leaving.url}/health/live`)).status).toBe(200)
  const late = new RawClient(leaving.url)
  onTestFinished(() => late.close())
  const told = new Promise(resolve => late.socket.on('handOver', resolve))
  await late.open(await cluster.newDocument())
  expect(await told).toEqual({ withinMs: expect.any(Number) })
  late.close()
  expect((await ended).code).toBe(0)
})

it('ends as soon as everybody has gone to another node, and nobody noticed', async () => {
  const documentId = await cluster.newDocument()
  const transports = [['websocket'], ['polling']] as const
  const people = await Promise.all(
    [0, 1, 2, 3].map(i =>
      openPeer({ url: cluster.url, documentId, name: `p${i}`, transports: [...(transports[i % 2] ?? [])] }),
    ),
  )
  onTestFinished(async () => void (await Promise.all(people.map(person => person.leave()))))
  const states = new Set<string>()
  for (const { provider } of people) provider.on('status', ({ state }) => states.add(state))
  const witnesses = people.map(witness)
  const writing = setInterval(() => {
    for (const each of witnesses) each.write()
  }, 100)
  onTestFinished(() => clearInterval(writing))
  const { code, inMs } = await end(leaving)
  clearInterval(writing)
  await Promise.all(people.map(({ provider }) => provider.whenSaved()))
  expect({ code, states: [...states] }).toEqual({ code: 0, states: ['live'] })
  expect(inMs).toBeLessThan(14_000)
  const waits = witnesses.flatMap(({ acknowledgements }) => acknowledgements)
  expect(Math.max(...waits.map(({ writtenAt, savedAt }) => savedAt - writtenAt))).toBeLessThan(2_000)
}, 40_000)

it('ends in time with clients that never go', async () => {
  const documentId = await cluster.newDocument()
  const [stubborn, polling] = [
    new RawClient(leaving.url),
    new RawClient(leaving.url, { transport: 'polling' }),
  ]
  onTestFinished(() => {
    stubborn.close()
    polling.close()
  })
  await stubborn.open(documentId)
  await polling.open(documentId)
  const silent = ask(leaving.port, { query: `&sid=${await shakeHands(leaving.port)}` })
  const { code, inMs } = await end(leaving)
  expect(code).toBe(0)
  expect(inMs).toBeLessThan(16_000)
  expect(await silent.answer).toMatch(/^HTTP\/1.1 200 /)
}, 30_000)

it('ends at once when it is told to a second time', async () => {
  const client = new RawClient(leaving.url)
  onTestFinished(() => client.close())
  await client.open(await cluster.newDocument())
  const ended = once(leaving.process, 'close')
  leaving.process.kill('SIGTERM')
  await until(async () => (await health(leaving)).status === 503, 'the first to be heard')
  const asked = performance.now()
  leaving.process.kill('SIGTERM')
  await ended
  expect(performance.now() - asked).toBeLessThan(2_000)
})

it('lets people of other nodes poll on elsewhere when the node that they came to stops', async () => {
  const sid = await shakeHands(staying.port)
  const held = ask(leaving.port, { query: `&sid=${sid}` })
  await ask(leaving.port, { method: 'POST', query: `&sid=${sid}`, body: '3' }).answer
  const ended = end(leaving)
  // Nothing but the wish to see them go.
  expect(await held.answer).toMatch(/\r\n\r\n6$/)
  expect(await ask(staying.port, { method: 'POST', query: `&sid=${sid}`, body: '3' }).answer).toMatch(/ok$/)
  expect((await ended).code).toBe(0)
})

it('ends in time though Postgres has fallen silent, and calls nothing saved that is not', async () => {
  const client = new RawClient(leaving.url)
  onTestFinished(() => client.close())
  const documentId = await cluster.newDocument()
  await client.open(documentId)
  await cluster.postgres.kill('SIGSTOP')
  client.send(documentId, 1, wordsOf('never acknowledged'))
  const { code, inMs } = await end(leaving)
  await cluster.postgres.kill('SIGCONT')
  expect(code).toBe(0)
  expect(inMs).toBeLessThan(19_500)
  expect(client.updates).toEqual([])
}, 40_000)

it('stays ready while Redis or Postgres is away, and says so', async () => {
  await cluster.redis.kill()
  await until(async () => (await health(staying)).body.redis === 'away', 'the loss of Redis to be told')
  expect((await health(staying)).status).toBe(200)
  await cluster.postgres.kill()
  await until(async () => (await health(staying)).body.store === 'away', 'the loss of Postgres to be told')
  expect(await health(staying)).toMatchObject({ status: 200, body: { status: 'ready', redis: 'away' } })
  await cluster.redis.restart()
  await cluster.postgres.restart()
  const isWell = async () => {
    const { body } = await health(staying)
    return body.redis === 'reachable' && body.store === 'reachable'
  }
  await until(isWell, 'both to be back')
}, 40_000)
