import { setTimeout as delay } from 'node:timers/promises'
import type { Uploads } from './files/uploads.ts'
import type { Connections } from './http/connections.ts'
import type { Feeds } from './sync/feeds/feeds.ts'
import type { SocketServer } from './transport/socket-server.ts'

/** Clients move at random moments of this time. */
const handOverWithinInMs = 4_000
/** Who has not gone this much later does not want to. On a machine that is busy, a move takes a client its time. */
const lateInMs = 4_000
/** A balancer has noticed that the node is not ready when it sends nobody any more. It may need as long as `app.yaml` gives it;
 *  App Engine ends a process 30 s after SIGTERM at the latest. */
const quietInMs = 1_500
const longestInMs = 11_000

/** Those who follow by HTTP ask again by themselves. */
const feedsWithinInMs = 1_500

interface Serving {
  sockets: SocketServer
  feeds: Feeds
  uploads: Pick<Uploads, 'drain' | 'open'>
  connections: Connections
}

/** Sends everybody to other nodes while this one still serves. Resolves when nobody is left and nobody comes any more, or in time. */
export async function drain({ sockets, feeds, uploads, connections }: Serving): Promise<void> {
  const began = performance.now()
  const passed = () => performance.now() - began
  const isEmpty = () =>
    (sockets.population === 0 && feeds.size === 0 && uploads.open === 0) ||
    passed() > handOverWithinInMs + lateInMs
  const isQuiet = () => Math.min(connections.quietForInMs, passed()) > quietInMs
  sockets.drain(handOverWithinInMs)
  feeds.drain(feedsWithinInMs)
  uploads.drain()
  while (passed() < longestInMs && !(isEmpty() && isQuiet())) await delay(50)
}
