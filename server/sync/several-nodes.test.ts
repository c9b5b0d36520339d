import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '../../e2e/support/seeded-random.ts'
import { openStage, type Person, type Stage } from './testing/stage.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

/** Everybody has every seq of the log, and the same text. */
function expectAgreement({ log }: Stage, people: Person[]) {
  for (const person of people) {
    const seqs = new Set(person.seen.map(({ seq }) => seq))
    const missing = log.updates.map(({ seq }) => seq).filter(seq => !seqs.has(seq))
    expect({ name: person.name, missing }).toEqual({ name: person.name, missing: [] })
    expect(person.refusals).toEqual([])
  }
  expect(new Set(people.map(({ text }) => text)).size).toBe(1)
}

/** Ann and Bob on nodes of their own. */
async function annAndBob() {
  const stage = openStage()
  const nodes = [stage.node('node a'), stage.node('node b')] as const
  const [ann, bob] = [nodes[0].enter('ann'), nodes[1].enter('bob')]
  await settledAt(50, ann.open())
  await settledAt(50, bob.open())
  await pass(50)
  return { stage, nodes, ann, bob }
}

/** Fake time goes on only when it is told to. */
async function settledAt<T>(ms: number, promise: Promise<T>): Promise<T> {
  await Promise.all([promise, pass(ms)])
  return promise
}

it('brings what is written on one node to those on another, and numbers everything once', async () => {
  const { stage, ann, bob } = await annAndBob()
  for (let i = 0; i < 30; i++) {
    ann.type('a')
    bob.type('b')
    await pass(i % 3)
  }
  await pass(200)
  expectAgreement(stage, [ann, bob])
  expect(stage.log.updates).toHaveLength(60)
  expect(stage.journal).toEqual({ warnings: [], errors: [] })
})

it.each([1, 2, 3, 4, 5])('finds in the log what was lost between nodes (seed %i)', async seed => {
  const { stage, ann, bob } = await annAndBob()
  const random = seededRandom(seed)
  stage.wire.loses = () => random() < 0.4
  for (let i = 0; i < 60; i++) {
    if (random() < 0.6) ann.type('a')
    if (random() < 0.6) bob.type('b')
    await pass(Math.floor(random() * 40))
  }
  await pass(6_000)
  expectAgreement(stage, [ann, bob])
})

it('fetches at once what it misses between two others', async () => {
  const { stage, ann, bob } = await annAndBob()
  let losses = 1
  stage.wire.loses = () => losses-- > 0
  ann.type('lost ')
  await pass(10)
  ann.type('and found')
  await pass(150)
  expectAgreement(stage, [ann, bob])
})

it('says nothing to other nodes about a document that none of them has open, until one has', async () => {
  const stage = openStage()
  const [a, b] = [stage.node('node a'), stage.node('node b')]
  const ann = a.enter('ann')
  await settledAt(50, ann.open())
  const told = stage.wire.told
  for (let i = 0; i < 20; i++) {
    ann.type('a')
    ann.point(i)
    await pass(50)
  }
  expect(stage.wire.told).toBe(told)
  const bob = b.enter('bob')
  const opening = bob.open()
  for (let i = 0; i < 20; i++) {
    ann.type('b')
    await pass(1)
  }
  await opening
  await pass(200)
  expectAgreement(stage, [ann, bob])
  expect(bob.caretOf(ann)).toBe(19)
})

it('brings within two seconds what others wrote while the nodes cannot talk', async () => {
  const { stage, ann, bob } = await annAndBob()
  stage.wire.isConnected = false
  ann.type('alone')
  await pass(2_000)
  expectAgreement(stage, [ann, bob])
})

it('gives whoever opens a document all that the log has, also what its node has not heard of', async () => {
  const { stage, nodes, ann, bob } = await annAndBob()
  stage.wire.isConnected = false
  stage.wire.loses = () => true
  ann.type('news')
  await pass(10)
  expect(bob.text).toBe('')
  const eve = nodes[1].enter('eve')
  const opened = await settledAt(20, eve.open())
  expect(eve.text).toBe('news')
  expect(opened).toMatchObject({ head: 1 })
  // Nothing that the state vector says is there is sent again.
  expect(Y.encodeStateAsUpdate(eve.doc, opened.stateVector)).toEqual(new Uint8Array([0, 0]))
})

it('takes what builds on words of another node that it has not heard of, in its order', async () => {
  const { stage, nodes, ann } = await annAndBob()
  stage.wire.isConnected = false
  stage.wire.loses = () => true
  ann.type('one ')
  await pass(10)
  // Ann goes on from the other node, which knows nothing of this yet: what she has, she has from the log.
  const moved = nodes[1].enter('ann')
  await settledAt(20, moved.open())
  ann.type('two ')
  await pass(10)
  Y.applyUpdate(moved.doc, Y.encodeStateAsUpdate(ann.doc), moved)
  const reads = stage.log.reads
  moved.type('three ')
  moved.type('four')
  await pass(20)
  expect(moved.refusals).toEqual([])
  expect(stage.log.reads).toBe(reads + 1)
  expect(stage.log.updates.map(({ n, session }) => [session === moved.session, n])).toEqual([
    [false, 1],
    [false, 2],
    [true, 1],
    [true, 2],
  ])
  await pass(3_000)
  expect(ann.text).toBe('one two three four')
})

it('refuses what builds on something that nobody has', async () => {
  const { ann } = await annAndBob()
  const away = new Y.Doc()
  away.getText('t').insert(0, 'unknown')
  Y.applyUpdate(ann.doc, Y.encodeStateAsUpdate(away), ann)
  ann.type('on top')
  ann.type(' and more')
  await pass(50)
  expect(ann.refusals).toMatchObject([{ reason: 'resync', session: ann.session }])
})

it('loses nothing of one who moves while updates are on their way to the disk', async () => {
  const { stage, nodes, ann, bob } = await annAndBob()
  const goOn = stage.log.holdCommits()
  ann.type('in flight ')
  const moved = nodes[1].enter('ann')
  Y.applyUpdate(moved.doc, Y.encodeStateAsUpdate(ann.doc), moved)
  const opened = await settledAt(20, moved.open())
  moved.sendRest(opened)
  moved.type('and after')
  ann.leave()
  goOn()
  await pass(3_000)
  expect(bob.text).toBe('in flight and after')
  expect(moved.text).toBe(bob.text)
  expect(bob.refusals).toEqual([])
})

it('keeps editing going while the database is away, and heals when it is back', async () => {
  const { stage, ann, bob } = await annAndBob()
  stage.wire.loses = () => true
  ann.type('x')
  await pass(10)
  stage.log.away = true
  await pass(20_000)
  stage.log.away = false
  await pass(6_000)
  expect(bob.text).toBe('x')
  expect(stage.journal.warnings.length).toBeLessThan(5)
})
