import { expect, it, onTestFinished } from 'vitest'
import type { Log } from '../server/log/log.ts'
import { openPostgresLog } from '../server/log/postgres-log.ts'
import { whole } from './support/crowd.ts'
import { holesIn, readStored } from './support/postgres-document.ts'
import { scale } from './support/scale.ts'
import { mixed, seconds, stage } from './support/stage.ts'

it('leaves a log without gaps and the same text when two nodes compact a document while three write it (R8)', async () => {
  const { cluster, crowd, documentId } = await stage({ size: 6, by: mixed })
  const compactors = await Promise.all(
    [cluster, cluster].map(({ databaseUrl }) => openAnotherLog(databaseUrl)),
  )
  crowd.write({ perSecond: scale(10, 20) })
  let compacting = true
  const compactions = compactors.map(async log => {
    while (compacting) await log.compact(documentId)
  })
  const holes: number[] = []
  const snapshots = new Set<number>()
  for (let look = 0; look < scale(12, 120); look++) {
    await seconds(0.4)
    const stored = await readStored(cluster.databaseUrl, documentId)
    holes.push(...holesIn(stored))
    snapshots.add(stored.snapshot)
  }
  compacting = false
  await Promise.all(compactions)
  expect(holes).toEqual([])
  expect(snapshots.size).toBeGreaterThan(3)
  expect(await crowd.settle()).toEqual(whole)
  expect(crowd.troubles).toEqual([])
}, 180_000)

/** What a node opens: one more that compacts, and as often as it can. */
async function openAnotherLog(databaseUrl: string): Promise<Log> {
  const log = await openPostgresLog({
    url: databaseUrl,
    onFatal: error => {
      throw error
    },
  })
  onTestFinished(() => log.close())
  return log
}
