import { randomBytes } from 'node:crypto'
import type { NodeId } from '../sync/neighbours.ts'
import type { Redis } from './redis.ts'

/** The nodes that share a Redis: each says there every second that it lives. */
export interface Nodes {
  readonly self: NodeId
  /** Answers at once for a node that was there just now. False while Redis is away: nothing could reach it. */
  isAlive(node: NodeId): Promise<boolean>
  /** A message of this node came: from now on it is watched, wherever it was not known before. */
  heardOf(node: NodeId): void
  /** A node that was known has said nothing for seconds, or has left. Returns its own undo. */
  onGone(gone: (node: NodeId) => void): () => void
  /** Leaves the registry; resolves when the others can know it, or cannot be told. */
  close(): Promise<void>
}

const beatInMs = 1_000
const expiryInMs = 3_000
/** A node that is not in the registry for so long is gone. It outlasts a Redis that comes back empty, to which the nodes come
 *  back one after the other. */
const goneAfterInMs = 3_000

const listKey = 'quire:nodes'
const keyOf = (node: NodeId) => `quire:node:${node}`

export function openNodes(redis: Redis): Nodes {
  const registry = new Registry(redis)
  registry.start()
  return registry
}

class Registry implements Nodes {
  readonly self = randomBytes(9).toString('base64url')
  readonly #redis: Redis
  readonly #listeners = new Set<(node: NodeId) => void>()
  /** The others, and when each was last known to be there. */
  readonly #seen = new Map<NodeId, number>()
  #connectedAt = 0
  #beating: NodeJS.Timeout | undefined
  #unwatch: (() => void) | undefined
  #last: Promise<void> = Promise.resolve()
  #isBeating = false

  constructor(redis: Redis) {
    this.#redis = redis
  }

  start(): void {
    this.#beating = setInterval(() => this.#beat(), beatInMs).unref()
    this.#unwatch = this.#redis.onChange(isConnected => {
      this.#connectedAt = performance.now()
      if (isConnected) this.#beat()
    })
    this.#beat()
  }

  async isAlive(node: NodeId): Promise<boolean> {
    if (!this.#redis.isConnected) return false
    const lastSeen = this.#seen.get(node) ?? Number.NEGATIVE_INFINITY
    if (node === this.self || performance.now() - lastSeen < 2 * beatInMs) return true
    try {
      if ((await this.#redis.command('EXISTS', keyOf(node))) !== 1) return false
    } catch {
      // Redis went while it was asked.
      return false
    }
    this.#seen.set(node, performance.now())
    return true
  }

  heardOf(node: NodeId): void {
    if (node !== this.self && !this.#seen.has(node)) this.#seen.set(node, performance.now())
  }

  onGone(gone: (node: NodeId) => void): () => void {
    const own = (node: NodeId) => gone(node)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  async close(): Promise<void> {
    if (this.#beating === undefined) return
    clearInterval(this.#beating)
    this.#beating = undefined
    this.#unwatch?.()
    await this.#last
    await Promise.allSettled([
      this.#redis.command('SREM', listKey, this.self),
      this.#redis.command('DEL', keyOf(this.self)),
    ])
  }

  #beat(): void {
    if (this.#isBeating || !this.#redis.isConnected) return
    this.#isBeating = true
    const ended = () => {
      this.#isBeating = false
    }
    // Where Redis went meanwhile, nothing was learnt: the next beat tells.
    this.#last = this.#exchange().then(ended, ended)
  }

  /** Says that this node lives, and learns who else does. */
  async #exchange(): Promise<void> {
    const [, , members] = await Promise.all([
      this.#redis.command('SET', keyOf(this.self), '1', 'PX', String(expiryInMs)),
      this.#redis.command('SADD', listKey, this.self),
      this.#redis.command('SMEMBERS', listKey),
    ])
    const others = textsIn(members).filter(node => node !== this.self)
    const values = others.length === 0 ? [] : await this.#redis.command('MGET', ...others.map(keyOf))
    const alive = new Set(others.filter((_, i) => Array.isArray(values) && values[i] !== null))
    const now = performance.now()
    for (const node of alive) this.#seen.set(node, now)
    for (const [node, lastSeen] of [...this.#seen]) {
      if (now - Math.max(lastSeen, this.#connectedAt) > goneAfterInMs) this.#forget(node)
    }
    const dead = others.filter(node => !alive.has(node) && !this.#seen.has(node))
    if (dead.length > 0) await this.#redis.command('SREM', listKey, ...dead)
  }

  #forget(node: NodeId): void {
    this.#seen.delete(node)
    for (const listener of this.#listeners) listener(node)
  }
}

function textsIn(answer: unknown): string[] {
  return Array.isArray(answer) ? answer.filter(each => typeof each === 'string') : []
}
