import { setTimeout as delay } from 'node:timers/promises'
import type { Connections } from './http/connections.ts'
import type { SocketServer } from './transport/socket-server.ts'

/** Clients move at random moments of this time. */
const handOverWithinInMs = 4_000
/** Who has not gone this much later does not want to. On a machine that is busy, a move takes a client its time. */
const lateInMs = 4_000
/** A balancer has noticed that the node is not ready when it sends nobody any more. It may need as long as `app.yaml` gives it;
 *  App Engine ends a process 30 s after SIGTERM at the latest. */
const quietInMs = 1_500
const longestInMs = 11_000

/** Sends everybody to other nodes while this one still serves. Resolves when nobody is left and nobody comes any more, or in time. */
export async function drain(sockets: SocketServer, connections: Connections): Promise<void> {
  const began = performance.now()
  const passed = () => performance.now() - began
  const isEmpty = () => sockets.population === 0 || passed() > handOverWithinInMs + lateInMs
  const isQuiet = () => Math.min(connections.quietForInMs, passed()) > quietInMs
  sockets.drain(handOverWithinInMs)
  while (passed() < longestInMs && !(isEmpty() && isQuiet())) await delay(50)
}
