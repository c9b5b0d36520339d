import { expect, it, onTestFinished } from 'vitest'
import { startCluster } from './cluster.ts'
import { converge, peersOf } from './peers.ts'
import { until } from './until.ts'

it('is several nodes that come and go, and one document', async () => {
  const cluster = await startCluster({ nodes: 2, ownLines: true })
  onTestFinished(() => cluster.stop())
  const documentId = await cluster.newDocument()
  const { ann, bob } = await peersOf({ url: cluster.url, documentId }, 'ann', 'bob')
  ann.type(0, 'one')
  await converge([ann, bob], 'one')

  const [first] = cluster.nodes
  if (first === undefined) throw new Error('unreachable')
  await first.server.kill()
  ann.type(3, ', two')
  await converge([ann, bob], 'one, two')

  const third = await cluster.addNode()
  await first.server.restart()
  await until(async () => (await cluster.balancer.ready()).length === 3, 'three nodes to be ready')
  expect(await cluster.removeNode(third)).toBe(0)
  expect(cluster.nodes).toHaveLength(2)
  bob.type(8, ', three')
  await converge([ann, bob], 'one, two, three')
  expect(await cluster.postgres.query('SELECT 1 AS one', cluster.databaseUrl)).toEqual([{ one: 1 }])
}, 60_000)
