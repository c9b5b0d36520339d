import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { readSnapshot, type SnapshotOptions } from './snapshot.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const words = new TextEncoder().encode('words')
const zipped = gzipSync(words)

/** A node that has been asked for a snapshot, and leaves it to the test to answer. */
async function asked(
  signal = new AbortController().signal,
  more: Pick<SnapshotOptions, 'headers' | 'linkKey'> = {},
) {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  const base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const request = once(server, 'request')
  const snapshot = readSnapshot({ seq: 1, href: '/snapshot', size: zipped.length }, { base, signal, ...more })
  snapshot.catch(() => {})
  const [{ headers }, response] = (await request) as [IncomingMessage, ServerResponse]
  return { snapshot, response, headers }
}

it('is read however long it takes, as long as some of it comes', async () => {
  const { snapshot, response } = await asked()
  for (const byte of zipped) {
    await new Promise(written => response.write(Buffer.of(byte), written))
    // The reader is in this process: by then it has got it.
    for (let turn = 0; turn < 5; turn++) await nextTurn()
    await vi.advanceTimersByTimeAsync(5_000)
  }
  response.end()
  expect(await snapshot).toEqual(words)
})

it.each([0, 10])('is given up when nothing comes any more after %i bytes', async bytes => {
  const { snapshot, response } = await asked()
  if (bytes > 0) response.write(zipped.subarray(0, bytes))
  await vi.advanceTimersByTimeAsync(30_000)
  await expect(snapshot).rejects.toThrow('nothing came')
})

it('is given up when nobody wants it any more', async () => {
  const leaving = new AbortController()
  const { snapshot } = await asked(leaving.signal)
  leaving.abort()
  await expect(snapshot).rejects.toThrow('aborted')
  expect(vi.getTimerCount()).toBe(0)
})

it('is asked for with what a program shows of itself, of its own server alone', async () => {
  const leaving = new AbortController()
  const { headers } = await asked(leaving.signal, {
    headers: async () => ({ cookie: 'quire=ann' }),
    linkKey: 'key',
  })
  leaving.abort()
  expect(headers).toMatchObject({ cookie: 'quire=ann', 'x-quire-link': 'key' })
  const elsewhere = readSnapshot(
    { seq: 1, href: 'http://elsewhere.example/snapshot', size: 1 },
    { base: new URL('http://127.0.0.1/'), signal: new AbortController().signal },
  )
  await expect(elsewhere).rejects.toThrow('not of this server')
})
