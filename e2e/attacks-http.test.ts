import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import buildStaleParts from './support/build.ts'
import { createDocument } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'

let server: TestServer
let id: string
beforeAll(async () => {
  // Without the pages there would be less to climb out of.
  await buildStaleParts()
  server = await startServer({ from: 'build', env: { LOG_LEVEL: 'debug' } })
  id = await createDocument(server.url)
}, 60_000)
afterAll(() => server.stop())

/** Writes bytes as they are, which no HTTP library would, and gives all that comes back. */
async function say(bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1')
  let heard = ''
  socket.setEncoding('latin1').on('data', (piece: string) => {
    heard += piece
  })
  // Who sends more than is read is told so, and cut: that is an answer, too.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(bytes)
  await new Promise(resolve => socket.once('close', resolve))
  return heard
}

const get = (path: string, headers = '') =>
  say(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n${headers}\r\n`)

/** 0: cut before an answer could be heard. */
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)

const climbs = [
  '/../package.json',
  '/../../../../etc/passwd',
  '/assets/../../server/main.js',
  '/assets/../../../package.json',
  '/..%2f..%2fpackage.json',
  '/%2e%2e/%2e%2e/package.json',
  '/%252e%252e/%252e%252e/package.json',
  '/assets/..%5c..%5cserver%5cmain.js',
  '/assets\\..\\..\\server\\main.js',
  '/assets/%00/../../server/main.js',
  '/assets/....//....//server/main.js',
  '/./.././../server/config.js',
  '/d/../../package.json',
  '/d/..%2f..%2f..%2fdata%2fquire.sqlite',
  '//etc/passwd',
  '/quire.sqlite',
  '/.git/config',
  '/.env',
  '/api/../../package.json',
  '/api/documents/..%2f..%2fpackage.json/snapshot',
]

it.each(climbs)('gives nothing of the machine for %s', async path => {
  const answer = await get(path)
  expect([200, 400, 403, 404]).toContain(statusOf(answer))
  expect(answer).not.toMatch(/root:.*:0:0|"name": "quire"|readConfig|SQLite format|\[core\]/)
  // What is served for an address of no file is the app's own page, and that only where a page could be.
  if (statusOf(answer) === 200) expect(answer).toMatch(/<title>Quire/)
})

it.each([
  '//evil.example/%2e%2e',
  '//evil.example/..',
  '/\\evil.example',
  '/d//evil.example',
  '/%2f%2fevil.example/',
  'http://evil.example/d/x',
])('sends nobody to another site for %s', async path => {
  const answer = await get(path)
  expect(answer).not.toMatch(/^location:.*evil/im)
  expect(statusOf(answer)).toBeLessThan(500)
})

it('takes an address for what it is, however it is spelled, and a method for what it is', async () => {
  const overridden = await get(`/api/documents/${id}/snapshot`, 'X-HTTP-Method-Override: DELETE\r\n')
  expect(statusOf(overridden)).toBeLessThan(500)
  const shouted = await fetch(`${server.url}/API/DOCUMENTS`, { method: 'POST' })
  expect(shouted.status).toBe(404)
  for (const path of ['/api/documents%2f', '/api//documents', '/api/documents/']) {
    expect((await fetch(server.url + path, { method: 'POST' })).status, path).toBe(404)
  }
})

it.each([
  ['a request within another, by two lengths', 'Content-Length: 4\r\nContent-Length: 44\r\n'],
  ['a length and a chunked body at once', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n'],
  ['a coding that nobody knows', 'Transfer-Encoding: xchunked\r\n'],
  ['a header folded over two lines', 'X-Fold: a\r\n b\r\n'],
  ['a header with a bare line feed', 'X-Bare: a\nHost: evil.example\r\n'],
  ['a space before the colon', 'Content-Length : 4\r\n'],
])('does not take in %s', async (_, headers) => {
  const smuggled = '0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n'
  const answer = await say(
    `POST /api/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${headers}\r\n${smuggled}`,
  )
  const [, ...further] = answer.matchAll(/HTTP\/1\.1 (\d{3})/g)
  expect(further.map(([, status]) => status).filter(status => status !== '400')).toEqual([])
  expect(answer).not.toContain('smuggled')
})

it.each([
  ['an address of 100 kB', () => get(`/${'a'.repeat(100_000)}`)],
  ['100 kB of headers', () => get('/', `X-Long: ${'a'.repeat(100_000)}\r\n`)],
  ['5,000 headers', () => get('/', Array.from({ length: 5_000 }, (_, i) => `x-${i}: 1\r\n`).join(''))],
  ['10,000 parameters', () => get(`/api/documents?${'ids=a&'.repeat(2_000)}`)],
  ['the name of every prototype as a parameter', () => get('/api/documents?__proto__[a]=1&constructor=2')],
])('answers %s, and lives', async (_, ask) => {
  expect(statusOf(await ask())).toBeLessThan(500)
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
})

it('writes nothing of a query into its journal', async () => {
  const secret = 'a-token-that-must-not-stay'
  await get(`/api/documents?ids=${secret}&code=${secret}`)
  await get(`/auth/callback?code=${secret}&state=${secret}`)
  await get(`/socket.io/?EIO=4&transport=polling&sid=${secret}`)
  expect(server.lines.filter(line => line.includes(secret))).toEqual([])
})

it('is the same process at the end', () => {
  expect(server.exited).toBe(false)
})
