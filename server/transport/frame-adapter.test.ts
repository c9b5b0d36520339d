import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import * as parser from '../../protocol/one-frame-parser.ts'
import { FrameAdapter, webSocketFrame } from './frame-adapter.ts'

const http = createServer()
const server = new Server(http, { parser, adapter: FrameAdapter, allowUpgrades: false })
const clients: Socket[] = []
server.on('connection', socket => void socket.join('room'))

beforeAll(() => new Promise<void>(listening => http.listen(0, '127.0.0.1', listening)))
afterAll(async () => {
  for (const client of clients) client.disconnect()
  await server.close()
})

interface Heard {
  client: Socket
  events: string[]
}

async function connect(transport: 'websocket' | 'polling'): Promise<Heard> {
  const { port } = http.address() as AddressInfo
  const client = io(`http://127.0.0.1:${port}`, { parser, transports: [transport], forceNew: true })
  clients.push(client)
  const events: string[] = []
  client.onAny((event: string, payload: unknown) => {
    const bytes = payload instanceof Uint8Array ? Array.from(payload) : payload
    events.push(`${event} ${JSON.stringify(bytes)}`)
  })
  await new Promise<void>(connected => client.once('connect', connected))
  return { client, events }
}

const frame = (...bytes: number[]) => Uint8Array.from(bytes)

it('says a frame to everybody in the room but the one who is left out, on both transports', async () => {
  const [ann, bob, eve] = [await connect('websocket'), await connect('polling'), await connect('websocket')]
  server
    .to('room')
    .except(eve.client.id ?? '')
    .emit('updates', frame(1, 2))
  server.to('room').emit('head', frame(3))
  await Promise.all([ann, bob, eve].map(({ client }) => new Promise(heard => client.once('head', heard))))
  expect(ann.events).toEqual(['updates [1,2]', 'head [3]'])
  expect(bob.events).toEqual(['updates [1,2]', 'head [3]'])
  expect(eve.events).toEqual(['head [3]'])
})

it('keeps the order, and the parts of a packet with attachments together, whatever else is said meanwhile', async () => {
  const { client, events } = await connect('websocket')
  const socket = server.sockets.sockets.get(client.id ?? '')
  for (let i = 0; i < 50; i++) {
    server.to('room').emit('updates', frame(i, 1))
    socket?.emit('opened', { vector: Buffer.of(i), tail: Buffer.of(i) })
    server.to('room').emit('updates', frame(i, 2))
  }
  server.to('room').emit('head', frame(9))
  await new Promise(heard => client.once('head', heard))
  const expected = Array.from({ length: 50 }, (_, i) => [
    `updates [${i},1]`,
    'opened',
    `updates [${i},2]`,
  ]).flat()
  expect(events.map(event => (event.startsWith('opened') ? 'opened' : event))).toEqual([
    ...expected,
    'head [9]',
  ])
})

it('takes the short way to a WebSocket that is ready', async () => {
  const { client } = await connect('websocket')
  const conn = server.sockets.sockets.get(client.id ?? '')?.conn
  let queued = 0
  conn?.on('packetCreate', () => queued++)
  server.to('room').emit('updates', frame(5))
  await new Promise(heard => client.once('updates', heard))
  expect(queued).toBe(0)
})

it.each([0, 1, 125, 126, 65_535, 65_536, 300_000])('frames %i bytes as ws reads them', async size => {
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(wss, 'listening')
  const reader = new WebSocket(`ws://127.0.0.1:${(wss.address() as AddressInfo).port}`)
  const [connection] = await once(wss, 'connection')
  connection._socket.write(webSocketFrame(new Uint8Array(size).fill(7)))
  const [message, isBinary] = await once(reader, 'message')
  expect(isBinary).toBe(true)
  expect(message.equals(Buffer.alloc(size, 7))).toBe(true)
  reader.terminate()
  wss.close()
})
