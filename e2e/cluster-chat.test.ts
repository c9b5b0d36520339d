import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFailed, onTestFinished } from 'vitest'
import { ChatCrowd, chatInPostgres, chatQuery, readRows, wholeChat } from './support/chat-crowd.ts'
import { startCluster } from './support/cluster.ts'
import { copyOfDatabase } from './support/database-copy.ts'
import { createDocument } from './support/raw-client.ts'
import { scale } from './support/scale.ts'
import { printedSeed, seededRandom } from './support/seeded-random.ts'
import { mixed, seconds } from './support/stage.ts'
import { startServer } from './support/start-server.ts'

it('keeps every message that it showed, once, in one order for all, when nodes, Redis and Postgres are killed (R1, R4, R5)', async () => {
  const cluster = await startCluster()
  onTestFinished(() => cluster.stop())
  onTestFailed(() => console.log(cluster.journal().join('\n')))
  const documentId = await cluster.newDocument()
  const crowd = await ChatCrowd.open({ url: cluster.url, documentId }, scale(6, 20), mixed)
  onTestFinished(() => crowd.leave())
  const random = seededRandom(printedSeed())
  crowd.talk({ perSecond: scale(4, 1) })
  const lost: string[] = []
  const killNode = async () => {
    const node = cluster.nodes[Math.floor(random() * cluster.nodes.length)]
    if (node === undefined) throw new Error('unreachable')
    await node.server.kill()
    const { claimed } = crowd
    const there = new Set((await chatInPostgres(cluster.databaseUrl)).map(({ text }) => text))
    lost.push(...claimed.filter(words => !there.has(words)))
    await node.server.restart()
  }
  const killPostgres = async () => {
    await cluster.postgres.kill()
    await seconds(random() * 3)
    await cluster.postgres.restart()
  }
  for (let round = 0; round < scale(1, 8); round++) {
    await seconds(0.5 + random())
    await killNode()
    await cluster.redis.kill()
    await seconds(0.5 + random())
    await cluster.redis.restart()
    // In the short run the store stays: what is acknowledged while it goes is the test of its own log.
    if (scale(false, true)) await killPostgres()
  }
  await seconds(1)
  expect(lost).toEqual([])
  expect(await crowd.settle(() => chatInPostgres(cluster.databaseUrl), { withinInMs: 60_000 })).toEqual(
    wholeChat,
  )
  expect(crowd.said.length).toBeGreaterThan(30)
}, 600_000)

/** What was shown as said by a server that is killed again and again, and was not in its file at that moment. */
async function lossesOf(
  { program, talkers }: { program?: string; talkers: number },
  { kills, untilLost = false }: { kills: number; untilLost?: boolean },
) {
  const server = await startServer(program === undefined ? {} : { program })
  onTestFinished(() => server.stop())
  const documentId = await createDocument(server.url)
  const crowd = await ChatCrowd.open({ url: server.url, documentId }, talkers)
  onTestFinished(() => crowd.leave())
  const random = seededRandom(printedSeed())
  crowd.talk({ perSecond: scale(10, 2) })
  const stored = () => inFile(copyOfDatabase(server.dataDir))
  const lost: string[] = []
  for (let kill = 0; kill < kills; kill++) {
    await seconds(0.3 + random() / 2)
    await server.kill()
    const { claimed } = crowd
    const there = new Set((await stored()).map(({ text }) => text))
    lost.push(...claimed.filter(words => !there.has(words)))
    if (untilLost && lost.length > 0) break
    await server.restart()
  }
  return { lost, crowd, stored }
}

it('has every message that it showed in the file at the moment of a kill (R1)', async () => {
  const { lost, crowd, stored } = await lossesOf({ talkers: scale(4, 20) }, { kills: scale(1, 50) })
  await seconds(0.3)
  expect(lost).toEqual([])
  expect(await crowd.settle(stored, { withinInMs: 60_000 })).toEqual(wholeChat)
}, 240_000)

it('would notice a server that shows a message as said too early (R2)', async () => {
  const program = 'e2e/support/early-ack-server.ts'
  const { lost } = await lossesOf({ program, talkers: 4 }, { kills: 3, untilLost: true })
  expect(lost).not.toEqual([])
}, 120_000)

/** The copy is taken away. */
async function inFile(copy: string) {
  const database = new DatabaseSync(join(copy, 'quire.sqlite'))
  try {
    return readRows(database.prepare(chatQuery).all())
  } finally {
    database.close()
    await rm(copy, { recursive: true })
  }
}
