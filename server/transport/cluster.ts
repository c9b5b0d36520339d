import type { Journal } from '../sync/peer.ts'
import { type Nodes, openNodes } from './nodes.ts'
import { openRedis, type Redis } from './redis.ts'

/** The other nodes, and the way to them. */
export interface Cluster {
  readonly redis: Redis
  readonly nodes: Nodes
  close(): Promise<void>
}

export function openCluster(redisUrl: string, journal: Journal): Cluster {
  const redis = openRedis(redisUrl, journal)
  const nodes = openNodes(redis)
  return {
    redis,
    nodes,
    close: async () => {
      await nodes.close()
      redis.close()
    },
  }
}
