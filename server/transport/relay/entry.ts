import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Journal } from '../../sync/peer.ts'
import { GatheredAnswer } from './gathered-answer.ts'
import type { Headers, RelayedAnswer, RelayMessage } from './messages.ts'
import { cutBody, type ReadBody, readBody } from './read-body.ts'
import { ownerOf, sidIn } from './sid.ts'
import { Turnstile } from './turnstile.ts'
import { type Bounds, UnderWay } from './under-way.ts'

interface EntryOptions extends Bounds {
  /** This node's id. */
  self: string
  /** There is such a node, and it can answer. */
  isReachable: (node: string) => Promise<boolean>
  /** Resolves with whether the node heard it. */
  send: (node: string, message: RelayMessage) => Promise<boolean>
  maxBodyBytes: number
  /** An answer that is not here by then is lost. */
  holdInMs: number
  /** Of bodies, to one node. */
  maxBytesAtOnce: number
  journal: Journal
}

/** Whoever hears this while the node stops polls again soon, by way of another one. */
const heldWhileDrainingInMs = 1_000

interface Incoming {
  request: IncomingMessage
  response: ServerResponse
  next: () => void
}

interface Waiting {
  owner: string
  method: string
  response: ServerResponse
  /** Lets Engine.IO say what it says of a session that is nowhere. */
  notFound: () => void
  bytes: number
  timers: NodeJS.Timeout[]
  /** What is on its way by Redis because of it. */
  leave?: (() => void) | undefined
  answer?: GatheredAnswer
}

/**
 * The side of the relay that the client came to: it takes requests whose session another node holds there, and the answers back.
 * Nothing is sent twice: a second poll would end the session. What cannot be answered is a session that is unknown, of which the
 * client makes a new one, and asks for what it missed.
 */
export class Entry {
  readonly #options: EntryOptions
  readonly #waiting = new Map<number, Waiting>()
  readonly #turnstile: Turnstile
  readonly #underWay: UnderWay
  #lastId = 0
  #draining = false

  constructor(options: EntryOptions) {
    this.#options = options
    this.#underWay = new UnderWay(options, options.journal)
    this.#turnstile = new Turnstile(options.maxBytesAtOnce)
  }

  /** The nodes that are being waited for. */
  get owners(): Set<string> {
    return new Set([...this.#waiting.values()].map(({ owner }) => owner))
  }

  get isIdle(): boolean {
    return this.#underWay.requests === 0
  }

  /** A middleware of Engine.IO's. */
  readonly middleware = (request: IncomingMessage, response: unknown, next: () => void): void => {
    // An upgrade brings something else. WebSockets stay with the node that they were opened on.
    const owner = response instanceof ServerResponse ? this.#ownerOf(request) : undefined
    if (owner === undefined || !(response instanceof ServerResponse)) next()
    else void this.#relay(owner, { request, response, next })
  }

  /** Another node's id, whether there is one or not. */
  #ownerOf({ url = '' }: IncomingMessage): string | undefined {
    const owner = ownerOf(sidIn(url) ?? '')
    return owner === this.#options.self ? undefined : owner
  }

  async #relay(owner: string, { request, response, next }: Incoming): Promise<void> {
    const { self, isReachable, send, maxBodyBytes, holdInMs } = this.#options
    const notFound = () => {
      if (!response.destroyed) next()
    }
    if (!this.#underWay.begin()) return notFound()
    // Whatever else a sid names, nothing is ever published there.
    if (!(await isReachable(owner))) {
      this.#underWay.end(0)
      return notFound()
    }
    const id = ++this.#lastId
    const { method = '', url = '', socket } = request
    const waiting: Waiting = { owner, method, response, notFound, bytes: 0, timers: [] }
    const read = await readBody(request, maxBodyBytes, bytes => this.#reserve(waiting, bytes))
    if (read.body.length > 0) waiting.leave = await this.#turnstile.enter(owner, read.body.length)
    const body: ReadBody = response.destroyed ? cutBody : read
    const headers = headersOf(request)
    this.#waiting.set(id, waiting)
    waiting.timers.push(setTimeout(() => this.#giveUp(id), holdInMs))
    if (this.#draining) waiting.timers.push(setTimeout(() => this.#release(id), heldWhileDrainingInMs))
    response.once('close', () => this.#abort(id))
    const remoteAddress = socket.remoteAddress ?? ''
    const asked = { method, url, headers, remoteAddress, ...body }
    const heard = await send(owner, { type: 'request', from: self, id, ...asked })
    if (!heard || body.bodyEnd === 'cut') this.#settle(id)?.notFound()
  }

  hear(message: RelayMessage): void {
    if (message.type === 'answer') this.#answer(message)
    else if (message.type === 'part') this.#gather(message)
    else if (message.type === 'cut') this.#settle(message.id)?.response.destroy()
  }

  /** What was asked of that node will not be answered. */
  abandon(node: string): void {
    for (const [id, { owner }] of this.#waiting) if (owner === node) this.#settle(id)?.notFound()
  }

  abandonAll(): void {
    for (const id of this.#waiting.keys()) this.#settle(id)?.notFound()
  }

  /** Ends the held polls, those to come soon after they came: their sessions live on, elsewhere. */
  drain(): void {
    this.#draining = true
    for (const id of this.#waiting.keys()) this.#release(id)
  }

  #release(id: number): void {
    const waiting = this.#waiting.get(id)
    if (waiting?.method !== 'GET') return
    void this.#options.send(waiting.owner, { type: 'release', from: this.#options.self, id })
  }

  #answer(answer: RelayedAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    if (waiting === undefined) return
    waiting.answer = new GatheredAnswer(answer)
    this.#gather(answer)
  }

  #gather({ id, body }: { id: number; body: Uint8Array }): void {
    const waiting = this.#waiting.get(id)
    if (waiting?.answer === undefined) return
    if (!this.#reserve(waiting, body.length)) {
      waiting.response.destroy()
      return
    }
    waiting.answer.add(body)
    if (waiting.answer.missingBytes > 0) {
      void this.#askForMore(id, waiting, Math.min(body.length, waiting.answer.missingBytes))
      return
    }
    this.#settle(id)
    waiting.answer.writeTo(waiting.response)
  }

  async #askForMore(id: number, waiting: Waiting, bytes: number): Promise<void> {
    waiting.leave?.()
    waiting.leave = undefined
    const leave = await this.#turnstile.enter(this.#options.self, bytes)
    if (!this.#waiting.has(id)) {
      leave()
      return
    }
    waiting.leave = leave
    await this.#options.send(waiting.owner, { type: 'more', from: this.#options.self, id })
  }

  /** The client has hung up: its session's node must know, as if it had hung up there. */
  #abort(id: number): void {
    const waiting = this.#settle(id)
    if (waiting === undefined) return
    void this.#options.send(waiting.owner, { type: 'abort', from: this.#options.self, id })
  }

  #giveUp(id: number): void {
    const waiting = this.#waiting.get(id)
    this.#abort(id)
    waiting?.notFound()
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return undefined
    this.#waiting.delete(id)
    this.#underWay.end(waiting.bytes)
    waiting.leave?.()
    for (const timer of waiting.timers) clearTimeout(timer)
    return waiting
  }

  #reserve(waiting: Waiting, bytes: number): boolean {
    const isRoom = this.#underWay.reserve(bytes)
    if (isRoom) waiting.bytes += bytes
    return isRoom
  }
}

function headersOf({ headers }: IncomingMessage): Headers {
  return Object.entries(headers).flatMap(
    ([name, value]): Headers => (value === undefined ? [] : [[name, value]]),
  )
}
