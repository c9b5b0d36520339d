import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts'
import { until } from './until.ts'

let echo: Server
let proxy: TcpProxy
const opened: Socket[] = []

beforeEach(async () => {
  echo = createServer(socket => socket.on('error', () => socket.destroy()).pipe(socket)).listen(
    0,
    '127.0.0.1',
  )
  await once(echo, 'listening')
  proxy = await openTcpProxy(echo.address() as { port: number })
})
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy()
  await proxy.close()
  echo.close()
})

const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const upgrade = 'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'

/** Sends at once, and keeps what comes back. */
function open(words: string) {
  const socket = connect(proxy.port, '127.0.0.1')
  opened.push(socket)
  const line = { socket, heard: '', closed: false }
  socket.on('data', chunk => {
    line.heard += chunk
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    line.closed = true
  })
  socket.write(words)
  return line
}

it('passes everything, both ways and in order', async () => {
  const line = open(request)
  const words = Array.from({ length: 20_000 }, (_, i) => `${i} `).join('')
  line.socket.write(words)
  await until(() => line.heard === request + words, 'the echo')
})

it('refuses', async () => {
  proxy.mode = 'refuse'
  const line = open(request)
  await until(() => line.closed, 'the end')
  expect(line.heard).toBe('')
})

it('swallows: accepted, never answered, never ended', async () => {
  const old = open(request)
  await until(() => old.heard === request, 'the echo')
  proxy.mode = 'swallow'
  const line = open(request)
  await once(line.socket, 'connect')
  old.socket.write('still here')
  await until(() => old.heard.endsWith('still here'), 'the echo on the older connection')
  expect(line).toMatchObject({ heard: '', closed: false })
})

it('refuses WebSockets alone', async () => {
  proxy.mode = 'refuse-websocket'
  const [plain, socket] = [open(request), open(upgrade)]
  await until(() => plain.heard === request, 'the echo')
  await until(() => socket.closed, 'the end')
  expect(socket.heard).toMatch(/^HTTP\/1.1 403 /)
  expect(proxy.webSocketsAsked).toBe(1)
})

it('swallows WebSockets alone', async () => {
  proxy.mode = 'swallow-websocket'
  const socket = open(upgrade)
  await until(() => proxy.webSocketsAsked === 1, 'the WebSocket')
  const plain = open(request)
  await until(() => plain.heard === request, 'the echo')
  expect(socket).toMatchObject({ heard: '', closed: false })
})

it('freezes, and thaws without losing a byte', async () => {
  const line = open(request)
  await until(() => line.heard === request, 'the echo')
  proxy.mode = 'freeze'
  line.socket.write('words')
  const later = open(request)
  await once(later.socket, 'connect')
  proxy.mode = 'pass'
  await until(() => line.heard === `${request}words` && later.heard === request, 'both echoes')
})

it('cuts everything at once', async () => {
  const lines = [open(request), open(request), open(request)]
  await until(() => lines.every(line => line.heard === request), 'the echoes')
  expect(proxy.cut()).toBe(3)
  await until(() => lines.every(line => line.closed), 'the ends')
})

it('takes the time that the line takes', async () => {
  proxy.shape({ latencyInMs: 100 })
  let startedAt = performance.now()
  const far = open(request)
  await until(() => far.heard === request, 'the echo')
  expect(performance.now() - startedAt).toBeGreaterThan(199)

  proxy.shape({ bytesPerSecond: 100_000 })
  startedAt = performance.now()
  const words = 'x'.repeat(30_000)
  const narrow = open(request + words)
  await until(() => narrow.heard === request + words, 'the echo')
  expect(performance.now() - startedAt).toBeGreaterThan(299)
})

it('ends what the server ends', async () => {
  const line = open(request)
  await until(() => line.heard === request, 'the echo')
  line.socket.end()
  await until(() => line.closed, 'the end')
})

it('brings what the server said before it ended, however long the line', async () => {
  proxy.shape({ latencyInMs: 50 })
  const line = open(request)
  line.socket.end()
  await until(() => line.closed, 'the end')
  expect(line.heard).toBe(request)
})

it('passes what is no HTTP, when it is told so', async () => {
  const line = await openTcpProxy({ ...(echo.address() as { port: number }), anyProtocol: true })
  const socket = connect(line.port, '127.0.0.1')
  opened.push(socket)
  let heard = ''
  socket.on('data', chunk => {
    heard += chunk
  })
  socket.write('PING\r\n')
  await until(() => heard === 'PING\r\n', 'the echo')
  line.mode = 'freeze'
  socket.write('once more')
  line.mode = 'pass'
  await until(() => heard === 'PING\r\nonce more', 'the rest')
  await line.close()
})
