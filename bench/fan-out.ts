// node bench/fan-out.ts: what it costs to carry one update from node to node through a real Redis, by Socket.IO's sharded adapter
// and by our own channels (server/transport/fan-out.ts). CPU of each process, in microseconds for each message.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createShardedAdapter } from '@socket.io/redis-adapter'
import { createClient } from 'redis'
import { Server } from 'socket.io'
import { startRedis } from '../e2e/support/redis.ts'
import { openFanOut } from '../server/transport/fan-out.ts'
import { openNodes } from '../server/transport/nodes.ts'
import { openRedis } from '../server/transport/redis.ts'

const messages = 20_000
/** As many in one turn of the event loop as documents that were committed together. */
const together = 20
/** A `updates` frame with one character. */
const frame = new Uint8Array(60).fill(7)
const room = 'document-1'

type Role = 'speaker' | 'listener'
interface Way {
  speak(): unknown
}

const ways: Record<string, (url: string, hear: () => void) => Promise<Way>> = {
  "Socket.IO's sharded adapter": async (url, hear) => {
    const [publisher, subscriber] = [createClient({ url }), createClient({ url })]
    await Promise.all([publisher.connect(), subscriber.connect()])
    const io = new Server(createServer(), { adapter: createShardedAdapter(publisher, subscriber) as never })
    const { adapter } = io.of('/')
    // A member in name: what is heard is written to nobody.
    adapter.addAll('somebody', new Set([room]))
    const onMessage = Reflect.get(adapter, 'onMessage').bind(adapter)
    Reflect.set(adapter, 'onMessage', (message: unknown) => {
      onMessage(message)
      hear()
    })
    return { speak: () => io.to(room).emit('updates', frame) }
  },
  'channels of our own': async (url, hear) => {
    const redis = openRedis(url, { info: console.info, warn: console.warn, error: console.error })
    const channel = openFanOut({ redis, nodes: openNodes(redis) }).enter(room, hear)
    await channel.active
    return { speak: () => channel.tell(frame) }
  },
}

/** A node of its own; says how much CPU its part took. */
async function takePart(way: string, role: Role, url: string): Promise<void> {
  let heard = 0
  let before = process.cpuUsage()
  const done = () => {
    const { user, system } = process.cpuUsage(before)
    process.send?.((user + system) / messages)
  }
  const { speak } = (await ways[way]?.(url, () => {
    if (++heard === messages && role === 'listener') done()
  })) ?? { speak: () => {} }
  process.send?.('ready')
  await once(process, 'message')
  before = process.cpuUsage()
  if (role === 'listener') return
  for (let said = 0; said < messages; said += together) {
    for (let i = 0; i < together; i++) speak()
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  done()
}

async function measure(way: string): Promise<void> {
  const redis = await startRedis()
  const used = async () => {
    const answer = await redis.ask('INFO cpu')
    const [user, system] = ['user', 'sys'].map(kind =>
      Number(new RegExp(`used_cpu_${kind}:([\\d.]+)`).exec(answer)?.[1]),
    )
    return (user ?? 0) + (system ?? 0)
  }
  const parts = (['listener', 'speaker'] as const).map(role =>
    fork(import.meta.filename, [way, role, redis.url]),
  )
  await Promise.all(parts.map(part => once(part, 'message')))
  const before = await used()
  const finished = parts.map(part => once(part, 'message'))
  for (const part of parts) part.send('go')
  const [listener, speaker] = await Promise.all(finished.map(async end => Number((await end)[0])))
  const inRedis = ((await used()) - before) * (1_000_000 / messages)
  const round = (n: number | undefined) => String(Math.round(n ?? 0)).padStart(4)
  console.log(
    `${way.padEnd(30)} speaker ${round(speaker)}   listener ${round(listener)}   Redis ${round(inRedis)}   µs/message`,
  )
  for (const part of parts) part.kill()
  await redis.stop()
}

const [, , way, role, url] = process.argv
if (way !== undefined && url !== undefined)
  await takePart(way, role === 'speaker' ? 'speaker' : 'listener', url)
else for (let run = 0; run < 2; run++) for (const each of Object.keys(ways)) await measure(each)
