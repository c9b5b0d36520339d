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
  sid: string
  request: IncomingMessage
}

interface Unsent {
  sid: string
  body: Uint8Array
  offset: number
}

/** A request's name: the node that asks, and its number there. */
type Asker = Pick<RelayedRequest, 'from' | 'id'>
const keyOf = ({ from, id }: Asker): string => `${from} ${id}`

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

  constructor(options: OwnerOptions) {
    this.#options = options
  }

  /** The nodes whose clients are being waited upon. */
  get askers(): Set<string> {
    return new Set([...this.#running.keys(), ...this.#unsent.keys()].map(nodeIn))
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
    this.#running.set(key, { sid, request })
    // Engine.IO hangs up where it has no answer.
    request.once('close', cut)
    try {
      engine.handleRequest(request, response)
    } catch (error) {
      journal.error({ err: error, url: asked.url }, 'A relayed request failed.')
      cut()
    }
    // Engine.IO begins to listen for the client's hanging up only after its middlewares.
    if (asked.bodyEnd === 'cut') setImmediate(() => this.abort(asked))
  }

  abort(asker: Asker): void {
    this.#abort(keyOf(asker))
  }

  #abort(key: string): void {
    const running = this.#running.get(key)
    this.#running.delete(key)
    running?.request.destroy()
    const unsent = this.#unsent.get(key)
    this.#unsent.delete(key)
    if (unsent) this.#endSession(unsent.sid)
  }

  /** All requests by way of that node, or of all of them: nobody can hear the answers any more. */
  abandon(node?: string): void {
    for (const key of [...this.#running.keys(), ...this.#unsent.keys()]) {
      if (node === undefined || nodeIn(key) === node) this.#abort(key)
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
    if (body.length > maxPartBytes) this.#unsent.set(keyOf(asker), { sid, body, offset: maxPartBytes })
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
    this.#endSession(sid)
  }

  #endSession(sid: string): void {
    sessionOf(this.#options.engine, sid)?.close(true)
  }
}

const nodeIn = (key: string): string => key.slice(0, key.indexOf(' '))
