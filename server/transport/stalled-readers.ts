import type { Journal } from '../sync/peer.ts'

/** What we use of an Engine.IO connection, undocumented members included. */
export interface Connection {
  id: string
  readonly writeBuffer: readonly { data?: string | Uint8Array }[]
  readonly transport: {
    socket?: { _socket: Line | null } | null
  }
  close(discard: boolean): void
}

interface Line {
  writableLength: number
  bytesWritten: number
  destroy(): void
  once(event: 'close', listener: () => void): unknown
}

const lookIntervalInMs = 5_000
/** So much may wait for somebody who reads nothing at all. */
const stalledFromBytes = 1024 * 1024
/** So much for anybody: several times the longest answer to an `open` that honest writers cause. */
const maxUnreadBytes = 64 * 1024 * 1024

/**
 * Cuts whoever does not read what it is sent. Engine.IO would keep all of it for as long as the other side answers its pings,
 * which it can do without reading. An honest client comes back, and asks for what it missed.
 */
export function cutStalledReaders(connections: () => Iterable<Connection>, journal: Journal): () => void {
  /** What those had read at the last look for whom much waited. */
  let suspects = new Map<Connection, number>()
  const look = () => {
    const before = suspects
    suspects = new Map()
    for (const connection of connections()) {
      const { unread, read } = measure(connection)
      if (unread < stalledFromBytes) continue
      if (unread < maxUnreadBytes && (read === undefined || before.get(connection) !== read)) {
        if (read !== undefined) suspects.set(connection, read)
        continue
      }
      journal.warn({ peer: connection.id, unread }, 'Cut a connection that does not read.')
      cut(connection)
    }
  }
  const looking = setInterval(look, lookIntervalInMs).unref()
  return () => clearInterval(looking)
}

/** A WebSocket would first wait for the other side to read its farewell, and keep all that lies before it. */
function cut(connection: Connection): void {
  const socket = connection.transport.socket?._socket
  if (socket) socket.destroy()
  else connection.close(true)
}

/** In bytes. How much was read is not known of long-polling, whose answers are read after they were forgotten. */
function measure({ writeBuffer, transport }: Connection): { unread: number; read: number | undefined } {
  let unread = 0
  for (const { data } of writeBuffer) unread += data?.length ?? 0
  const socket = transport.socket?._socket
  if (!socket) return { unread, read: undefined }
  unread += socket.writableLength
  return { unread, read: socket.bytesWritten - socket.writableLength }
}
