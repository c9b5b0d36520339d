import type * as v from 'valibot'
import {
  type DocumentId,
  decode,
  decodeAwareness,
  decodeHead,
  decodeSaved,
  decodeUpdates,
  encodeAwareness,
  encodeUpdate,
  handOverSchema,
  type LoggedUpdate,
  type Missed,
  type MissedAnswer,
  missedAnswerSchema,
  type Open,
  type OpenAnswer,
  openAnswerSchema,
  type Presence,
  type Profile,
  ProtocolError,
  presenceSchema,
  type Refused,
  type RoleChange,
  refusedSchema,
  roleChangeSchema,
  type SavedFrame,
  type Seq,
  type Size,
  sizeSchema,
  type UpdateFrame,
} from '../../protocol/index.ts'
import { hangUp, type QuireSocket } from './dial.ts'
import { Pulse, type Waiting } from './pulse.ts'
import { reportLater } from './report-later.ts'
import type { TransportName } from './status.ts'

/** What is heard of a document, whoever passes it on. */
export interface DocumentListener {
  updates(updates: readonly LoggedUpdate[]): void
  saved(saved: SavedFrame): void
  head(head: Seq): void
  awareness(update: Uint8Array): void
}

/** What a document's session hears on a link. */
export interface LinkListener extends DocumentListener {
  presence(presence: Presence): void
  refused(refused: Refused): void
  role(change: RoleChange): void
  size(size: Size): void
  /** The link is gone; nothing more is heard on it. */
  ended(): void
  /** Undefined: for nothing. */
  readonly waiting: Waiting | undefined
}

export type LinkEnd = 'lost' | 'silent' | 'left' | 'protocol-error'

export interface LinkOptions {
  socket: QuireSocket
  transport: TransportName
  /** Of the protocol, that both sides speak on it. */
  version: number
  /** How long a sign of life may take. */
  patienceInMs: number
  onEnd: (end: LinkEnd) => void
  /** The server tells that the link will be cut, and within which time another one should take its place. */
  onHandOver: (withinMs: number) => void
}

/** One open connection, until it ends; decodes what comes in, and hands it to the document that it is about. */
export class Link {
  readonly transport: TransportName
  readonly version: number
  readonly openedAt = performance.now()
  readonly #socket: QuireSocket
  readonly #onEnd: (end: LinkEnd) => void
  readonly #listeners = new Map<DocumentId, LinkListener>()
  readonly #echoes = new Set<(roundTripInMs: undefined) => void>()
  readonly #asked = new Set<Waiting>()
  readonly #pulse: Pulse
  #ended = false

