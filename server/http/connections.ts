import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** The connections of a server, WebSockets among them, which its own `closeAllConnections` leaves alone. */
export function connectionsOf(server: Server): { cut(): void } {
  const open = new Set<Socket>()
  server.on('connection', socket => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return {
    cut: () => {
      for (const socket of open) socket.destroy()
    },
  }
}
