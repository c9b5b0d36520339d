import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export interface Connections {
  /** For how long nobody has asked for anything but this node's health. */
  readonly quietForInMs: number
  cut(): void
}

/** The connections of a server, WebSockets among them, which its own `closeAllConnections` leaves alone. */
export function connectionsOf(server: Server): Connections {
  const open = new Set<Socket>()
  server.on('connection', socket => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  let lastAskedAt = performance.now()
  const asked = ({ url = '' }: { url?: string | undefined }) => {
    if (!url.startsWith('/health/')) lastAskedAt = performance.now()
  }
  server.on('request', asked)
  server.on('upgrade', asked)
  return {
    get quietForInMs() {
      return performance.now() - lastAskedAt
    },
    cut: () => {
      for (const socket of open) socket.destroy()
    },
  }
}
