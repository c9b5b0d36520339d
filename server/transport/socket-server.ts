import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server } from 'socket.io'
import {
  type ClientToServer,
  decode,
  type Handshake,
  handshakeSchema,
  maxPacketBytes,
  oldestServedVersion,
  protocolVersion,
  type Refusal,
  refuse,
  type ServerToClient,
} from '../../protocol/index.ts'
import * as parser from '../../protocol/one-frame-parser.ts'
import type { UserId } from '../access/caller.ts'
import type { Identity } from '../access/identity.ts'
import type { Limits } from '../access/limits.ts'
import type { Permits } from '../access/permits.ts'
import type { Log } from '../log/log.ts'
import type { Chat } from '../sync/chat/chat-store.ts'
import type { Audience, Journal } from '../sync/peer.ts'
import { refusalOf } from '../sync/refusal-of.ts'
import { Rooms } from '../sync/rooms.ts'
import { Callers } from './callers.ts'
import type { Cluster } from './cluster.ts'
import { converse, roomName, type SocketState } from './converse.ts'
import { cutLingering } from './cut-lingering.ts'
import { FrameAdapter } from './frame-adapter.ts'
import { openHandOvers } from './hand-over.ts'
import { openRelay } from './relay/relay.ts'
import { type Connection, cutStalledReaders } from './stalled-readers.ts'

type QuireServer = Server<ClientToServer, ServerToClient, Record<string, never>, SocketState>

export interface SocketServer {
  /** Tells every client, and whoever comes yet, to move to another connection within so long. */
  drain(withinMs: number): void
  /** Tells them to, soon, and whoever comes: until it is told that they may stay. */
  sendAway(isAway: boolean): void
  /** Clients that have a connection. */
  readonly population: number
  /** Cuts every connection; clients come back by themselves. */
  close(): Promise<void>
}

interface EngineConnection extends Pick<Connection, 'transport'> {
  request: IncomingMessage | undefined
  once(event: 'close', listener: () => void): void
}

interface SocketServerOptions {
  log: Log
  chat: Chat
  journal: Journal
  connectionMaxAgeInMs: number
  /** The other nodes; without them every client's session is here. */
  cluster: Cluster | undefined
  limits: Limits
  identity: Identity
  permits: Permits
  /** What others have changed of who may do what may not have been heard here. */
  isBlind: () => boolean
  /** The address of the client, as far as it is known. */
  addressOf: (request: IncomingMessage) => string
  /** What somebody is called who does not choose it. */
  vouchedName: (user: UserId) => Promise<string | undefined>
  /** Whether that guest is now this person, by having signed in. */
  hasBecome: (guest: UserId, person: UserId) => Promise<boolean>
}

const signInNeeded = refuse('forbidden', { detail: 'nobody is let in without having signed in' })

/** Nothing is saved meanwhile: sooner than a node that is about to stop. */
const awayWithinMs = 2_000

/** Serves the wire of `protocol/` over Socket.IO on an HTTP server, by WebSocket and by long-polling. */
export function openSocketServer(
  http: HttpServer,
  {
    log,
    chat,
    journal,
    connectionMaxAgeInMs,
    cluster,
    limits,
    identity,
    permits,
    isBlind,
    addressOf,
    vouchedName,
    hasBecome,
  }: SocketServerOptions,
): SocketServer {
  const io: QuireServer = new Server(http, {
    parser,
    adapter: FrameAdapter,
    serveClient: false,
    pingInterval: 20_000,
    pingTimeout: 15_000,
    connectTimeout: 10_000,
    maxHttpBufferSize: maxPacketBytes,
    perMessageDeflate: false,
    httpCompression: false,
    // A client reaches for the transport that works by itself (see the provider), and moves by a new connection.
    allowUpgrades: false,
  })
  // `allowRequest` is asked at the handshake alone; a middleware sees every poll as well.
  io.engine.use((request: IncomingMessage, _response: unknown, next: (refusal?: Error) => void) =>
    next(asksForScript(request) ? new Error('JSONP is not served') : undefined),
  )
  const callers = new Callers(io.engine, identity)
  const relay = cluster && openRelay(io.engine, { ...cluster, journal })
  const audience: Audience = {
    of: (documentId, except) => {
      const room = io.to(roomName(documentId))
      return except === undefined ? room : room.except(except.id)
    },
  }
  const rooms = new Rooms({ log, chat, audience, journal, neighbours: cluster?.neighbours })
  const handOvers = openHandOvers({ maxAgeInMs: connectionMaxAgeInMs })
  io.use((socket, next) => {
    const welcome = callers.of(socket.conn).isTurnedAway ? signInNeeded : greet(socket.handshake.auth)
    if ('reason' in welcome) return next(asError(welcome))
    const { user } = callers.of(socket.conn).caller
    const named = user === undefined ? Promise.resolve(undefined) : vouchedName(user)
    named.then(
      name => {
        socket.data = { ...welcome, vouchedName: name }
        next()
      },
      // Under a name of the client's own choice nobody comes in who has signed in.
      (error: unknown) => next(asError(refusalOf(error))),
    )
  })
  io.on('connection', socket => {
    const { caller } = callers.of(socket.conn)
    converse(socket, {
      rooms,
      log,
      chat,
      journal,
      permits,
      isBlind,
      hasBecome,
      caller,
      limits: limits.of(addresses.get(socket.conn) ?? '', caller.user),
    })
    const tell = (withinMs: number) => socket.emit('handOver', { withinMs })
    socket.on('disconnect', handOvers.connected(tell, { loginEndsInMs: caller.expiresAt - Date.now() }))
  })
  const addresses = new WeakMap<object, string>()
  io.engine.on('connection', (connection: EngineConnection) => {
    const address = connection.request === undefined ? '' : addressOf(connection.request)
    addresses.set(connection, address)
    connection.once('close', limits.connected(address))
    connection.once('close', () => cutLingering(connection))
    // The handshake request would be kept as long as the connection, and nothing reads it again.
    connection.request = undefined
  })
  let stay = () => {}
  const stopCutting = cutStalledReaders(() => connectionsOf(io), journal)
  return {
    drain: withinMs => {
      handOvers.drain(withinMs)
      void relay?.drain()
    },
    sendAway: isAway => {
      stay()
      stay = isAway ? handOvers.sendAway(awayWithinMs) : () => {}
    },
    get population() {
      return io.engine.clientsCount
    },
    close: async () => {
      stopCutting()
      handOvers.close()
      rooms.close()
      await relay?.drain()
      await io.close()
      await relay?.close()
    },
  }
}

function connectionsOf(io: QuireServer): Connection[] {
  const sockets: Map<string, { client: { conn: Connection } }> = io.sockets.adapter.nsp.sockets
  return [...sockets.values()].map(({ client }) => client.conn)
}

/** A script tag of any page could read the answer. */
function asksForScript({ url = '' }: IncomingMessage): boolean {
  return new URLSearchParams(url.slice(url.indexOf('?'))).has('j')
}

const asError = (refusal: Refusal): Error => Object.assign(new Error(refusal.reason), { data: refusal })

function greet(auth: unknown): Handshake | Refusal {
  try {
    const handshake = decode(handshakeSchema, auth)
    if (handshake.version < oldestServedVersion) return refuse('client-too-old')
    if (handshake.version > protocolVersion) return refuse('server-too-old', { retryInMs: 500 })
    return handshake
  } catch (error) {
    return refuse('malformed', { detail: error instanceof Error ? error.message : String(error) })
  }
}
