// node bench/fan-out.ts: what it costs to carry an update from node to node through a real Redis, and what becomes of it while
// Redis is away: by channels of our own (server/transport/fan-out.ts), and by Socket.IO's sharded and streams adapters.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startRedis } from '../e2e/support/redis.ts'
import type { Order, Report } from './fan-out-node.ts'
import { ways } from './fan-out-ways.ts'
import { percentile } from './statistics.ts'
import { digits, table } from './table.ts'

const calm = { do: 'speak', frames: 300, together: 1, pauseInMs: 3 } as const
/** As many in one turn as documents that were committed together. */
const load = { do: 'speak', frames: 10_000, together: 20, pauseInMs: 2 } as const
/** For three seconds; Redis is away in the middle one. */
const outage = { do: 'speak', frames: 300, together: 1, pauseInMs: 10 } as const
/** What is not there by then is not on its way any more. */
const tailInMs = 500
const outageTailInMs = 3_000

type Redis = Awaited<ReturnType<typeof startRedis>>

class Node {
  readonly #process: ChildProcess

  private constructor(process: ChildProcess) {
    this.#process = process
  }

  static async start(way: string, role: string, { url }: Redis): Promise<Node> {
    const child = fork(join(import.meta.dirname, 'fan-out-node.ts'), [way, role, url])
    await once(child, 'message')
    return new Node(child)
  }

  async tell(order: Order): Promise<unknown> {
    const answer = once(this.#process, 'message')
    this.#process.send(order)
    return (await answer)[0]
  }

  async report(): Promise<Report> {
    return (await this.tell({ do: 'report' })) as Report
  }

  end(): void {
    this.#process.kill('SIGKILL')
  }
}

async function cpuOf(redis: Redis): Promise<number> {
  const answer = await redis.ask('INFO cpu')
  const parts = ['user', 'sys'].map(kind => new RegExp(`used_cpu_${kind}:([\\d.]+)`).exec(answer)?.[1])
  return parts.reduce((sum, part) => sum + Number(part) * 1_000_000, 0)
}

interface Costs {
  /** CPU, microseconds for each frame. */
  speaker: number
  listener: number
  /** A node that has another document open. */
  bystander: number
  redis: number
  /** Milliseconds, one frame at a time. */
  median: number
  p99: number
  /** Frames that never came, and the slowest of those that came, while Redis was away for a second. */
  lost: number
  latest: number
  /** The same for clients of the node that said them. */
  ownLost: number
  ownLatest: number
}

async function measure(way: string): Promise<Costs> {
  const redis = await startRedis()
  const start = (role: string) => Node.start(way, role, redis)
  const [speaker, listener, bystander] = await Promise.all([
    start('speaker'),
    start('listener'),
    start('bystander'),
  ])
  const nodes = [speaker, listener, bystander] as const
  const reports = async () => {
    const [one, other, third] = await Promise.all(nodes.map(node => node.report()))
    if (!one || !other || !third) throw new Error('unreachable')
    return { speaker: one, listener: other, bystander: third }
  }
  try {
    // Each has subscribed, and has run its code once.
    await speaker.tell({ ...load, frames: 500 })
    await delay(tailInMs)
    await reports()

    await speaker.tell(calm)
    await delay(tailInMs)
    const delays = Float64Array.from((await reports()).listener.delaysInMs)

    const before = await cpuOf(redis)
    await speaker.tell(load)
    await delay(tailInMs)
    const inRedis = (await cpuOf(redis)) - before
    const loaded = await reports()
    if (loaded.listener.delaysInMs.length !== load.frames)
      throw new Error(`${way} lost frames with Redis there`)

    const speaking = speaker.tell(outage)
    await delay(1_000)
    await redis.kill()
    await delay(1_000)
    await redis.restart()
    await speaking
    await delay(outageTailInMs)
    const away = await reports()
    return {
      speaker: loaded.speaker.cpuInUs / load.frames,
      listener: loaded.listener.cpuInUs / load.frames,
      bystander: loaded.bystander.cpuInUs / load.frames,
      redis: inRedis / load.frames,
      median: percentile(delays, 0.5),
      p99: percentile(delays, 0.99),
      lost: outage.frames - away.listener.delaysInMs.length,
      latest: away.listener.delaysInMs.at(-1) ?? Number.NaN,
      ownLost: outage.frames - away.speaker.delaysInMs.length,
      ownLatest: away.speaker.delaysInMs.at(-1) ?? Number.NaN,
    }
  } finally {
    for (const node of nodes) node.end()
    await redis.stop()
  }
}

const heading = ['', 'publish', 'hear', 'no concern', 'Redis', 'median ms', 'p99 ms']
const outageHeading = ['Redis away for 1 s', 'lost', 'latest ms', 'own lost', 'own latest ms']
const costs: [string, Costs][] = []
for (const way of Object.keys(ways)) costs.push([way, await measure(way)])
const cpuRows = costs.map(([way, each]) => [
  way,
  ...[each.speaker, each.listener, each.bystander, each.redis, each.median, each.p99].map(digits),
])
const outageRows = costs.map(([way, each]) => [
  way,
  ...[String(each.lost), digits(each.latest), String(each.ownLost), digits(each.ownLatest)],
])
console.log(`CPU in µs for each of ${load.frames} frames; from node to node, one frame at a time`)
console.log(table([heading, ...cpuRows]))
console.log(`\nOf ${outage.frames} frames in 3 s`)
console.log(table([outageHeading, ...outageRows]))
