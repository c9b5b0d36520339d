import type { Redis } from '../redis.ts'

/** Whether a node hears its own channel. */
export interface Hearing {
  readonly isSo: boolean
  close(): void
}

const retryInMs = 50

/**
 * A line to Redis that is back does not carry the channel yet: whoever sends requests from then on could be answered before it hears.
 * Redis itself is asked until it counts a listener.
 */
export function watchHearing(redis: Redis, channel: string): Hearing {
  let isSo = false
  let retry: NodeJS.Timeout | undefined
  const look = async () => {
    if (!redis.isConnected) return
    const [listeners] = await listenersOf(redis, [channel])
    if (listeners === 0) retry = setTimeout(lookOrLose, retryInMs).unref()
    else isSo = redis.isConnected
  }
  const lookOrLose = () => {
    // Redis went while it was asked: it is asked again when it is back.
    look().catch(() => lose())
  }
  const lose = () => {
    isSo = false
    clearTimeout(retry)
  }
  const unwatch = redis.onChange(isConnected => {
    lose()
    if (isConnected) lookOrLose()
  })
  lookOrLose()
  return {
    get isSo() {
      return isSo
    },
    close: () => {
      unwatch()
      lose()
    },
  }
}

/** How many listen to each channel.
 *  @throws {RedisAway} */
export async function listenersOf(redis: Redis, channels: readonly string[]): Promise<number[]> {
  const counts = await redis.command('PUBSUB', 'SHARDNUMSUB', ...channels)
  return channels.map((_, i) => (Array.isArray(counts) ? Number(counts[2 * i + 1]) : 0))
}
