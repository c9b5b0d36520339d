import { expect, it, onTestFinished } from 'vitest'
import { startRedis } from '../../e2e/support/redis.ts'
import { until } from '../../e2e/support/until.ts'
import { openNodes } from './nodes.ts'
import { openRedis } from './redis.ts'
import { watchStore } from './store-watch.ts'

const journal = { info: () => {}, warn: () => {}, error: () => {} }

async function threeNodes() {
  const server = await startRedis()
  onTestFinished(() => server.stop())
  return { server, nodes: Array.from({ length: 3 }, () => node(server.url)) }
}

/** A node whose store is there and works as the test says. */
function node(url: string) {
  const redis = openRedis(url, journal)
  const nodes = openNodes(redis)
  const log = {
    awayInMs: 0,
    works: true,
    asked: 0,
    heads: async () => {
      log.asked++
      if (!log.works) throw new Error('the store does not answer')
      return new Map<string, number>()
    },
  }
  const told: boolean[] = []
  const watch = watchStore({
    redis,
    nodes,
    log,
    onChange: isCutOff => told.push(isCutOff),
    askEveryMs: 100,
  })
  onTestFinished(async () => {
    watch.close()
    await nodes.close()
    redis.close()
  })
  return { log, watch, told }
}

it('is cut off when its store is away and another node has it, until it is back', async () => {
  const [ann, bob, cid] = (await threeNodes()).nodes
  if (!ann || !bob || !cid) throw new Error('unreachable')
  ann.log.awayInMs = 1
  // One that does not know yet that it has lost the store, too, cannot mislead anybody.
  bob.log.works = false
  await until(() => ann.watch.isCutOff, 'ann to know that cid has the store')
  expect([bob.watch.isCutOff, cid.watch.isCutOff]).toEqual([false, false])
  ann.log.awayInMs = 0
  await until(() => !ann.watch.isCutOff, 'ann to be back')
  expect([ann.told, bob.told, cid.told]).toEqual([[true, false], [], []])
})

it('is not cut off where nobody has the store, or nobody can be asked', async () => {
  const { server, nodes } = await threeNodes()
  const [ann, bob, cid] = nodes
  if (!ann || !bob || !cid) throw new Error('unreachable')
  for (const { log } of nodes) log.works = false
  ann.log.awayInMs = 1
  bob.log.awayInMs = 1
  // Asked again and again, nobody can say that they have it.
  await until(() => cid.log.asked > 10, 'cid to have been asked often')
  expect([ann.watch.isCutOff, bob.watch.isCutOff]).toEqual([false, false])
  cid.log.works = true
  await until(() => ann.watch.isCutOff && bob.watch.isCutOff, 'both to know that cid has the store')
  await server.kill()
  await until(
    () => !ann.watch.isCutOff && !bob.watch.isCutOff,
    'both to know that nobody can be asked any more',
  )
  expect(cid.told).toEqual([])
})
