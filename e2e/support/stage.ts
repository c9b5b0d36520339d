import { setTimeout as delay } from 'node:timers/promises'
import { onTestFailed, onTestFinished } from 'vitest'
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts'
import { Crowd, type CrowdOptions } from './crowd.ts'

type StageOptions = ClusterOptions & Omit<CrowdOptions, 'documentId'>

/** A cluster, and a crowd that has one document open there. Both go when the test is over. */
export async function stage(options: StageOptions): Promise<{
  cluster: Cluster
  crowd: Crowd
  documentId: string
}> {
  const cluster = await startCluster(options)
  onTestFinished(() => cluster.stop())
  onTestFailed(() => console.log(cluster.journal().join('\n')))
  const documentId = await cluster.newDocument()
  const crowd = await Crowd.open(cluster, { ...options, documentId })
  onTestFinished(() => crowd.leave())
  return { cluster, crowd, documentId }
}

/** By WebSocket, by polling, and by whatever works, in turns. */
export const mixed = (nth: number) => (['websocket', 'polling', 'any'] as const)[nth % 3] ?? 'any'

/** Lets people write for so long: the load is what the test is about, and it takes its time. */
export const seconds = (count: number) => delay(count * 1000)
