import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Server, type Socket } from 'socket.io'
import * as Y from 'yjs'
import {
  type ClientToServer,
  decodeAwareness,
  decodeUpdate,
  type EndCause,
  encodeAwareness,
  encodeHead,
  encodeSaved,
  encodeUpdates,
  type Handshake,
  type LoggedUpdate,
  type Missed,
  type Open,
  type OpenAnswer,
  type Participant,
  packUpdates,
  protocolVersion,
  type Refusal,
  type Role,
  refuse,
  type ServerToClient,
  type Snapshot,
} from '../../../protocol/index.ts'
import * as parser from '../../../protocol/one-frame-parser.ts'
import { FakeChat } from './fake-chat.ts'

type ServerSocket = Socket<ClientToServer, ServerToClient>

interface Session {
  socket: ServerSocket
  participant: Participant
}

/** A document of the fake: its log, and a Y.Doc that stands for the gate. */
interface Document {
  epoch: string
  log: LoggedUpdate[]
  /** What a compaction left: the log below is gone. */
  foldedTo: number
  doc: Y.Doc
  sessions: Map<number, Session>
}

/** The server's side of the protocol, in memory, over real sockets; and everything that can go wrong on it. */
export class FakeServer {
  readonly documents = new Map<string, Document>()
  readonly chat = new FakeChat()
  /** Every message that came, by event: for looking at what a client did. */
  readonly heard: { event: string; message: unknown }[] = []
  /** Drops a frame for the room when it says so: a fan-out that loses. */
  loses: (frame: number) => boolean = () => false
  /** Answers to the next updates; `undefined` takes one. */
  readonly refusals: (Refusal | undefined)[] = []
  /** Says no to every update of these sessions. */
  refusesOf: (session: number) => Refusal | undefined = () => undefined
  /** Loses every update of these sessions. */
  swallows: (session: number) => boolean = () => false
  /** Answer to every `open`, and to every connection. */
  refusesOpen: Refusal | undefined
  refusesConnection: Refusal | undefined
  /** The newest version that it knows. */
  speaks = protocolVersion
  /** Whom it takes everybody for who opens a document from now on. */
  user: string | undefined
  /** The guest who that is by another name. */
  formerly: string | undefined
  /** What everybody is who opens a document from now on. */
  role: Role = 'editor'
  /** With what clients came. */
  readonly handshakes: Handshake[] = []
  /** Answers to `open` come after this. */
  mayAnswerOpen: (documentId: string) => Promise<void> = () => Promise.resolve()
  /** Whoever connects is told to move on within so long. */
  drainsInMs: number | undefined
  /** Commits, and says nothing of it to anybody. */
  isMute = false
  /** Takes nothing in: the log is slow. */
  isStuck = false
  /** So many connections there have been. */
  connected = 0
  snapshotsByHttp = false
  /** Resolves when snapshots may be fetched. */
  snapshotsReady = Promise.resolve()
  #http: HttpServer
  #io: Server<ClientToServer, ServerToClient>
  #port = 0
  #frames = 0
  #sessions = 0

