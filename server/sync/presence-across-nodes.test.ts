import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openStage, type Person } from './testing/stage.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

async function open(person: Person) {
  await Promise.all([person.open(), pass(400)])
  return person
}

/** Three nodes, and ann on the first. */
async function threeNodes() {
  const stage = openStage()
  const nodes = [stage.node('node a'), stage.node('node b'), stage.node('node c')] as const
  const ann = await open(nodes[0].enter('ann'))
  ann.point(1)
  await pass(100)
  return { stage, nodes, ann }
}

it('shows whoever comes in everybody on every node, with their carets, from the first moment', async () => {
  const { nodes, ann } = await threeNodes()
  const bob = await open(nodes[1].enter('bob'))
  bob.point(2)
  await pass(100)
  const eve = nodes[2].enter('eve')
  const [opened] = await Promise.all([eve.open(), pass(20)])
  expect(opened.participants.map(({ profile }) => profile.name).sort()).toEqual(['ann', 'bob', 'eve'])
  expect([eve.caretOf(ann), eve.caretOf(bob)]).toEqual([1, 2])
  expect(ann.names).toEqual(['ann', 'bob', 'eve'])
  expect(ann.caretOf(bob)).toBe(2)
})

it('tells every node who comes, moves a caret, takes another name, and leaves', async () => {
  const { nodes, ann } = await threeNodes()
  const bob = await open(nodes[1].enter('bob'))
  bob.point(7)
  bob.rename('robert')
  await pass(100)
  expect(ann.names).toEqual(['ann', 'robert'])
  expect(ann.caretOf(bob)).toBe(7)
  bob.point(8)
  await pass(100)
  expect(ann.caretOf(bob)).toBe(8)
  bob.leave()
  await pass(400)
  expect(ann.names).toEqual(['ann'])
  expect(ann.caretOf(bob)).toBeUndefined()
})

it('takes everybody away who was on a node that is gone', async () => {
  const { stage, nodes, ann } = await threeNodes()
  const bob = await open(nodes[1].enter('bob'))
  await open(nodes[1].enter('bill'))
  bob.point(3)
  await pass(100)
  expect(ann.names).toEqual(['ann', 'bill', 'bob'])
  stage.wire.forget('node b')
  await pass(100)
  expect(ann.names).toEqual(['ann'])
  expect(ann.caretOf(bob)).toBeUndefined()
})

it('mends within seconds what was lost of it', async () => {
  const { stage, nodes, ann } = await threeNodes()
  const bob = await open(nodes[1].enter('bob'))
  const carl = await open(nodes[1].enter('carl'))
  stage.wire.loses = () => true
  bob.leave()
  carl.point(5)
  const eve = await open(nodes[2].enter('eve'))
  await pass(1_000)
  expect(ann.names).toEqual(['ann', 'bob', 'carl'])
  stage.wire.loses = () => false
  await pass(11_000)
  for (const person of [ann, carl, eve]) expect(person.names).toEqual(['ann', 'carl', 'eve'])
  expect([ann.caretOf(carl), eve.caretOf(carl)]).toEqual([5, 5])
})

it('knows somebody again, whom it took for gone, as soon as a caret moves', async () => {
  const { stage, nodes, ann } = await threeNodes()
  const bob = await open(nodes[1].enter('bob'))
  stage.wire.forget('node b')
  await pass(100)
  expect(ann.names).toEqual(['ann'])
  bob.point(8)
  await pass(100)
  expect(ann.names).toEqual(['ann', 'bob'])
  expect(ann.caretOf(bob)).toBe(8)
})

it('knows everybody again as soon as the nodes can talk again', async () => {
  const { stage, nodes, ann } = await threeNodes()
  const bob = await open(nodes[1].enter('bob'))
  stage.wire.isConnected = false
  bob.leave()
  const eve = await open(nodes[1].enter('eve'))
  eve.point(4)
  await pass(100)
  expect(ann.names).toEqual(['ann', 'bob'])
  stage.wire.isConnected = true
  await pass(200)
  expect([ann.names, eve.names]).toEqual([
    ['ann', 'eve'],
    ['ann', 'eve'],
  ])
  expect(ann.caretOf(eve)).toBe(4)
})

it('knows at once who was there when a node that was cut off alone comes back', async () => {
  const { stage, nodes, ann } = await threeNodes()
  const bob = await open(nodes[1].enter('bob'))
  const rejoin = stage.wire.separate('node b')
  stage.wire.forget('node b')
  const eve = await open(nodes[1].enter('eve'))
  const carl = await open(nodes[0].enter('carl'))
  eve.point(6)
  await pass(100)
  expect([ann.names, eve.names]).toEqual([
    ['ann', 'carl'],
    ['ann', 'bob', 'eve'],
  ])
  rejoin()
  await pass(200)
  for (const person of [ann, bob, carl, eve]) expect(person.names).toEqual(['ann', 'bob', 'carl', 'eve'])
  expect(ann.caretOf(eve)).toBe(6)
})

it('keeps the caret of one who moves to another node on every screen', async () => {
  const { nodes, ann } = await threeNodes()
  const bob = await open(nodes[1].enter('bob'))
  const before = nodes[0].enter('mary', 77)
  await open(before)
  before.point(9)
  await pass(100)
  const after = await open(nodes[2].enter('mary', 77))
  before.leave()
  await pass(100)
  // A newcomer sees it, too, before mary has said anything on her new connection.
  const eve = await open(nodes[1].enter('eve'))
  for (const person of [ann, bob, eve]) {
    expect(person.names.filter(name => name === 'mary')).toEqual(['mary'])
    expect(person.vanished).toEqual([])
    expect([person.name, person.caretOf(after)]).toEqual([person.name, 9])
  }
  after.awareness.setLocalState({ at: 9 })
  after.point(10)
  await pass(100)
  expect(bob.caretOf(after)).toBe(10)
  after.leave()
  await pass(400)
  for (const person of [ann, bob, eve]) {
    expect(person.caretOf(after)).toBeUndefined()
    expect(person.names).not.toContain('mary')
  }
})

it('keeps it, too, when the nodes hear later of her coming than of her going', async () => {
  const { stage, nodes, ann } = await threeNodes()
  const before = await open(nodes[0].enter('mary', 77))
  before.point(9)
  await pass(100)
  const after = nodes[2].enter('mary', 77)
  await open(after)
  // As if her arrival were still on its way.
  ann.roster.delete(after.session)
  stage.wire.forget('node c')
  before.leave()
  await pass(100)
  after.awareness.setLocalState({ at: 9 })
  after.point(10)
  await pass(500)
  expect(ann.vanished).toEqual([])
  expect(ann.caretOf(after)).toBe(10)
  expect(ann.names).toEqual(['ann', 'mary'])
})
