import type { IncomingMessage } from 'node:http'
import type { Journal } from '../../sync/peer.ts'
import { type Engine, endHeldPoll, sessionOf } from './engine.ts'
import type { RelayedRequest, RelayMessage } from './messages.ts'
import { sidIn } from './sid.ts'
import { StandInResponse, standInRequest, type TakenAnswer } from './stand-ins.ts'

interface OwnerOptions {
  engine: Engine
  /** Resolves with whether the node heard it. */
  send: (node: string, message: RelayMessage) => Promise<boolean>
  maxPartBytes: number
  journal: Journal
}

interface Running {
  asker: Asker
  sid: string
  request: IncomingMessage
}

interface Unsent {
  asker: Asker
  sid: string
  body: Uint8Array
  offset: number
}

/** A request's name: the node that asks, and its number there. */
type Asker = Pick<RelayedRequest, 'from' | 'id'>
const keyOf = ({ from, id }: Asker): string => `${from} ${id}`

/** At one a second: by then the asking node has given up by itself. */
const maxFailures = 30

/**
 * The side of the relay that holds the session. It runs what another node's client asked against Engine.IO, as if that client were
 * here, checks included, and answers only then. Engine.IO says nothing twice: a session whose answer did not reach the asking node
 * has lost words, and ends.
 */
export class Owner {
  readonly #options: OwnerOptions
  readonly #running = new Map<string, Running>()
  /** Long answers that have been sent in part. */
  readonly #unsent = new Map<string, Unsent>()

  /** Requests that are lost, of which the asking node may not know, and how often it could not be told. */
  readonly #lost = new Map<string, { asker: Asker; failures: number }>()

  constructor(options: OwnerOptions) {
    this.#options = options
  }

  /** The nodes whose clients are being waited upon. */
  get askers(): Set<string> {
    return new Set(this.#open().map(({ asker }) => asker.from))
  }

  #open(): { asker: Asker }[] {
    return [...this.#running.values(), ...this.#unsent.values()]
  }

  run(asked: RelayedRequest): void {
    const { engine, journal } = this.#options
    const key = keyOf(asked)
    const sid = sidIn(asked.url) ?? ''
    const request = standInRequest(asked, engine.opts.maxHttpBufferSize ?? 0)
    const response = new StandInResponse(request, answer => {
      if (this.#running.delete(key)) this.#answer(asked, sid, answer)
    })
    const cut = () => {
      if (this.#running.delete(key)) void this.#options.send(asked.from, { type: 'cut', id: asked.id })
    }
    this.#running.set(key, { asker: asked, sid, request })
    // Engine.IO hangs up where it has no answer.
    request.once('close', cut)
    try {
      engine.handleRequest(request, response)
    } catch (error) {
      // Not the query: it names the session, and whoever reads it could speak for somebody else.
      journal.error({ err: error, path: asked.url.split('?', 1)[0] }, 'A relayed request failed.')
      cut()
    }
    // Engine.IO begins to listen for the client's hanging up only after its middlewares.
    if (asked.bodyEnd === 'cut') setImmediate(() => this.abort(asked))
  }

  abort(asker: Asker): void {
    const key = keyOf(asker)
    const running = this.#running.get(key)
    this.#running.delete(key)
    running?.request.destroy()
    const unsent = this.#unsent.get(key)
    this.#unsent.delete(key)
    if (unsent) this.#endSession(unsent.sid)
  }

  /** Nobody waits for answers at that node any more. */
  abandon(node: string): void {
    for (const { asker } of this.#open()) if (asker.from === node) this.abort(asker)
  }

  /** Nothing can be said to anybody for a while, nor heard. */
  abandonAll(): void {
    for (const { asker } of this.#open()) {
      this.abort(asker)
      this.#lost.set(keyOf(asker), { asker, failures: 0 })
    }
  }

  /** Without this, a node that was there all the time would wait for answers for as long as it holds a poll. */
  async tellLost(): Promise<void> {
    for (const [key, lost] of [...this.#lost]) {
      const { from, id } = lost.asker
      const heard = await this.#options.send(from, { type: 'cut', id })
      if (heard || ++lost.failures === maxFailures) this.#lost.delete(key)
    }
  }

  release(asker: Asker): void {
    const running = this.#running.get(keyOf(asker))
    if (running?.request.method === 'GET') endHeldPoll(sessionOf(this.#options.engine, running.sid))
  }

  more(asker: Asker): void {
    const key = keyOf(asker)
    const unsent = this.#unsent.get(key)
    if (unsent === undefined) return
    const end = unsent.offset + this.#options.maxPartBytes
    const body = unsent.body.subarray(unsent.offset, end)
    unsent.offset = end
    if (end >= unsent.body.length) this.#unsent.delete(key)
    void this.#sendOrEnd(asker, unsent.sid, { type: 'part', id: asker.id, body })
  }

  #answer(asker: Asker, sid: string, { body, ...head }: TakenAnswer): void {
    const { maxPartBytes } = this.#options
    if (body.length > maxPartBytes) this.#unsent.set(keyOf(asker), { asker, sid, body, offset: maxPartBytes })
    const first = body.subarray(0, maxPartBytes)
    void this.#sendOrEnd(asker, sid, {
      type: 'answer',
      id: asker.id,
      ...head,
      size: body.length,
      body: first,
    })
  }

  async #sendOrEnd(asker: Asker, sid: string, message: RelayMessage): Promise<void> {
    if (await this.#options.send(asker.from, message)) return
    this.#unsent.delete(keyOf(asker))
    this.#lost.set(keyOf(asker), { asker, failures: 0 })
    this.#endSession(sid)
  }

  #endSession(sid: string): void {
    sessionOf(this.#options.engine, sid)?.close(true)
  }
}
