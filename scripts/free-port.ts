import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the range from which systems take outgoing ports: there, a client that knocks again and again at the port of a server
 *  that is away is at last given that very port, connects to itself, and the server cannot come back. */
const firstPort = 20_000
const lanes = 12
const portsPerLane = 1_000

/** Test processes that run beside each other know which one of them they are; each has ports of its own. */
const lane = Number(process.env.VITEST_POOL_ID ?? process.env.TEST_PARALLEL_INDEX ?? 0) % lanes
let tried = Math.floor(Math.random() * portsPerLane)

/**
 * A port of 127.0.0.1 that nobody listens on. It is not given again until all others were: whoever takes it may take a moment to listen,
 * and may be killed and come back.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + lane * portsPerLane + (tried++ % portsPerLane)
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
