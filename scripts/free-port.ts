import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A port of 127.0.0.1 that nobody listens on.
 * It lies below the range from which systems take outgoing ports: there, a client that knocks again and again at the
 * port of a server that is away is at last given that very port, connects to itself, and the server cannot come back.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false // taken, or not ours to take
  }
  server.close()
  await once(server, 'close')
  return true
}