  constructor({ socket, transport, version, patienceInMs, onEnd, onHandOver }: LinkOptions) {
    this.transport = transport
    this.version = version
    this.#socket = socket
    this.#onEnd = onEnd
    this.#pulse = new Pulse({
      ask: () => void this.echo(),
      waiting: () => this.#waiting(),
      patienceInMs,
      silent: () => this.end('silent'),
    })
    // All reasons are one to us, also 'io server disconnect', after which Socket.IO itself would never come back.
    socket.on('disconnect', () => this.end('lost'))
    socket.on(
      'updates',
      this.#route(decodeUpdates, (to, { updates }) => to.updates(updates)),
    )
    socket.on(
      'saved',
      this.#route(decodeSaved, (to, saved) => to.saved(saved)),
    )
    socket.on(
      'head',
      this.#route(decodeHead, (to, { head }) => to.head(head)),
    )
    socket.on(
      'awareness',
      this.#route(decodeAwareness, (to, { update }) => to.awareness(update)),
    )
    socket.on(
      'presence',
      this.#route(reader(presenceSchema), (to, presence) => to.presence(presence)),
    )
    socket.on(
      'refused',
      this.#route(reader(refusedSchema), (to, refused) => to.refused(refused)),
    )
    socket.on(
      'role',
      this.#route(reader(roleChangeSchema), (to, change) => to.role(change)),
    )
    socket.on(
      'size',
      this.#route(reader(sizeSchema), (to, size) => to.size(size)),
    )
    socket.on('handOver', raw => this.#hear(() => onHandOver(decode(handOverSchema, raw).withinMs)))
  }

  get hasEnded(): boolean {
    return this.#ended
  }

  /** From now on `listener` hears what is said about the document. One at a time. Returns its own undo. */
  enter(documentId: DocumentId, listener: LinkListener): () => void {
    this.#listeners.set(documentId, listener)
    return () => {
      if (this.#listeners.get(documentId) === listener) this.#listeners.delete(documentId)
    }
  }

  /** `answer` is not called when the link ends before. */
  open(open: Open, answer: (answer: OpenAnswer) => void): void {
    this.#socket.emit('open', open, raw => this.#hear(() => answer(decode(openAnswerSchema, raw))))
    this.#pulse.awaitAnswer()
  }

  missed(missed: Missed, answer: (answer: MissedAnswer) => void): void {
    this.#socket.emit('missed', missed, raw => this.#hear(() => answer(decode(missedAnswerSchema, raw))))
    this.#pulse.awaitAnswer()
  }

  update(frame: UpdateFrame): void {
    this.#socket.emit('update', encodeUpdate(frame))
    this.#pulse.awaitAnswer()
  }

  awareness(documentId: DocumentId, update: Uint8Array): void {
    this.#socket.emit('awareness', encodeAwareness(documentId, update))
  }

  profile(profile: Profile): void {
    this.#socket.emit('profile', profile)
  }

  close(documentId: DocumentId): void {
    this.#socket.emit('close', documentId)
  }

  /** What is spoken of beside documents' text: whoever speaks of it decodes it. Returns its own undo. */
  hear(event: 'chat' | 'chatRead', listener: (raw: unknown) => void): () => void {
    const heard = (raw: unknown) => this.#hear(() => listener(raw))
    this.#socket.on(event, heard)
    return () => this.#socket.off(event, heard)
  }

  tell(event: 'chatRead', message: object): void {
    this.#socket.emit(event, message)
  }

  /** `answer` is not called when the link ends before. */
  ask(
    event: 'chatPage' | 'chatSince' | 'chatPost' | 'chatReact',
    message: object,
    answer: (raw: unknown) => void,
  ): void {
    const asked = { since: performance.now(), bytes: 0 }
    this.#asked.add(asked)
    this.#socket.emit(event, message, (raw: unknown) => {
      this.#asked.delete(asked)
      this.#hear(() => answer(raw))
    })
    this.#pulse.awaitAnswer()
  }

  /** The round trip in milliseconds; undefined when the link ended before. */
  echo(): Promise<number | undefined> {
    const askedAt = performance.now()
    return new Promise(resolve => {
      if (this.#ended) return resolve(undefined)
      this.#echoes.add(resolve)
      this.#socket.emit('echo', () =>
        this.#hear(() => {
          this.#echoes.delete(resolve)
          resolve(performance.now() - askedAt)
        }),
      )
    })
  }

  /** Asks the server for a sign of life, and ends the link when none comes. */
  probe(): void {
    this.#pulse.probe()
  }

  end(end: LinkEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.#pulse.stop()
    hangUp(this.#socket)
    const listeners = [...this.#listeners.values()]
    this.#listeners.clear()
    for (const listener of listeners) listener.ended()
    for (const resolve of this.#echoes) resolve(undefined)
    this.#onEnd(end)
  }

  #waiting(): Waiting | undefined {
    const all = [...this.#listeners.values()].flatMap(({ waiting }) => waiting ?? []).concat(...this.#asked)
    if (all.length === 0) return undefined
    const bytes = all.reduce((sum, waiting) => sum + waiting.bytes, 0)
    return { since: Math.min(...all.map(({ since }) => since)), bytes }
  }

  #route<Message extends { documentId?: DocumentId | undefined }>(
    read: (raw: unknown) => Message,
    pass: (to: LinkListener, message: Message) => void,
  ): (raw: unknown) => void {
    return raw =>
      this.#hear(() => {
        const message = read(raw)
        const listener = message.documentId && this.#listeners.get(message.documentId)
        if (listener) pass(listener, message)
      })
  }

  #hear(hear: () => void): void {
    if (this.#ended) return
    this.#pulse.heard()
    try {
      hear()
    } catch (error) {
      // Whatever we did not understand is lost to us: begin anew, from what is in the log.
      this.end('protocol-error')
      if (!(error instanceof ProtocolError)) reportLater(error)
    }
  }
}

function reader<const Schema extends v.GenericSchema>(
  schema: Schema,
): (raw: unknown) => v.InferOutput<Schema> {
  return raw => decode(schema, raw)
}
