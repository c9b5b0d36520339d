import { createServer } from 'node:http'
import { createShardedAdapter } from '@socket.io/redis-adapter'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { createClient } from 'redis'
import { Server } from 'socket.io'
import { openFanOut } from '../server/transport/fan-out.ts'
import { openNodes } from '../server/transport/nodes.ts'
import { openRedis } from '../server/transport/redis.ts'

/** A node that says frames to whoever has a document open. */
export interface Way {
  speak(frame: Uint8Array): void
}

export interface WayOptions {
  url: string
  /** Whether this node has the document open. */
  isOpen: boolean
  /** A frame, of this node or another, is being written to this node's clients. */
  write: (frame: Uint8Array) => void
}

export type Open = (options: WayOptions) => Promise<Way>

const room = 'document-1'

export const ways: Record<string, Open> = {
  'channels of our own': async ({ url, isOpen, write }) => {
    const redis = openRedis(url, { info: () => {}, warn: () => {}, error: console.error })
    const fanOut = openFanOut({ redis, nodes: openNodes(redis) })
    if (!isOpen) return { speak: () => {} }
    const channel = fanOut.enter(room, write)
    await channel.active
    const speak = (frame: Uint8Array) => {
      void channel.tell(frame)
      write(frame)
    }
    return { speak }
  },
  "Socket.IO's sharded adapter": async options => {
    const [publisher, subscriber] = [await client(options.url), await client(options.url)]
    return through(createShardedAdapter(publisher, subscriber), options)
  },
  "Socket.IO's streams adapter": async options => through(createAdapter(await client(options.url)), options),
}

async function client(url: string) {
  const client = createClient({ url })
  client.on('error', () => {
    // It comes back by itself.
  })
  await client.connect()
  return client
}

/** Private to Socket.IO's types: what it asks of a socket when it writes to a room. */
interface Member {
  client: { writeToEngine(packets: (string | Uint8Array)[]): void }
}

function through(adapter: unknown, { isOpen, write }: WayOptions): Way {
  const io = new Server(createServer(), { adapter: adapter as never })
  const namespace = io.of('/')
  const member: Member = {
    client: {
      writeToEngine: ([, frame]) => {
        if (frame instanceof Uint8Array) write(frame)
      },
    },
  }
  namespace.sockets.set('somebody', member as never)
  if (isOpen) namespace.adapter.addAll('somebody', new Set([room]))
  return { speak: frame => void io.to(room).emit('updates', frame) }
}
