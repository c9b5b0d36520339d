import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { printedSeed, seededRandom } from '../../e2e/support/seeded-random.ts'
import { openStage, type TestNode } from './testing/stage.ts'
import { Traveller } from './testing/traveller.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const runs = Number(process.env.RUNS ?? 15)
const first = printedSeed()

/** People who write, move and are cut off, on nodes that crash and come, over a wire and a log that fail; then quiet. */
async function liveThrough(seed: number) {
  const random = seededRandom(seed)
  const some = <T>(list: readonly T[]) => {
    const one = list[Math.floor(random() * list.length)]
    if (one === undefined) throw new Error('none to choose from')
    return one
  }
  const stage = openStage(() => new Promise(over => setTimeout(over, Math.floor(random() * 4))))
  let started = 0
  const nodes: TestNode[] = []
  const start = () => void nodes.push(stage.node(`node ${++started}`))
  const crash = () => {
    const node = some(nodes)
    node.crash()
    nodes.splice(nodes.indexOf(node), 1)
    start()
    setTimeout(() => stage.wire.forget(node.name), 3_000)
    for (const each of people) if (each.node === node) void each.cut()
  }
  for (let i = 0; i < 3; i++) start()
  const people = ['a', 'b', 'c', 'd', 'e'].map(name => new Traveller(name, () => some(nodes)))
  for (const each of people) void each.move(some(nodes))
  stage.wire.loses = () => random() < 0.1
  for (let step = 0; step < 150; step++) {
    const dice = random()
    if (dice < 0.7) some(people).write(random())
    else if (dice < 0.78) some(people).erase(random())
    else if (dice < 0.86) void some(people).move(some(nodes))
    else if (dice < 0.92) void some(people).cut()
    else if (dice < 0.94) crash()
    else if (dice < 0.96) stage.wire.isConnected = !stage.wire.isConnected
    else if (dice < 0.98) stage.log.away = !stage.log.away
    else void some(people).catchUp()
    await pass(Math.floor(random() * 30))
  }
  stage.wire.loses = () => false
  stage.wire.isConnected = true
  stage.log.away = false
  await pass(45_000)
  for (const each of people) void each.catchUp()
  await pass(1_000)
  return { stage, people }
}

it.each(Array.from({ length: runs }, (_, i) => first + i))(
  'agrees on every word, and on who is there, whatever has happened (seed %i)',
  async seed => {
    const { stage, people } = await liveThrough(seed)
    const log = new Y.Doc()
    for (const { update } of stage.log.updates) {
      Y.applyUpdate(log, update)
      expect([log.store.pendingStructs, log.store.pendingDs]).toEqual([null, null])
    }
    const text = log.getText('t').toString()
    for (const each of people) {
      expect([each.name, each.after, each.text]).toEqual([each.name, stage.log.updates.length, text])
      expect([...each.roster.values()].sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
    }
    const words = text.split(';')
    expect(new Set(words).size).toBe(words.length)
    expect(stage.journal.errors).toEqual([])
  },
)
