import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { onTestFinished, vi } from 'vitest'
import { type Redis as RedisServer, startRedis } from '../../../../e2e/support/redis.ts'
import { until } from '../../../../e2e/support/until.ts'
import { openNodes } from '../../nodes.ts'
import { openRedis } from '../../redis.ts'
import { openRelay, type RelayLimits } from '../relay.ts'

export const maxBodyBytes = 20_000

export type TestNode = Awaited<ReturnType<typeof openNode>>

interface Options {
  limits?: Partial<RelayLimits>
  pingInterval?: number
}

/** Two nodes of one service in this process, each with a port and lines of its own to a Redis that is real. */
export async function openTwoNodes(options: Options = {}) {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  return { redis, a: await openNode(redis, options), b: await openNode(redis, options) }
}

/** Echoes what it hears, and lets in whom Quire lets in. */
async function openNode({ url }: RedisServer, { limits = {}, pingInterval = 20_000 }: Options) {
  const http = createServer((_request, response) => response.writeHead(404).end())
  const options = { maxHttpBufferSize: maxBodyBytes, allowUpgrades: false, httpCompression: false }
  const io = new Server(http, { ...options, pingInterval })
  io.engine.use((request: { headers: { origin?: string } }, _response: unknown, next: (no?: Error) => void) =>
    next(request.headers.origin === 'http://evil.example' ? new Error('another origin') : undefined),
  )
  io.on('connection', socket => socket.on('echo', said => socket.emit('echo', said)))
  const journal = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const redis = openRedis(url, journal)
  const nodes = openNodes(redis)
  const relay = openRelay(io.engine, { redis, nodes, journal, limits })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  await until(() => relay.isUp, 'the node to hear the others')
  const { port } = http.address() as AddressInfo
  const close = async () => {
    await io.close()
    await relay.close()
    await nodes.close()
    redis.close()
  }
  onTestFinished(async () => {
    http.closeAllConnections()
    await close()
  })
  return { port, io, relay, nodes, redis, journal, close }
}

export const sessions = ({ io }: TestNode): number => io.engine.clientsCount

export function heldPolls({ io }: TestNode): number {
  const held: Record<string, { transport: { writable: boolean } }> = Reflect.get(io.engine, 'clients')
  return Object.values(held).filter(({ transport }) => transport.writable).length
}
