import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { ask, textOf } from './ask.ts'

/** Answers before it has what it is sent, and takes no more of it. */
async function refusing() {
  const lines: Socket[] = []
  const server = createServer(line => {
    lines.push(line.on('error', () => {}))
    line.once('data', () => line.pause().write('HTTP/1.1 503 Slow Down\r\nContent-Length: 4\r\n\r\nslow'))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    for (const line of lines) line.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: new URL(`http://127.0.0.1:${port}/a`), lines }
}

it('gives up the rest of a body, and its connection, that was refused before it had gone out', async () => {
  const { url, lines } = await refusing()
  const body = [Buffer.alloc(32 * 1024 * 1024)]
  const answer = await ask({ method: 'PUT', url, headers: {}, body, withinMs: 5_000 })
  expect([answer.statusCode, await textOf(answer, 5_000)]).toEqual([503, 'slow'])
  // What is left in the lines comes to its end, long before that of the body.
  const [line] = lines
  line?.resume()
  await expect.poll(() => line?.closed, { timeout: 5_000 }).toBe(true)
  expect(line?.bytesRead).toBeLessThan(32 * 1024 * 1024)
})
