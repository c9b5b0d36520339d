import type { IncomingMessage } from 'node:http'
import { type Caller, isSame, nobody } from '../access/caller.ts'
import type { Identified, Identity } from '../access/identity.ts'
import { type Engine, sessionOf } from './relay/engine.ts'

/** Who is at the other end of a connection. */
export interface AtTheOtherEnd {
  readonly caller: Caller
  /** The operator lets in nobody who is not signed in. */
  readonly isTurnedAway: boolean
}

interface Known extends AtTheOtherEnd {
  /** What the newest request showed to be that caller. */
  shown: string
}

/** What we use of Engine.IO's requests and connections, undocumented members included; `callers.test.ts` holds them. */
interface Connection {
  readonly request: IncomingMessage | undefined
}

/** No connection has such an id. */
const nowhere = ' '

const stranger: AtTheOtherEnd = { caller: nobody, isTurnedAway: false }

/**
 * Finds out at each handshake who comes, and lets nobody else speak on that connection: whoever has got hold of a session's id without
 * the cookie that goes with it is answered as if there were no such session. What another node relays is asked as well.
 */
export class Callers {
  readonly #identity: Identity
  readonly #engine: Engine
  readonly #arriving = new WeakMap<IncomingMessage, Identified>()
  readonly #known = new WeakMap<object, Known>()

  constructor(engine: Engine, identity: Identity) {
    this.#identity = identity
    this.#engine = engine
    engine.use((request: IncomingMessage, _response: unknown, next: () => void) => this.#pass(request, next))
    engine.on('initial_headers', (headers: Record<string, unknown>, request: IncomingMessage) => {
      const cookie = this.#arriving.get(request)?.cookie
      if (cookie !== undefined) headers['Set-Cookie'] = cookie
    })
    engine.on('connection', (connection: Connection & object) => this.#begin(connection))
  }

  /** For as long as the connection lasts. */
  of(connection: object): AtTheOtherEnd {
    return this.#known.get(connection) ?? stranger
  }

  #begin(connection: Connection & object): void {
    const { request } = connection
    const identified = request && this.#arriving.get(request)
    if (request === undefined || identified === undefined) return
    const { caller, refusal } = identified
    this.#known.set(connection, { caller, isTurnedAway: refusal !== undefined, shown: shownIn(request) })
  }

  #pass(request: IncomingMessage, next: () => void): void {
    const query: Record<string, string> = Reflect.get(request, '_query')
    const { sid } = query
    if (!sid) {
      void this.#arrive(request).then(next)
      return
    }
    const session = sessionOf(this.#engine, sid)
    // Another node's connection: that node asks.
    if (session === undefined) {
      next()
      return
    }
    void this.#isTheirs(request, session).then(isTheirs => {
      if (!isTheirs) query.sid = nowhere
      // Engine.IO has not listened yet for the client's hanging up: it would keep an answer for nobody.
      else if (request.socket.destroyed) session.close(true)
      next()
    })
  }

  async #arrive(request: IncomingMessage): Promise<void> {
    this.#arriving.set(request, await this.#identity.identify(request))
  }

  async #isTheirs(request: IncomingMessage, session: object): Promise<boolean> {
    const known = this.#known.get(session)
    const shown = shownIn(request)
    if (known === undefined || known.shown === shown) return known !== undefined
    const { caller, refusal } = await this.#identity.identify(request)
    if (!isSame(known.caller, caller) || known.isTurnedAway !== (refusal !== undefined)) return false
    known.shown = shown
    return true
  }
}

/** All that tells one caller from another. */
function shownIn({ headers }: IncomingMessage): string {
  return `${headers.cookie ?? ''}\n${headers['x-goog-iap-jwt-assertion'] ?? ''}`
}
