import type { Neighbours } from '../sync/neighbours.ts'
import { openFanOut } from './fan-out.ts'
import { type Nodes, openNodes } from './nodes.ts'
import { openRedis, type Redis } from './redis.ts'
import type { RedisJournal } from './redis-news.ts'

/** The other nodes, and the way to them. */
export interface Cluster {
  readonly redis: Redis
  readonly nodes: Nodes
  /** Their rooms, for ours to talk to. */
  readonly neighbours: Neighbours
  close(): Promise<void>
}

export function openCluster(redisUrl: string, journal: RedisJournal): Cluster {
  const redis = openRedis(redisUrl, journal)
  const nodes = openNodes(redis)
  const neighbours = openFanOut({ redis, nodes })
  return {
    redis,
    nodes,
    neighbours,
    close: async () => {
      neighbours.close()
      // On the line that everything was said on: when this is answered, Redis has all of it.
      await nodes.close()
      redis.close()
    },
  }
}
