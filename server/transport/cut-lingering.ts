import type { Connection } from './stalled-readers.ts'

const farewellInMs = 3_000

/**
 * Ends the line of a connection that is over. A WebSocket would wait half a minute for the other side to hang up as well, also where that
 * is a client which never said a word, of which there may be thousands.
 */
export function cutLingering({ transport }: Pick<Connection, 'transport'>): void {
  const line = transport.socket?._socket
  if (!line) return
  const cutting = setTimeout(() => line.destroy(), farewellInMs).unref()
  line.once('close', () => clearTimeout(cutting))
}
