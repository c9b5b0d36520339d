import { frameEvents } from '../../protocol/index.ts'

/** What to do with a frame, by its event. */
export type Ears = { [Event in (typeof frameEvents)[number]]?: (frame: Uint8Array) => void }

type OnMessage = (message: unknown, isBinary: boolean) => void

/** What we use of Socket.IO's client, undocumented members included; `frame-ear.test.ts` holds them. */
export interface HeardClient {
  decoder: object
  conn: {
    readyState: string
    /** Set while Engine.IO waits for a sign of life, for which any packet passes. */
    pingTimeoutTimer?: unknown
    transport: {
      name: string
      socket?: {
        listeners(event: 'message'): unknown[]
        off(event: 'message', listener: OnMessage): unknown
        on(event: 'message', listener: OnMessage): unknown
      }
    }
  }
}

/**
 * Gives frames that come over a WebSocket straight to `ears`. The way through Engine.IO and Socket.IO passes some twenty
 * functions and two ticks, and costs several times what is then done with an edit. Everything else goes that way, and so
 * does a frame that it could see differently: as an attachment of a packet, or as the sign of life that it waits for.
 * Returns what ends it: Socket.IO cuts whoever goes on after leaving.
 */
export function hearFrames(client: HeardClient, ears: Ears): () => void {
  const { conn } = client
  const { socket } = conn.transport
  if (conn.transport.name !== 'websocket' || socket === undefined) return () => {}
  const [original] = socket.listeners('message')
  if (typeof original !== 'function')
    throw new Error('engine.io changed: its WebSocket has no listener any more')
  const pass = original as OnMessage
  const hear: OnMessage = (message, isBinary) => {
    if (isBinary && message instanceof Uint8Array && conn.readyState === 'open' && !conn.pingTimeoutTimer) {
      const event = frameEvents[message[0] ?? frameEvents.length]
      const ear = event && ears[event]
      if (ear !== undefined && !Reflect.get(client.decoder, 'reconstructor')) {
        ear(message.subarray(1))
        return
      }
    }
    pass(message, isBinary)
  }
  socket.off('message', pass)
  socket.on('message', hear)
  return () => {
    socket.off('message', hear)
    socket.on('message', pass)
  }
}
