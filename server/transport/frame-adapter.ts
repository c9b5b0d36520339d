import type { Namespace } from 'socket.io'
import { Adapter } from 'socket.io-adapter'

/**
 * Socket.IO's in-memory adapter, which builds the WebSocket frame of a broadcast once for the whole room, for binary
 * packets as well: the original does that for text alone, and frames and writes a binary one per client.
 */
export class FrameAdapter extends Adapter {
  readonly #encode: (packet: unknown, options: PacketOptions) => unknown[]

  constructor(namespace: Namespace) {
    super(namespace)
    const encode: unknown = Reflect.get(this, '_encode')
    if (typeof encode !== 'function') throw new Error('socket.io-adapter changed: it has no _encode any more')
    this.#encode = encode.bind(this)
    Reflect.set(this, '_encode', (packet: unknown, options: PacketOptions) =>
      this.#encodeOnce(packet, options),
    )
  }

  #encodeOnce(packet: unknown, options: PacketOptions): unknown[] {
    const encoded = this.#encode(packet, options)
    const [only] = encoded
    if (encoded.length === 1 && only instanceof Uint8Array) options.wsPreEncodedFrame = [webSocketFrame(only)]
    return encoded
  }
}

interface PacketOptions {
  wsPreEncodedFrame?: Buffer[]
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
