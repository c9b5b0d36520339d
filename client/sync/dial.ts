import { Manager, type Socket } from 'socket.io-client'
import {
  type ClientToServer,
  decode,
  type Handshake,
  type Refusal,
  refusalSchema,
  type ServerToClient,
} from '../../protocol/index.ts'
import * as parser from '../../protocol/one-frame-parser.ts'
import { hasCookie, type RequestHeaders } from './request-headers.ts'
import type { TransportName } from './status.ts'

export type QuireSocket = Socket<ServerToClient, ClientToServer>

export interface DialOptions {
  /** Where the server's paths begin: `https://example.com/`, or `https://example.com/below/`. */
  base: URL
  transports: readonly TransportName[]
  handshake: Handshake
  headers: RequestHeaders
  /** How long WebSocket has the line for itself before long-polling starts beside it. */
  headStartInMs: number
}

export type DialOutcome =
  | { ok: true; socket: QuireSocket; transport: TransportName }
  /** `refusal`: the server answered, and said no. */
  | { ok: false; refusal?: Refusal }

/** A proxy may swallow what it does not understand: no answer for this long is a no. */
const attemptTimeoutInMs = 10_000

/**
 * One attempt to reach the server. Both transports race: the first that opens wins, the other is hung up.
 * `settle` is called once, later. Returns what calls the attempt off.
 */
export function dial(options: DialOptions, settle: (outcome: DialOutcome) => void): () => void {
  const lines = new Set<QuireSocket>()
  const untried = options.transports.toSorted((a, b) => rank(a) - rank(b))
  let headStart: ReturnType<typeof setTimeout> | undefined
  let over = false

  const end = (winner?: QuireSocket) => {
    over = true
    clearTimeout(headStart)
    clearTimeout(timeout)
    for (const socket of lines) if (socket !== winner) hangUp(socket)
  }
  const finish = (outcome: DialOutcome) => {
    if (over) return
    end(outcome.ok ? outcome.socket : undefined)
    settle(outcome)
  }
  const tryNext = () => {
    clearTimeout(headStart)
    const transport = untried.shift()
    if (transport === undefined) {
      if (lines.size === 0) finish({ ok: false })
      return
    }
    const socket = openSocket(options, transport)
    lines.add(socket)
    const failed = () => {
      lines.delete(socket)
      hangUp(socket)
      tryNext()
    }
    socket.once('connect', () => finish({ ok: true, socket, transport }))
    socket.once('connect_error', error => {
      const refusal = refusalIn(error)
      if (refusal === undefined) failed()
      else finish({ ok: false, refusal })
    })
    socket.once('disconnect', failed)
    if (untried.length > 0) headStart = setTimeout(tryNext, options.headStartInMs)
  }
  const timeout = setTimeout(() => finish({ ok: false }), attemptTimeoutInMs)
  tryNext()
  return () => end()
}

function rank(transport: TransportName): number {
  return transport === 'websocket' ? 0 : 1
}

/** A manager of its own for every socket: nothing of an attempt that failed is left for the next. */
function openSocket({ base, handshake, headers }: DialOptions, transport: TransportName): QuireSocket {
  const manager = new Manager(base.origin, {
    path: `${base.pathname}socket.io/`,
    parser,
    transports: [transport],
    upgrade: false,
    reconnection: false,
    autoConnect: false,
    // In Node this keeps a balancer's cookie, as browsers do by themselves: later requests may go straight to their node. They would take the
    // place of a cookie that a program has given.
    withCredentials: !hasCookie(headers),
    extraHeaders: { ...headers },
  })
  manager.timeout(false)
  const socket: QuireSocket = manager.socket('/', { auth: handshake })
  socket.connect()
  return socket
}

/** Nothing that the socket still has to say is heard any more. */
export function hangUp(socket: QuireSocket): void {
  socket.off()
  socket.disconnect()
}

/** The server's middleware puts its refusal into the error; any other error is the network's. */
function refusalIn(error: Error): Refusal | undefined {
  if (!('data' in error) || error.data === undefined) return undefined
  try {
    return decode(refusalSchema, error.data)
  } catch {
    // Something that answers, but does not speak our protocol: as good as nobody.
    return undefined
  }
}
