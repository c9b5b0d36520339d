import type { Namespace } from 'socket.io'
import { Adapter, type BroadcastOptions } from 'socket.io-adapter'

/**
 * Socket.IO's in-memory adapter with a short way for frames (`one-frame-parser.ts`): what is said to a room is encoded and framed
 * once, and written to each WebSocket as it is. The original frames a binary packet once per client, and takes it through two
 * layers of queues and events each time: three times the cost of the write itself.
 */
export class FrameAdapter extends Adapter {
  readonly #encode: (packet: unknown, options: object) => unknown[]

  constructor(namespace: Namespace) {
    super(namespace)
    const encode: unknown = Reflect.get(this, '_encode')
    if (typeof encode !== 'function') throw new Error('socket.io-adapter changed: it has no _encode any more')
    this.#encode = encode.bind(this)
  }

  override broadcast(packet: { nsp?: string }, options: BroadcastOptions): void {
    packet.nsp = this.nsp.name
    const encoded = this.#encode(packet, {})
    const [only] = encoded
    if (encoded.length !== 1 || !(only instanceof Uint8Array)) {
      super.broadcast(packet, options)
      return
    }
    const frame = webSocketFrame(only)
    for (const id of this.#idsIn(options)) {
      const client: SocketClient | undefined = this.nsp.sockets.get(id)?.client
      if (client === undefined || writeAtOnce(client, frame)) continue
      client.writeToEngine(encoded, { preEncoded: true, wsPreEncodedFrame: [frame] })
    }
  }

  #idsIn({ rooms, except }: BroadcastOptions): Set<string> {
    const [first, ...others] = [...rooms].map(room => this.rooms.get(room) ?? new Set<string>())
    const excepted = [...(except ?? [])].flatMap(room => [...(this.rooms.get(room) ?? [])])
    if (others.length === 0 && excepted.length === 0) return first ?? new Set()
    const ids = new Set([...(first ?? []), ...others.flatMap(room => [...room])])
    for (const id of excepted) ids.delete(id)
    return ids
  }
}

/** What we use of Socket.IO's client, undocumented members included; `frame-adapter.test.ts` holds them. */
interface SocketClient {
  conn: {
    readyState: string
    writeBuffer: unknown[]
    transport: {
      name: string
      writable: boolean
      socket?: { _sender: { sendFrame(parts: Buffer[]): void }; _socket: { writableLength: number } | null }
    }
  }
  writeToEngine(packets: unknown[], options: object): void
}

/** Writes past the queue, when there is none: a packet that still waits there must keep its place, the parts of a packet with
 *  attachments must stay together, and who reads too slowly must be seen to do so. */
function writeAtOnce({ conn }: SocketClient, frame: Buffer): boolean {
  const { readyState, writeBuffer, transport } = conn
  if (readyState !== 'open' || writeBuffer.length > 0 || !transport.writable) return false
  if (transport.name !== 'websocket' || transport.socket?._socket?.writableLength !== 0) return false
  transport.socket._sender.sendFrame([frame])
  return true
}

/** One whole binary WebSocket message from a server (unmasked, RFC 6455 section 5.2), header and payload in one buffer:
 *  one write per client. */
export function webSocketFrame(payload: Uint8Array): Buffer {
  const { length } = payload
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(headerLength + length)
  frame[0] = 0x82
  if (headerLength === 2) frame[1] = length
  else if (headerLength === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.set(payload, headerLength)
  return frame
}
