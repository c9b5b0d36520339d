import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { type Socket as Client, io } from 'socket.io-client'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import * as parser from '../../protocol/one-frame-parser.ts'
import { type HeardClient, hearFrames } from './frame-ear.ts'

const http = createServer()
const server = new Server(http, { parser, allowUpgrades: false })
const clients: Client[] = []
let heard: string[] = []

beforeAll(() => new Promise<void>(listening => http.listen(0, '127.0.0.1', listening)))
beforeEach(() => {
  heard = []
})
afterAll(async () => {
  for (const client of clients) client.disconnect()
  await server.close()
})

server.on('connection', socket => {
  const passed: unknown = socket.client
  const ears = { update: (frame: Uint8Array) => heard.push(`short ${[...frame]}`) }
  socket.on('disconnect', hearFrames(passed as HeardClient, ears))
  socket.onAny((event: string, payload: unknown) => {
    heard.push(`long ${event} ${payload instanceof Uint8Array ? [...payload] : JSON.stringify(payload)}`)
  })
  socket.on('done', (answer: () => void) => answer())
})

async function connect(transport: 'websocket' | 'polling'): Promise<{ client: Client; socket: Socket }> {
  const { port } = http.address() as AddressInfo
  const client = io(`http://127.0.0.1:${port}`, { parser, transports: [transport], forceNew: true })
  clients.push(client)
  await once(client as never, 'connect')
  const socket = server.sockets.sockets.get(client.id ?? '')
  if (socket === undefined) throw new Error('the server does not know the client')
  return { client, socket }
}

const frame = (...bytes: number[]) => Uint8Array.from(bytes)
const withoutDone = () => heard.filter(each => !each.includes('done'))

it('hears frames of a WebSocket by the short way, and all else by the long one', async () => {
  const { client } = await connect('websocket')
  client.emit('update', frame(1, 2))
  client.emit('awareness', frame(3))
  client.emit('open', { documentId: 'x' })
  await client.emitWithAck('done')
  expect(withoutDone()).toEqual(['short 1,2', 'long awareness 3', 'long open {"documentId":"x"}'])
})

it('leaves a frame to Engine.IO while that waits for a sign of life', async () => {
  const { client, socket } = await connect('websocket')
  const waitForPong: unknown = Reflect.get(socket.conn, 'resetPingTimeout')
  if (typeof waitForPong !== 'function')
    throw new Error('engine.io changed: it has no resetPingTimeout any more')
  waitForPong.call(socket.conn)
  client.emit('update', frame(7))
  await client.emitWithAck('done')
  expect(withoutDone()).toEqual(['long update 7'])
})

it('hears frames over long-polling, too', async () => {
  const { client } = await connect('polling')
  client.emit('update', frame(4))
  await client.emitWithAck('done')
  expect(withoutDone()).toEqual(['long update 4'])
})

it('leaves to a packet the attachments that belong to it, though they look like frames', async () => {
  const { client } = await connect('websocket')
  client.emit('open', { bytes: frame(0, 9) })
  await client.emitWithAck('done')
  expect(withoutDone().some(each => each.startsWith('short'))).toBe(false)
})

it('lets Socket.IO cut who has left and still sends frames', async () => {
  const { client, socket } = await connect('websocket')
  const closed = once(socket.conn as never, 'close')
  const left = once(socket as never, 'disconnect')
  // Its own `disconnect` would end the connection, too.
  client.io.engine.write('1')
  await left
  heard = []
  client.io.engine.write(Buffer.of(0, 5))
  await closed
  expect(heard).toEqual([])
})
