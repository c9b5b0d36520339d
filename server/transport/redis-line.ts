import { createClient } from 'redis'
import { RedisAway } from './redis-away.ts'

type Client = ReturnType<typeof dial>

export interface RedisLineOptions {
  url: string
  /** Shown in Redis' own list of clients. */
  name: string
  /** It stands, again or for the first time. */
  onUp: () => void
  /** It does not stand, with the reason: told whenever it falls, and each time that it could not be made again. */
  onDown: (reason: unknown) => void
}

const lookIntervalInMs = 1_000
/** So many looks without a sign of life, and the connection is given up: a network that went silent closes nothing. */
const maxSilentLooks = 4
/** What waits for an answer; beyond it the rest is refused rather than kept. */
const maxInFlight = 20_000

/** One connection to Redis, which always comes back. Nothing waits for it to: what is asked meanwhile is refused at once. */
export class RedisLine {
  readonly #options: RedisLineOptions
  readonly #looking: NodeJS.Timeout
  #client: Client
  #state: 'new' | 'up' | 'down' | 'closed' = 'new'
  #silentLooks = 0

  constructor(options: RedisLineOptions) {
    this.#options = options
    this.#client = this.#open()
    this.#looking = setInterval(() => this.#look(), lookIntervalInMs).unref()
  }

  get isUp(): boolean {
    return this.#state === 'up'
  }

  /** @throws {RedisAway} */
  async ask<T>(question: (client: Client) => Promise<T>): Promise<T> {
    if (!this.isUp) throw new RedisAway('Redis is not connected')
    try {
      return await question(this.#client)
    } catch (error) {
      throw new RedisAway(error instanceof Error ? error.message : String(error), { cause: error })
    }
  }

  close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    clearInterval(this.#looking)
    this.#client.destroy()
  }

  #open(): Client {
    const client = dial(this.#options)
    client.on('ready', () => this.#up(client))
    client.on('error', error => this.#down(client, error))
    // It fails only when it is destroyed meanwhile; everything else is an `error`, and tried again.
    client.connect().catch(error => this.#down(client, error))
    return client
  }

  #up(client: Client): void {
    if (client !== this.#client || this.#state === 'closed') return
    this.#silentLooks = 0
    this.#state = 'up'
    this.#options.onUp()
  }

  #down(client: Client, reason: unknown): void {
    if (client !== this.#client || this.#state === 'closed') return
    this.#silentLooks = 0
    this.#state = 'down'
    this.#options.onDown(reason)
  }

  /** Looks are counted, not measured by the clock: after a pause of the whole process it is Redis that gets another chance. */
  #look(): void {
    if (++this.#silentLooks > maxSilentLooks) {
      const silent = this.#client
      this.#down(silent, new RedisAway('Redis does not answer'))
      this.#silentLooks = 0
      this.#client = this.#open()
      silent.destroy()
      return
    }
    const asked = this.#client
    if (!this.isUp) return
    asked.ping().then(
      () => {
        if (asked === this.#client) this.#silentLooks = 0
      },
      error => this.#down(asked, error),
    )
  }
}

function dial({ url, name }: RedisLineOptions) {
  return createClient({
    url,
    name,
    disableOfflineQueue: true,
    commandsQueueMaxLength: maxInFlight,
    // Its own bound is a timer for each command, and gives up only what has not been sent.
    commandOptions: { timeout: 0 },
    socket: {
      connectTimeout: 3_000,
      // Many nodes come back to a Redis that has just started.
      reconnectStrategy: retries => Math.min(50 * 2 ** retries, 1_000) * (0.5 + Math.random() / 2),
    },
  })
}
