import { RedisAway } from './redis-away.ts'
import { RedisLine } from './redis-line.ts'
import { type RedisJournal, RedisNews } from './redis-news.ts'
import { redisPlaceOf } from './redis-refusal.ts'
import { type Hear, RedisSubscriptions, type Subscription } from './redis-subscriptions.ts'

export type { Subscription } from './redis-subscriptions.ts'

/**
 * What nodes say to each other, by way of a Redis that they share. It is a hint and no more: Redis may be away when a node
 * starts, go at any time and come back empty, and messages are lost with it. Nothing here throws or waits because of that.
 */
export interface Redis {
  /** Both ways, as far as one can tell. */
  readonly isConnected: boolean
  /** Called whenever `isConnected` changes. Returns its own undo. */
  onChange(changed: (isConnected: boolean) => void): () => void
  /** Resolves with the number of those who heard it. Never waits for a Redis that is away.
   *  @throws {RedisAway} */
  publish(channel: string, message: Uint8Array): Promise<number>
  /** Channels are sharded ones (Redis 7). */
  subscribe(channel: string, hear: Hear): Subscription
  /** @throws {RedisAway} */
  command(...words: string[]): Promise<unknown>
  close(): void
}

/** Messages that Redis has not taken yet; more are lost rather than kept. */
const maxWaitingBytes = 64 * 1024 * 1024

export function openRedis(url: string, journal: RedisJournal): Redis {
  const listeners = new Set<(isConnected: boolean) => void>()
  const news = new RedisNews(redisPlaceOf(url), journal)
  let wasConnected = false
  const isConnected = () => publisher.isUp && subscriber.isUp
  const changed = () => {
    if (isConnected() === wasConnected) return
    wasConnected = !wasConnected
    if (wasConnected) news.connected()
    for (const listener of listeners) listener(wasConnected)
  }
  const onDown = (reason: unknown) => {
    news.away(reason)
    changed()
  }
  let waitingBytes = 0
  const publisher = new RedisLine({ url, name: 'quire-publisher', onUp: changed, onDown })
  const subscriber: RedisLine = new RedisLine({
    url,
    name: 'quire-subscriber',
    onUp: () => {
      subscriptions.up()
      changed()
    },
    onDown,
  })
  const subscriptions = new RedisSubscriptions(subscriber, error => news.failed(error))
  return {
    get isConnected() {
      return isConnected()
    },
    onChange: listener => {
      const own = (isConnected: boolean) => listener(isConnected)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    publish: async (channel, message) => {
      const { buffer, byteOffset, length } = message
      if (waitingBytes + length > maxWaitingBytes) throw new RedisAway('Redis is too slow')
      waitingBytes += length
      try {
        return await publisher.ask(client =>
          client.sPublish(channel, Buffer.from(buffer, byteOffset, length)),
        )
      } finally {
        waitingBytes -= length
      }
    },
    subscribe: (channel, hear) => subscriptions.subscribe(channel, hear),
    command: (...words) => publisher.ask(client => client.sendCommand(words)),
    close: () => {
      publisher.close()
      subscriber.close()
    },
  }
}
