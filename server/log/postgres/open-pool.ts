import { Socket } from 'node:net'
import { type ClientBase, Pool } from 'pg'
import { connectionTo, sessionSettings } from './connection.ts'

export interface OpenPool {
  readonly pool: Pool
  /** Resolves soon, whatever the network does. */
  close(): Promise<void>
}

export interface PoolOptions {
  /** The server gives up a statement that takes longer. */
  statementWithinMs: number
  connections: number
}

const idleMs = 60_000
/** For a connection to be made, or to be free: many people may come at once. */
const waitWithinMs = 5000
const partWithinMs = 1000

/** Connections for everything but appends. */
export function openPool(url: string, { statementWithinMs, connections }: PoolOptions): OpenPool {
  const sockets = new Set<Socket>()
  const connect = () => {
    const socket = new Socket()
    sockets.add(socket)
    return socket.once('close', () => sockets.delete(socket))
  }
  const pool = new Pool({
    ...connectionTo(url),
    stream: connect,
    max: connections,
    connectionTimeoutMillis: waitWithinMs,
    idleTimeoutMillis: idleMs,
    onConnect: settle(statementWithinMs),
  })
  // One that breaks while nobody uses it is replaced when it is needed.
  pool.on('error', () => {})
  return {
    pool,
    close: async () => {
      const cutting = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, partWithinMs)
      await pool.end()
      clearTimeout(cutting)
    },
  }
}

/** For a pool's `onConnect`: what is done to a session before anybody uses it. */
export function settle(statementWithinMs: number) {
  return async (client: ClientBase) => {
    // Whoever waits for an answer is told of a broken connection in any case; without this, the process would end of it.
    client.on('error', () => {})
    await client.query(sessionSettings({ statementWithinMs }))
  }
}