  constructor() {
    ;[this.#http, this.#io] = this.#make()
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }
  get port(): number {
    return this.#port
  }
  get connections(): number {
    return this.#io.sockets.sockets.size
  }

  async start(): Promise<void> {
    if (!this.#http.listening) {
      if (this.#port > 0) [this.#http, this.#io] = this.#make()
      this.#http.listen(this.#port, '127.0.0.1')
      await once(this.#http, 'listening')
    }
    this.#port = (this.#http.address() as AddressInfo).port
  }

  /** Gone, with every connection; the documents stay for the next start. */
  async stop(): Promise<void> {
    for (const { sessions } of this.documents.values()) sessions.clear()
    await this.#io.close()
  }

  /** Ends every connection, as a network does. */
  cut(): void {
    for (const socket of this.#io.sockets.sockets.values()) socket.conn.transport.close()
  }

  /** Ends the connection that has been there for the longest. */
  cutOldest(): void {
    const [oldest] = this.#io.sockets.sockets.values()
    oldest?.conn.transport.close()
  }

  /** Ends the connection that came last. */
  cutNewest(): void {
    const newest = [...this.#io.sockets.sockets.values()].at(-1)
    newest?.conn.transport.close()
  }

  /** Asks everybody for another connection. */
  handOver(withinMs: number): void {
    this.#io.emit('handOver', { withinMs })
  }

  /** Ends every connection, as a server does that is tired of its clients. */
  sendAway(): void {
    this.#io.disconnectSockets()
  }

  document(id: string): Document {
    const known = this.documents.get(id)
    if (known !== undefined) return known
    const document = { epoch: 'first', log: [], foldedTo: 0, doc: new Y.Doc(), sessions: new Map() }
    this.documents.set(id, document)
    return document
  }

  text(id: string): string {
    return this.document(id).doc.getText('text').toString()
  }

  /** Ends everybody's session, as a log does that fails. */
  endSessions(documentId: string, { reason, retryInMs = 0 }: Refusal): void {
    const { sessions } = this.document(documentId)
    for (const [session, { socket }] of sessions) {
      socket.leave(documentId)
      socket.emit('refused', { documentId, session, reason, retryInMs })
    }
    sessions.clear()
  }

  /** Everybody who has the document open may do more, or less. */
  changeRole(documentId: string, role: Role): void {
    this.role = role
    for (const [session, { socket, participant }] of this.document(documentId).sessions) {
      participant.role = role
      socket.emit('role', { documentId, session, role })
      this.#io.to(documentId).emit('presence', { documentId, joined: [participant], left: [] })
    }
  }

  /** Nobody may have the document open any more. */
  shutOut(documentId: string, cause: EndCause): void {
    this.refusesOpen = refuse('unknown-document')
    const { sessions } = this.document(documentId)
    for (const [session, { socket }] of sessions) {
      socket.leave(documentId)
      socket.emit('refused', { documentId, session, reason: 'forbidden', cause })
    }
    sessions.clear()
  }

  /** The same for the session that has been there for the longest. */
  shutOutOldest(documentId: string, cause: EndCause): void {
    const { sessions } = this.document(documentId)
    const [oldest] = sessions
    if (oldest === undefined) return
    const [session, { socket }] = oldest
    socket.leave(documentId)
    socket.emit('refused', { documentId, session, reason: 'forbidden', cause })
    sessions.delete(session)
  }

  /** Folds the whole log into a snapshot. */
  compact(id: string): void {
    const document = this.document(id)
    document.foldedTo = document.log.length
  }

  /** A log that has never heard of the first one's numbers. */
  replace(id: string): void {
    const { sessions } = this.document(id)
    this.documents.set(id, { epoch: 'second', log: [], foldedTo: 0, doc: new Y.Doc(), sessions })
  }

  announceHead(id: string): void {
    this.#io.to(id).emit('head', encodeHead(id, this.document(id).log.length))
  }

  #make(): [HttpServer, Server<ClientToServer, ServerToClient>] {
    const http = createServer(async (request, response) => {
      await this.snapshotsReady
      const id = /^\/snapshots\/([\w-]+)$/.exec(request.url ?? '')?.[1]
      response.end(id === undefined ? '' : this.#fold(id))
    })
    const io = new Server<ClientToServer, ServerToClient>(http, {
      parser,
      maxHttpBufferSize: 6 * 1024 * 1024,
    })
    io.use(({ handshake: { auth } }, next) => {
      this.handshakes.push(auth as Handshake)
      const isTooNew = (auth as Handshake).version > this.speaks
      const refusal = this.refusesConnection ?? (isTooNew ? refuse('server-too-old') : undefined)
      if (refusal === undefined) next()
      else next(Object.assign(new Error('no'), { data: refusal }))
    })
    io.on('connection', socket => this.#converse(socket))
    return [http, io]
  }

  #converse(socket: ServerSocket): void {
    this.connected++
    socket.onAny((event, message) => this.heard.push({ event, message }))
    socket.on('echo', answer => answer())
    this.chat.converse(socket, {
      participant: documentId =>
        [...this.document(documentId).sessions.values()].find(session => session.socket === socket)
          ?.participant,
      tell: (documentId, message) => {
        const news = { documentId, revision: message.revision, messages: [message] }
        this.#io.to(documentId).emit('chat', news)
      },
    })
    if (this.drainsInMs !== undefined) socket.emit('handOver', { withinMs: this.drainsInMs })
    socket.on('open', (open, answer) => {
      const opened = this.#open(socket, open as Open)
      void this.mayAnswerOpen((open as Open).documentId).then(() => answer(opened))
    })
    socket.on('missed', (missed, answer) => {
      const { documentId, after } = missed as Missed
      answer({ ok: true, ...this.#since(documentId, after) })
    })
    socket.on('close', documentId => this.#leave(socket, documentId as string))
    socket.on('profile', profile => {
      for (const [documentId, { sessions }] of this.documents) {
        for (const session of sessions.values()) {
          if (session.socket !== socket) continue
          session.participant = { ...session.participant, profile: profile as Participant['profile'] }
          this.#io.to(documentId).emit('presence', { documentId, joined: [session.participant], left: [] })
        }
      }
    })
    socket.on('update', frame => {
      if (!this.isStuck) this.#take(socket, decodeUpdate(frame))
    })
    socket.on('awareness', frame => {
      const { documentId, update } = decodeAwareness(frame)
      socket.to(documentId).emit('awareness', encodeAwareness(documentId, update))
    })
    socket.on('disconnect', () => {
      for (const documentId of this.documents.keys()) this.#leave(socket, documentId)
    })
  }

  #open(socket: ServerSocket, { documentId, after, epoch, awarenessId, writer }: Open): OpenAnswer {
    if (this.refusesOpen !== undefined) return this.refusesOpen
    this.#leave(socket, documentId)
    const document = this.document(documentId)
    const session = ++this.#sessions
    const profile = (socket.handshake.auth as { profile: Participant['profile'] }).profile
    const participant: Participant = { session, awarenessId, profile, role: this.role, ...this.#user() }
    document.sessions.set(session, { socket, participant })
    socket.join(documentId)
    socket.to(documentId).emit('presence', { documentId, joined: [participant], left: [] })
    const known = (epoch === undefined || epoch === document.epoch) && after <= document.log.length
    return {
      ok: true,
      session,
      role: this.role,
      epoch: document.epoch,
      stateVector: Y.encodeStateVector(document.doc),
      ...this.#since(documentId, known ? after : 0),
      participants: [...document.sessions.values()].map(({ participant }) => participant),
      awareness: new Uint8Array(),
      ...(writer !== undefined && writer === this.formerly && { isWriter: true }),
    }
  }

  #user(): Pick<Participant, 'user'> {
    return this.user === undefined ? {} : { user: this.user }
  }

  #leave(socket: ServerSocket, documentId: string): void {
    const document = this.document(documentId)
    for (const [number, session] of document.sessions) {
      if (session.socket !== socket) continue
      document.sessions.delete(number)
      socket.leave(documentId)
      this.#io.to(documentId).emit('presence', { documentId, joined: [], left: [number] })
    }
  }

  #take(socket: ServerSocket, { documentId, n, update }: ReturnType<typeof decodeUpdate>): void {
    const document = this.document(documentId)
    const entry = [...document.sessions].find(([, session]) => session.socket === socket)
    if (entry === undefined) return
    const [session] = entry
    if (this.swallows(session)) return
    const mayWrite = this.role === 'owner' || this.role === 'editor'
    const role = mayWrite ? undefined : refuse('forbidden')
    const refusal = role ?? this.refusals.shift() ?? this.refusesOf(session) ?? this.#gate(document, update)
    if (refusal !== undefined) {
      document.sessions.delete(session)
      socket.leave(documentId)
      const { ok: _, ...why } = refusal
      socket.emit('refused', { documentId, session, ...why })
      return
    }
    const seq = document.log.length + 1
    document.log.push({ seq, session, n, update: update.slice() })
    if (this.isMute) return
    const frame = encodeUpdates(documentId, [{ seq, session, n, update }])
    const audience =
      update.length > 1024 ? this.#io.to(documentId).except(socket.id) : this.#io.to(documentId)
    if (!this.loses(++this.#frames)) audience.emit('updates', frame)
    if (update.length > 1024) socket.emit('saved', encodeSaved({ documentId, session, n, seq }))
  }

  #gate({ doc }: Document, update: Uint8Array): Refusal | undefined {
    const scratch = new Y.Doc()
    Y.applyUpdate(scratch, Y.encodeStateAsUpdate(doc))
    Y.applyUpdate(scratch, update)
    if (scratch.store.pendingStructs !== null || scratch.store.pendingDs !== null) return refuse('resync')
    Y.applyUpdate(doc, update)
    return undefined
  }

  #since(id: string, after: number): { head: number; snapshot?: Snapshot; updates: Uint8Array } {
    const { log, foldedTo } = this.document(id)
    const head = log.length
    if (after >= foldedTo) return { head, updates: packUpdates(log.slice(after)) }
    const bytes = this.#fold(id)
    const snapshot = this.snapshotsByHttp
      ? { seq: foldedTo, href: `/snapshots/${id}`, size: bytes.length }
      : { seq: foldedTo, bytes }
    return { head, snapshot, updates: packUpdates(log.slice(foldedTo)) }
  }

  #fold(id: string): Uint8Array {
    const { log, foldedTo } = this.document(id)
    const folded = new Y.Doc()
    for (const { update } of log.slice(0, foldedTo)) Y.applyUpdate(folded, update)
    return gzipSync(Y.encodeStateAsUpdateV2(folded))
  }
}
