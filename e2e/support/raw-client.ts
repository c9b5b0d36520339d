import { io, type Socket } from 'socket.io-client'
import {
  type ClientToServer,
  decodeUpdates,
  encodeUpdate,
  type LoggedUpdate,
  type OpenAnswer,
  type Opened,
  type Presence,
  protocolVersion,
  type Refused,
  type ServerToClient,
} from '../../protocol/index.ts'
import * as parser from '../../protocol/one-frame-parser.ts'
import { until } from './until.ts'

interface Options {
  name?: string
  version?: unknown
  transport?: 'websocket' | 'polling'
  headers?: Record<string, string>
  /** Who says the same is the same author, on whatever connection. */
  device?: string
}

/**
 * A client written by hand from docs/protocol.md: it keeps everything that it hears, and has no manners of its own, so
 * that tests can send what the provider never would.
 */
export class RawClient {
  readonly socket: Socket<ServerToClient, ClientToServer>
  readonly updates: LoggedUpdate[] = []
  readonly refusals: Refused[] = []
  readonly presences: Presence[] = []
  readonly saved: Uint8Array[] = []
  readonly heads: Uint8Array[] = []
  readonly awareness: Uint8Array[] = []

  constructor(
    url: string,
    { name = '', version = protocolVersion, transport = 'websocket', headers, device }: Options = {},
  ) {
    this.socket = io(url, {
      parser,
      transports: [transport],
      forceNew: true,
      reconnection: false,
      auth: { version, profile: { name, color: '#336699' }, ...(device !== undefined && { device }) },
      ...(headers && { extraHeaders: headers }),
    })
    this.socket.on('updates', frame => this.updates.push(...decodeUpdates(frame).updates))
    this.socket.on('refused', refused => this.refusals.push(refused))
    this.socket.on('presence', presence => this.presences.push(presence))
    this.socket.on('saved', frame => this.saved.push(frame))
    this.socket.on('head', frame => this.heads.push(frame))
    this.socket.on('awareness', frame => this.awareness.push(frame))
  }

  async open(documentId: string, after = 0, awarenessId = 1): Promise<Opened> {
    const answer = await this.tryOpen({ documentId, after, awarenessId })
    if (!answer.ok) throw new Error(`open was refused: ${answer.reason}`)
    return answer
  }

  tryOpen(open: unknown): Promise<OpenAnswer> {
    return this.socket.timeout(5_000).emitWithAck('open', open)
  }

  send(documentId: string, n: number, update: Uint8Array): void {
    this.socket.emit('update', encodeUpdate({ documentId, n, update }))
  }

  /** Sends anything at all, under any name. */
  say(event: string, ...args: unknown[]): void {
    Reflect.apply(this.socket.emit, this.socket, [event, ...args])
  }

  /** The newest seq heard is at least this. */
  async heard(seq: number): Promise<void> {
    await until(() => this.updates.some(update => update.seq >= seq), `update ${seq} to arrive`)
  }

  async refused(): Promise<Refused> {
    await until(() => this.refusals.length > 0, 'a refusal')
    const [first] = this.refusals.splice(0, 1)
    if (first === undefined) throw new Error('unreachable')
    return first
  }

  /** Resolves with the refusal of the connection itself. */
  async connectError(): Promise<Error & { data?: unknown }> {
    const error = await new Promise<Error & { data?: unknown }>(resolve => {
      this.socket.once('connect_error', resolve)
    })
    return error
  }

  close(): void {
    this.socket.disconnect()
  }
}

/** Makes a document and gives its id. */
export async function createDocument(url: string): Promise<string> {
  const response = await fetch(`${url}/api/documents`, { method: 'POST' })
  if (response.status !== 201) throw new Error(`POST /api/documents: ${response.status}`)
  const { id }: { id: string } = await response.json()
  return id
}
