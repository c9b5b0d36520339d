import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** An answer that is given at the door, before anybody inside has heard of the request. */
export interface DoorAnswer {
  status: number
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: object
}

export interface Doorkeeper {
  /** Says what every answer to this request carries, whoever gives it. */
  dress(request: IncomingMessage, response: ServerResponse): void
  /** Undefined: come in. */
  answer(request: IncomingMessage): DoorAnswer | undefined
}

/**
 * Has every request pass the doorkeeper before anybody else sees it: Fastify's routes, Socket.IO's polls, and WebSockets alike. Whoever
 * serves requests must listen for them before this is called. What another node relays passed that node's door.
 */
export function openFrontDoor(server: Server, doorkeeper: Doorkeeper): void {
  standBefore(server, 'request', (request, response: ServerResponse) => {
    doorkeeper.dress(request, response)
    const answer = doorkeeper.answer(request)
    if (answer !== undefined) give(answer, response)
    return answer === undefined
  })
  standBefore(server, 'upgrade', (request, socket: Duplex) => {
    const answer = doorkeeper.answer(request)
    if (answer !== undefined) giveInsteadOfUpgrade(answer, socket)
    return answer === undefined
  })
}

function standBefore<To>(
  server: Server,
  event: 'request' | 'upgrade',
  admits: (request: IncomingMessage, to: To) => boolean,
): void {
  const inside = server.listeners(event)
  server.removeAllListeners(event)
  server.on(event, (request: IncomingMessage, to: To, ...rest: unknown[]) => {
    if (!admits(request, to)) return
    for (const listener of inside) Reflect.apply(listener, server, [request, to, ...rest])
  })
}

function give(answer: DoorAnswer, response: ServerResponse): void {
  const { headers, text } = written(answer)
  response.writeHead(answer.status, headers).end(text)
}

function giveInsteadOfUpgrade(answer: DoorAnswer, socket: Duplex): void {
  const { headers, text } = written(answer)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  // Whoever asked may be gone already, and that is nobody's trouble.
  socket.on('error', () => socket.destroy())
  socket.end(
    [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`, ...lines, '', text].join('\r\n'),
    () => socket.destroy(),
  )
}

/** The connection ends with it: nobody waits for a body that nobody will read. */
function written({ headers, body }: DoorAnswer): { headers: Record<string, string>; text: string } {
  const text = body === undefined ? '' : JSON.stringify(body)
  return {
    headers: {
      connection: 'close',
      'content-length': String(Buffer.byteLength(text)),
      ...(body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
      ...headers,
    },
    text,
  }
}
