import type { Journal } from '../../sync/peer.ts'
import type { Nodes } from '../nodes.ts'
import type { Redis } from '../redis.ts'
import { RedisAway } from '../redis-away.ts'
import type { Engine } from './engine.ts'
import { Entry } from './entry.ts'
import { channelOf, decodeMessage, encodeMessage, type RelayMessage } from './messages.ts'
import { Owner } from './owner.ts'
import { newSid } from './sid.ts'

/** Lets any node serve the long-polling of any client: what belongs to another node goes there through Redis, and back. */
export interface Relay {
  /** Other nodes can be asked, and their answers are heard. */
  readonly isUp: boolean
  /** The node is about to stop: ends the polls that it holds for other nodes, so that they go on by way of others.
   *  Resolves when none is left, or after a moment. */
  drain(): Promise<void>
  /** Stops, once what this node's own sessions last said is on its way. */
  close(): Promise<void>
}

export interface RelayOptions {
  redis: Redis
  nodes: Nodes
  journal: Journal
  limits?: Partial<RelayLimits>
}

export interface RelayLimits {
  /** Under way from this node at one time. */
  maxRequests: number
  /** Of bodies, both ways, under way from this node at one time. */
  maxBytes: number
  /** Of these, on their way to one node at one time. */
  maxBytesAtOnce: number
  /** Of one part of an answer: a longer one comes in several, each asked for. */
  maxPartBytes: number
  /** A held poll is answered with a ping by the ping's interval and this, or its answer was lost. */
  graceInMs: number
}

const defaultLimits: RelayLimits = {
  maxRequests: 10_000,
  maxBytes: 128 * 1024 * 1024,
  maxBytesAtOnce: 4 * 1024 * 1024,
  maxPartBytes: 128 * 1024,
  graceInMs: 5_000,
}

/** How soon it is seen that a node no longer listens: its held polls end then. */
const watchIntervalInMs = 1_000
const drainInMs = 2_000
const closeInMs = 1_000

export function openRelay(engine: Engine, { redis, nodes, journal, limits = {} }: RelayOptions): Relay {
  const { maxPartBytes, graceInMs, ...bounds } = { ...defaultLimits, ...limits }
  const sending = new Set<Promise<boolean>>()
  const send = (node: string, message: RelayMessage): Promise<boolean> => {
    const sent = redis.publish(channelOf(node), encodeMessage(message)).then(
      heard => heard > 0,
      // Redis says itself, in the journal, that it is away.
      () => false,
    )
    sending.add(sent)
    void sent.then(() => sending.delete(sent))
    return sent
  }
  const { pingInterval = 0, maxHttpBufferSize: maxBodyBytes = 0 } = engine.opts
  const entry = new Entry({
    self: nodes.self,
    // Nothing is asked where the answer could not be heard.
    isReachable: async node => hears() && (await nodes.isAlive(node)),
    send,
    maxBodyBytes,
    holdInMs: pingInterval + graceInMs,
    ...bounds,
    journal,
  })
  const owner = new Owner({ engine, send, maxPartBytes, journal })

  engine.generateId = () => newSid(nodes.self)
  // After those that are here already: a relayed request passes their checks on both nodes.
  engine.use(entry.middleware)

  const abandon = (node: string) => {
    entry.abandon(node)
    owner.abandon(node)
  }
  const abandonAll = () => {
    entry.abandonAll()
    owner.abandonAll()
  }
  const subscription = redis.subscribe(channelOf(nodes.self), bytes => {
    const message = decodeMessage(bytes)
    if ('from' in message) nodes.heardOf(message.from)
    hear(message, { entry, owner })
  })
  const hears = () => redis.isConnected && subscription.isActive
  const unwatch = [
    nodes.onGone(abandon),
    // What was said meanwhile is lost, to both sides.
    redis.onChange(isConnected => {
      if (!isConnected) abandonAll()
    }),
  ]
  const look = async () => {
    const silent = await withoutListeners(redis, new Set([...entry.owners, ...owner.askers]))
    for (const node of silent) abandon(node)
    await owner.tellLost()
  }
  const looking = setInterval(() => {
    look().catch((error: unknown) => {
      // Everything is abandoned anyway where Redis went meanwhile.
      if (!(error instanceof RedisAway)) journal.error({ err: error }, 'The relay could not be looked after.')
    })
  }, watchIntervalInMs).unref()
  return {
    get isUp() {
      return hears()
    },
    drain: async () => {
      entry.drain()
      await settled(() => entry.isIdle, drainInMs)
    },
    close: async () => {
      clearInterval(looking)
      for (const stop of unwatch) stop()
      await settled(() => sending.size === 0, closeInMs)
      subscription.close()
      abandonAll()
    },
  }
}

function hear(message: RelayMessage, { entry, owner }: { entry: Entry; owner: Owner }): void {
  switch (message.type) {
    case 'request':
      owner.run(message)
      break
    case 'abort':
      owner.abort(message)
      break
    case 'release':
      owner.release(message)
      break
    case 'more':
      owner.more(message)
      break
    default:
      entry.hear(message)
  }
}

/** A process that was killed leaves its channel with its connection, long before the registry can know.
 *  @throws {RedisAway} */
async function withoutListeners(redis: Redis, nodes: Set<string>): Promise<string[]> {
  if (nodes.size === 0) return []
  const answer = await redis.command('PUBSUB', 'SHARDNUMSUB', ...[...nodes].map(channelOf))
  const counts = Array.isArray(answer) ? answer : []
  // A name, then its count, for each of them.
  return [...nodes].filter((_, i) => Number(counts[2 * i + 1]) === 0)
}

/** Resolves when it is so, or after that time. */
async function settled(isSo: () => boolean, withinInMs: number): Promise<void> {
  const deadline = performance.now() + withinInMs
  while (!isSo() && performance.now() < deadline) await new Promise(resolve => setTimeout(resolve, 20))
}
