import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/** What comes in. True: it has been answered, and nobody else hears of it. */
export type Doorkeeper = (request: IncomingMessage, response: ServerResponse) => boolean

/**
 * Has every request pass the doorkeeper before anybody else sees it: Fastify's routes and Socket.IO's polls alike. Whoever listens for
 * requests must do so before this.
 */
export function openFrontDoor(server: Server, doorkeeper: Doorkeeper): void {
  const inside = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (doorkeeper(request, response)) return
    for (const listener of inside) Reflect.apply(listener, server, [request, response])
  })
}
