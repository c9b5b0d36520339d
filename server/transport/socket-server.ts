import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server, type Socket } from 'socket.io'
import {
  type ClientToServer,
  type DocumentId,
  decode,
  type Handshake,
  handshakeSchema,
  maxPacketBytes,
  oldestServedVersion,
  type Profile,
  protocolVersion,
  type Refusal,
  refuse,
  type ServerToClient,
} from '../../protocol/index.ts'
import * as parser from '../../protocol/one-frame-parser.ts'
import { type ConnectionLimits, type Limits, unlimited } from '../access/limits.ts'
import type { Permits } from '../access/permits.ts'
import type { Log } from '../log/log.ts'
import { Conversation, type ConversationOptions } from '../sync/conversation.ts'
import type { Audience, Journal, Peer } from '../sync/peer.ts'
import { Rooms } from '../sync/rooms.ts'
import type { Cluster } from './cluster.ts'
import { cutLingering } from './cut-lingering.ts'
import { FrameAdapter } from './frame-adapter.ts'
import { type HeardClient, hearFrames } from './frame-ear.ts'
import { openHandOvers } from './hand-over.ts'
import { openRelay } from './relay/relay.ts'
import { type Connection, cutStalledReaders } from './stalled-readers.ts'

type QuireServer = Server<ClientToServer, ServerToClient, Record<string, never>, { profile: Profile }>
type QuireSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, { profile: Profile }>

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
  journal: Journal
  connectionMaxAgeInMs: number
  /** The other nodes; without them every client's session is here. */
  cluster: Cluster | undefined
  limits: Limits
  permits: Permits
  /** The address of the client, as far as it is known. */
  addressOf: (request: IncomingMessage) => string
}

/** Nothing is saved meanwhile: sooner than a node that is about to stop. */
const awayWithinMs = 2_000

/** Serves the wire of `protocol/` over Socket.IO on an HTTP server, by WebSocket and by long-polling. */
export function openSocketServer(
  http: HttpServer,
  { log, journal, connectionMaxAgeInMs, cluster, limits, permits, addressOf }: SocketServerOptions,
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
  const relay = cluster && openRelay(io.engine, { ...cluster, journal })
  const audience: Audience = {
    of: (documentId, except) => {
      const room = io.to(roomName(documentId))
      return except === undefined ? room : room.except(except.id)
    },
  }
  const rooms = new Rooms({ log, audience, journal, neighbours: cluster?.neighbours })
  const handOvers = openHandOvers({ maxAgeInMs: connectionMaxAgeInMs })
  io.use((socket, next) => {
    const welcome = greet(socket.handshake.auth)
    if ('reason' in welcome) return next(Object.assign(new Error(welcome.reason), { data: welcome }))
    socket.data.profile = welcome.profile
    next()
  })
  io.on('connection', socket => {
    converse(socket, { rooms, log, journal, permits, limits: allowed.get(socket.conn) ?? unlimited })
    socket.on(
      'disconnect',
      handOvers.connected(withinMs => socket.emit('handOver', { withinMs })),
    )
  })
  const allowed = new WeakMap<object, ConnectionLimits>()
  io.engine.on('connection', (connection: EngineConnection) => {
    const address = connection.request === undefined ? '' : addressOf(connection.request)
    allowed.set(connection, limits.of(address))
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

/** Socket.IO has a room of its own for every socket id: ours must not be one of these. */
const roomName = (documentId: DocumentId): string => `document:${documentId}`

/** A script tag of any page could read the answer. */
function asksForScript({ url = '' }: IncomingMessage): boolean {
  return new URLSearchParams(url.slice(url.indexOf('?'))).has('j')
}

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

function converse(socket: QuireSocket, parts: ConversationOptions): void {
  const peer: Peer = {
    id: socket.id,
    emit: (event, ...message) => void socket.emit(event, ...message),
    join: documentId => void socket.join(roomName(documentId)),
    leave: documentId => void socket.leave(roomName(documentId)),
    drop: () => void socket.disconnect(true),
  }
  const conversation = new Conversation(peer, socket.data.profile, parts)
  // A missing acknowledgement callback would throw inside the listener, and so end the process.
  socket.on('open', (open, answer) => void conversation.open(open).then(call(answer)))
  socket.on('missed', (missed, answer) => void conversation.missed(missed).then(call(answer)))
  socket.on('echo', answer => call(answer)(undefined))
  socket.on('close', documentId => conversation.close(documentId))
  socket.on('profile', profile => conversation.profile(profile))
  const ears = {
    update: (frame: unknown) => conversation.update(frame),
    awareness: (frame: unknown) => conversation.awareness(frame),
  }
  socket.on('update', ears.update)
  socket.on('awareness', ears.awareness)
  socket.on('disconnect', hearFrames(heardClient(socket), ears))
  socket.onAny((event: unknown, ...args: unknown[]) => {
    if (known.has(event)) return
    const { reason, detail } = conversation.unknown(event)
    const answer = args.at(-1)
    if (typeof answer === 'function') answer({ ok: false, reason, detail })
    else socket.emit('refused', { reason, ...(detail !== undefined && { detail }) })
  })
  socket.on('disconnect', () => conversation.end())
}

/** Its members are private to Socket.IO's types. */
function heardClient({ client }: QuireSocket): HeardClient {
  const heard: unknown = client
  return heard as HeardClient
}

const known: ReadonlySet<unknown> = new Set<keyof ClientToServer>([
  'open',
  'missed',
  'echo',
  'close',
  'profile',
  'update',
  'awareness',
])

const call =
  (answer: unknown) =>
  (value: unknown): void => {
    if (typeof answer === 'function') answer(value)
  }
