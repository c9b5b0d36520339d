import type { Log } from '../log/log.ts'
import type { Nodes } from './nodes.ts'
import type { Redis } from './redis.ts'

/** Whether this node has lost its store while others have it. */
export interface StoreWatch {
  readonly isCutOff: boolean
  close(): void
}

interface StoreWatchOptions {
  redis: Redis
  nodes: Nodes
  log: Pick<Log, 'awayInMs' | 'heads'>
  /** The store is away, other nodes have it, and people are better off there; or it is back. */
  onChange: (isCutOff: boolean) => void
  /** How often a node without its store asks the others. */
  askEveryMs?: number
}

const everyone = 'quire:store'
const answersTo = (node: string) => `quire:store:${node}`

const defaultAskEveryMs = 1_000
/** So many times it must have been said. Nodes that find their store again do so one after the other, within a second or so: that
 *  another one has it a moment before us is no reason to go there. */
const askTimes = 2
/** Nobody's document: what is asked is whether the store answers. */
const probe = 'any-document-at-all'

/**
 * A node without its store saves nothing, and is of use to nobody whom another node could take. Whether one could, only the
 * others know, so they are asked, over Redis, and try the store before they answer. Where none answers, the store is away for
 * all of them, and everybody stays where they are.
 */
export function watchStore(options: StoreWatchOptions): StoreWatch {
  const { redis, nodes, log, onChange, askEveryMs = defaultAskEveryMs } = options
  let isCutOff = false
  /** Since when others have said so, and when one said it last. */
  let others: { since: number; last: number } | undefined
  const become = (next: boolean) => {
    if (isCutOff === next) return
    isCutOff = next
    onChange(next)
  }
  const answer = async (asker: string) => {
    if (asker === nodes.self || log.awayInMs > 0) return
    await log.heads([probe])
    await redis.publish(answersTo(asker), new Uint8Array())
  }
  const look = async () => {
    const now = performance.now()
    if (others !== undefined && now - others.last > 2 * askEveryMs) others = undefined
    become(log.awayInMs > 0 && others !== undefined && now - others.since > askTimes * askEveryMs)
    if (log.awayInMs > 0) await redis.publish(everyone, Buffer.from(nodes.self))
    else others = undefined
  }
  // A store or a Redis that is away says so itself: here, it is an answer that does not come.
  const silently = (work: Promise<void>) => void work.catch(() => undefined)
  const subscriptions = [
    redis.subscribe(everyone, bytes => silently(answer(bytes.toString()))),
    redis.subscribe(answersTo(nodes.self), () => {
      others = { since: others?.since ?? performance.now(), last: performance.now() }
    }),
  ]
  const looking = setInterval(() => silently(look()), askEveryMs).unref()
  return {
    get isCutOff() {
      return isCutOff
    },
    close: () => {
      clearInterval(looking)
      for (const subscription of subscriptions) subscription.close()
    },
  }
}
