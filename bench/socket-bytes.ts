import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

const sockets = new Set<Socket>()
const closed = { read: 0, written: 0 }

// Node tells of every outgoing connection here, whichever library opened it.
subscribe('net.client.socket', message => {
  const { socket } = message as { socket: Socket }
  sockets.add(socket)
  socket.once('close', () => {
    sockets.delete(socket)
    closed.read += socket.bytesRead
    closed.written += socket.bytesWritten
  })
})

/** What all sockets that this process opened have carried so far: everything above TCP, handshakes included.
 *  Import this before anything opens a connection. */
export function socketBytes(): { read: number; written: number } {
  const total = { ...closed }
  for (const { bytesRead, bytesWritten } of sockets) {
    total.read += bytesRead
    total.written += bytesWritten
  }
  return total
}
