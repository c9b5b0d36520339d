import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { freePort } from '../../scripts/free-port.ts'
import { lane, type Shape } from './lane.ts'

/**
 * What happens to connections. The first five decide about new ones and leave the rest as they are:
 * - `pass`: through, both ways
 * - `refuse`: reset at once
 * - `swallow`: accepted and never answered
 * - `refuse-websocket`, `swallow-websocket`: the same for WebSockets, while everything else passes
 * - `freeze`: nothing moves on any connection, old or new, and none ends; another mode lets all of it go on
 * - `no-answers`: the same for what the server says, while what it is told arrives
 */
export type ProxyMode =
  | 'pass'
  | 'refuse'
  | 'swallow'
  | 'refuse-websocket'
  | 'swallow-websocket'
  | 'freeze'
  | 'no-answers'

/** A network between a client and a server, that does what it is told. */
export interface TcpProxy {
  readonly url: string
  readonly port: number
  mode: ProxyMode
  /** From now on, for old connections as well, each way. */
  shape(shape: { latencyInMs?: number; bytesPerSecond?: number }): void
  /** Resets every connection; gives how many there were. New ones are as the mode says. */
  cut(): number
  /** WebSockets that were asked for so far, whatever became of them. */
  readonly webSocketsAsked: number
  close(): Promise<void>
}

interface TcpProxyOptions {
  /** Where it leads to, on this machine. */
  port: number
  /** What passes is no HTTP: the modes for WebSockets mean nothing, and servers may speak first. */
  anyProtocol?: boolean
}

export async function openTcpProxy({ port: target, anyProtocol }: TcpProxyOptions): Promise<TcpProxy> {
  const port = await freePort()
  const clients = new Set<Socket>()
  const straight: Shape = { latencyInMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY, frozen: false }
  const there = { ...straight }
  const back = { ...straight }
  const lanes = new Set<() => void>()
  let mode: ProxyMode = 'pass'
  let webSocketsAsked = 0

  const pass = (client: Socket, head: Buffer) => {
    const upstream = connect(target, '127.0.0.1')
    upstream.setNoDelay()
    upstream.on('error', () => client.resetAndDestroy())
    client.on('error', () => upstream.resetAndDestroy())
    client.once('close', () => upstream.destroy())
    const moves = [lane(client, upstream, there, head), lane(upstream, client, back)]
    for (const move of moves) lanes.add(move)
    client.once('close', () => {
      for (const move of moves) lanes.delete(move)
    })
  }

  const server = createServer({ allowHalfOpen: true, noDelay: true }, async client => {
    clients.add(client)
    client.once('close', () => clients.delete(client))
    client.on('error', () => client.destroy())
    if (mode === 'refuse') return void client.resetAndDestroy()
    if (mode === 'swallow') return void client.resume()
    if (anyProtocol) return pass(client, Buffer.alloc(0))
    const head = await firstBytes(client)
    if (head === undefined) return void client.destroy()
    if (!/^upgrade: *websocket/im.test(head.toString('latin1'))) return pass(client, head)
    webSocketsAsked++
    if (mode === 'swallow-websocket') return void client.resume()
    if (mode === 'refuse-websocket') return void client.end(forbidden)
    pass(client, head)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get mode() {
      return mode
    },
    set mode(next) {
      mode = next
      there.frozen = next === 'freeze'
      back.frozen = next === 'freeze' || next === 'no-answers'
      for (const move of lanes) move()
    },
    shape: ({ latencyInMs = 0, bytesPerSecond = Number.POSITIVE_INFINITY }) => {
      for (const way of [there, back]) Object.assign(way, { latencyInMs, bytesPerSecond })
    },
    cut: () => cut(clients),
    get webSocketsAsked() {
      return webSocketsAsked
    },
    close: async () => {
      server.close()
      cut(clients)
      if (server.listening) await once(server, 'close')
    },
  }
}

const forbidden = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'

function cut(clients: Set<Socket>): number {
  const number = clients.size
  for (const client of clients) client.resetAndDestroy()
  return number
}

/** A WebSocket always has a connection of its own, so the first request's head tells. Undefined: gone before that. */
function firstBytes(client: Socket): Promise<Buffer | undefined> {
  return new Promise(resolve => {
    let head = Buffer.alloc(0)
    const gone = () => resolve(undefined)
    const take = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk])
      if (!head.includes('\r\n\r\n') && head.length < 64 * 1024) return
      client.off('data', take).off('close', gone).pause()
      resolve(head)
    }
    client.on('data', take).once('close', gone)
  })
}
