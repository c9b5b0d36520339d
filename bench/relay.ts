// npm run bench:relay [-- --rounds 3 --seconds 10 --people 10]: what it costs that a poll lands on a node that does not hold its
// session. Two nodes, Postgres and Redis; three ways to them in turns, each through the same balancer.
import { parseArgs } from 'node:util'
import * as Y from 'yjs'
import { QuireProvider } from '../client/sync/index.ts'
import { startPostgres } from '../e2e/support/postgres.ts'
import { createDocument } from '../e2e/support/raw-client.ts'
import { startRedis } from '../e2e/support/redis.ts'
import { startServer } from '../e2e/support/start-server.ts'
import { buildForBench } from './build.ts'
import { cpuSeconds } from './process-stats.ts'
import { median, percentile, sum } from './statistics.ts'
import { openSwitch } from './switch.ts'
import { digits, table, verdict } from './table.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    people: { type: 'string', default: '10' },
  },
})
/** Characters that each person types. */
const perSecond = 5
/** Typed before the measuring begins: V8 compiles what runs often. */
const warmUpSeconds = 3

interface Way {
  label: string
  transport: 'websocket' | 'polling'
  url: string
}

interface Measurement {
  latencies: number[]
  /** Of the node that holds the sessions, of the other one, and of Redis. */
  cpu: { owner: number; other: number; redis: number }
}

await buildForBench('server')
const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
const env = { DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url }
const [owner, other] = await Promise.all([
  startServer({ from: 'build', env }),
  startServer({ from: 'build', env }),
])
const line = await openSwitch({ owner: owner.port, other: other.port })
const ways: Way[] = [
  { label: 'polling, right node', transport: 'polling', url: line.straight },
  { label: 'polling, wrong node', transport: 'polling', url: line.astray },
  { label: 'WebSocket', transport: 'websocket', url: line.straight },
]
const measured = new Map<Way, Measurement[]>(ways.map(way => [way, []]))
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const way of ways) measured.get(way)?.push(await measure(way))
  }
  report()
} finally {
  await Promise.all([owner.stop(), other.stop(), line.stop()])
  await Promise.all([postgres.stop(), redis.stop()])
}

async function measure({ url, transport }: Way): Promise<Measurement> {
  const people = await Promise.all(
    Array.from({ length: Number(values.people) }, async () => {
      // A document of one's own: nobody waits for what others write.
      const documentId = await createDocument(url)
      const doc = new Y.Doc()
      const provider = new QuireProvider({ url, documentId, doc, offline: false, transports: [transport] })
      await provider.whenSynced
      return provider
    }),
  )
  await typeAll(people, warmUpSeconds)
  const before = cpuNow()
  const latencies = await typeAll(people, Number(values.seconds))
  const after = cpuNow()
  await Promise.all(people.map(provider => provider.destroy()))
  return {
    latencies,
    cpu: {
      owner: after.owner - before.owner,
      other: after.other - before.other,
      redis: after.redis - before.redis,
    },
  }
}

function cpuNow(): Measurement['cpu'] {
  return { owner: cpuSeconds(owner.pid), other: cpuSeconds(other.pid), redis: cpuSeconds(redis.pid) }
}

async function typeAll(people: readonly QuireProvider[], seconds: number): Promise<number[]> {
  const typed = people.map((provider, i) => type(provider, { seconds, phase: i / people.length }))
  return (await Promise.all(typed)).flat()
}

/** Types evenly for a while; gives how long each character took to be acknowledged, in milliseconds. */
function type(
  provider: QuireProvider,
  { seconds, phase }: { seconds: number; phase: number },
): Promise<number[]> {
  const text = provider.doc.getText('text')
  const intervalInMs = 1000 / perSecond
  const begin = performance.now() + phase * intervalInMs
  const strike = async (nth: number) => {
    await new Promise(resolve =>
      setTimeout(resolve, Math.max(0, begin + nth * intervalInMs - performance.now())),
    )
    const at = performance.now()
    text.insert(text.length, 'x')
    await provider.whenSaved()
    return performance.now() - at
  }
  return Promise.all(Array.from({ length: seconds * perSecond }, (_, nth) => strike(nth)))
}

function report(): void {
  const rows = ways.map(way => {
    const rounds = measured.get(way) ?? []
    const quantile = (share: number) =>
      median(rounds.map(({ latencies }) => percentile(Float64Array.from(latencies).sort(), share)))
    const edits = sum(rounds.map(({ latencies }) => latencies.length))
    const cpu = (part: keyof Measurement['cpu']) => (sum(rounds.map(each => each.cpu[part])) / edits) * 1000
    return {
      way,
      p50: quantile(0.5),
      p99: quantile(0.99),
      owner: cpu('owner'),
      other: cpu('other'),
      redis: cpu('redis'),
    }
  })
  const [right, wrong] = rows
  if (!right || !wrong) throw new Error('unreachable')
  const cells = rows.map(({ way, ...row }) => [
    way.label,
    digits(row.p50),
    digits(row.p99),
    digits(row.owner),
    digits(row.other),
    digits(row.redis),
  ])
  console.log(
    `${values.people} people, ${perSecond} edits a second each; medians of ${values.rounds} rounds of ${values.seconds} s`,
  )
  console.log(
    'an edit, from the keystroke to its acknowledgement, and the CPU that it took, in milliseconds\n',
  )
  console.log(table([['', 'median', 'p99', 'its node', 'other node', 'Redis'], ...cells]))
  const ratio = wrong.p50 / right.p50
  const cost = (row: typeof right) => row.owner + row.other + row.redis
  console.log(
    `\nwrong node against right one: ${digits(ratio)} × in the median, target < 2 × ${verdict(ratio, 2)}`,
  )
  console.log(
    `of the CPU of an edit by the wrong node, relaying is ${digits((1 - cost(right) / cost(wrong)) * 100)} %`,
  )
}
