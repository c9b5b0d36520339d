import type { RedisLine } from './redis-line.ts'

/** Hears a channel for as long as it is not closed, whatever becomes of the connection meanwhile. */
export interface Subscription {
  /** Redis has it: what is published from then on is heard. Waits for Redis while that is away; never rejects. */
  readonly active: Promise<void>
  /** Redis has it now. */
  readonly isActive: boolean
  close(): void
}

export type Hear = (message: Buffer) => void

interface Channel {
  readonly name: string
  readonly listeners: Set<Hear>
  readonly hear: Hear
  /** What Redis last answered on the connection that stands; undefined where that is not known. */
  isSubscribed: boolean | undefined
  isAsking: boolean
  /** While Redis, though it is there, does not do what is asked. */
  retry: NodeJS.Timeout | undefined
  readonly active: PromiseWithResolvers<void>
}

/** When it is busy, say, or its operator has forbidden what we ask, for now. */
const retryInMs = 2_000

/**
 * The channels that a node listens to. One question for each channel at a time: the client loses a channel that is left and
 * entered again before Redis has answered.
 */
export class RedisSubscriptions {
  readonly #line: RedisLine
  readonly #channels = new Map<string, Channel>()
  readonly #failed: (error: unknown) => void

  /** `failed` is told what a listener throws, and, once, what Redis will not do. */
  constructor(line: RedisLine, failed: (error: unknown) => void) {
    this.#line = line
    this.#failed = failed
  }

  subscribe(name: string, hear: Hear): Subscription {
    // A function of its own: the same one may be given twice.
    const listener: Hear = message => hear(message)
    const channel = this.#channels.get(name) ?? this.#add(name)
    channel.listeners.add(listener)
    this.#settle(channel)
    return {
      active: channel.active.promise,
      get isActive() {
        return channel.isSubscribed === true
      },
      close: () => {
        if (channel.listeners.delete(listener)) this.#settle(channel)
      },
    }
  }

  /** A connection stands, and what the one before was told may or may not hold. */
  up(): void {
    for (const channel of [...this.#channels.values()]) {
      channel.isSubscribed = undefined
      this.#settle(channel)
    }
  }

  #add(name: string): Channel {
    const listeners = new Set<Hear>()
    const hear = (message: Buffer) => {
      for (const listener of listeners) {
        try {
          listener(message)
        } catch (error) {
          this.#failed(error)
        }
      }
    }
    const active = Promise.withResolvers<void>()
    const asking = { isSubscribed: false, isAsking: false, retry: undefined }
    const channel: Channel = { name, listeners, hear, active, ...asking }
    this.#channels.set(name, channel)
    return channel
  }

  /** Asks Redis for what is wanted, where it is not so. */
  #settle(channel: Channel): void {
    const { name, listeners, hear } = channel
    const isWanted = listeners.size > 0
    if (channel.isSubscribed === isWanted && !channel.isAsking) {
      clearTimeout(channel.retry)
      channel.retry = undefined
      if (isWanted) channel.active.resolve()
      else this.#channels.delete(name)
    }
    if (channel.isSubscribed === isWanted || channel.isAsking || !this.#line.isUp) return
    channel.isAsking = true
    this.#line
      .ask(client => (isWanted ? client.sSubscribe(name, hear, true) : client.sUnsubscribe(name, hear, true)))
      .then(
        () => this.#answered(channel, isWanted),
        (error: unknown) => {
          this.#answered(channel, undefined)
          // Where the connection fell the next one is asked again.
          if (this.#line.isUp) this.#refused(channel, error)
        },
      )
  }

  #answered(channel: Channel, isSubscribed: boolean | undefined): void {
    channel.isAsking = false
    channel.isSubscribed = isSubscribed
    if (isSubscribed !== undefined) this.#settle(channel)
  }

  #refused(channel: Channel, error: unknown): void {
    if (channel.retry === undefined) this.#failed(error)
    clearTimeout(channel.retry)
    channel.retry = setTimeout(() => this.#settle(channel), retryInMs).unref()
  }
}
