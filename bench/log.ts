// node bench/log.ts: what the log costs, on this machine's disk. One line for each measurement.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { startPostgres } from '../e2e/support/postgres.ts'
import type { Log } from '../server/log/log.ts'
import { openPostgresLog } from '../server/log/postgres-log.ts'
import { openSqliteLog } from '../server/log/sqlite-log.ts'

/** A character typed into a long document. */
const updateBytes = 30
const secondsAtRate = Number(process.env.BENCH_SECONDS ?? 5)

const failed = (error: Error) => {
  throw error
}

/** Opens a log for one measurement, and gives what removes it. */
type OpenStore = (paceMs: number | undefined) => Promise<{ log: Log; remove: () => Promise<void> }>

const stores: Record<string, () => Promise<OpenStore>> = {
  SQLite: async () => async paceMs => {
    const folder = mkdtempSync(join(tmpdir(), 'quire-bench-'))
    const pace = paceMs === undefined ? {} : { paceMs }
    const log = await openSqliteLog({ path: join(folder, 'quire.db'), onFatal: failed, ...pace })
    return { log, remove: async () => rmSync(folder, { recursive: true }) }
  },
  // On this machine, too: what is measured of it is its answers, its own CPU is not.
  Postgres: async () => {
    const postgres = await startPostgres()
    return async paceMs => {
      const pace = paceMs === undefined ? {} : { paceMs }
      const url = await postgres.createDatabase()
      const log = await openPostgresLog({ url, onFatal: failed, ...pace })
      return { log, remove: async () => {} }
    }
  },
}

let openStore: OpenStore

async function withLog<T>(paceMs: number | undefined, work: (log: Log) => Promise<T>): Promise<T> {
  const { log, remove } = await openStore(paceMs)
  try {
    return await work(log)
  } finally {
    await log.close()
    await remove()
  }
}

async function documents(log: Log, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, i) => `document-${String(i).padStart(5, '0')}`)
  await Promise.all(ids.map(id => log.create(id)))
  return ids
}

const update = new Uint8Array(updateBytes).fill(7)

/** What a room appends for somebody who types: the first takes the client ID, the others go on with it. */
function appending(): (log: Log, id: string, n: number) => Promise<number> {
  const heads = new Map<string, number>()
  return async (log, id, n) => {
    const last = heads.has(id) ? 1 : 0
    const writes = { known: heads.get(id) ?? 0, author: 'u_somebody', ids: [{ client: 1, last }] }
    heads.set(id, heads.get(id) ?? 0)
    const seq = await log.append(id, { session: 1, n, update, writes })
    heads.set(id, seq)
    return seq
  }
}
const cpuMs = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000

/** `writers` that append as soon as their last append is durable. */
async function closedLoop(writers: number, paceMs: number, seconds = 3) {
  await withLog(paceMs, async log => {
    const ids = await documents(log, writers)
    const append = appending()
    const delay = monitorEventLoopDelay({ resolution: 1 })
    let appends = 0
    const end = performance.now() + seconds * 1000
    const whole = process.cpuUsage()
    const main = process.threadCpuUsage()
    delay.enable()
    await Promise.all(
      ids.map(async id => {
        for (let n = 1; performance.now() < end; n++) {
          await append(log, id, n)
          appends++
        }
      }),
    )
    delay.disable()
    const perAppend = (usage: NodeJS.CpuUsage) => ((cpuMs(usage) * 1000) / appends).toFixed(1)
    console.log(
      `${writers} writers, pace ${paceMs} ms: ${Math.round(appends / seconds)} appends/s;`,
      `CPU µs per append ${perAppend(process.cpuUsage(whole))}, main thread ${perAppend(process.threadCpuUsage(main))};`,
      `event-loop delay p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, max ${(delay.max / 1e6).toFixed(1)} ms`,
    )
  })
}

interface Rate {
  perSecond: number
  documents: number
  paceMs: number
}

type AppendTo = (id: string, n: number) => Promise<unknown>

/** Appends evenly at a rate, as sockets do: from the event loop, a few at a time. */
async function offer({ perSecond }: Rate, ids: readonly string[], append: AppendTo): Promise<number[]> {
  const latencies: number[] = []
  const pending: Promise<unknown>[] = []
  const start = performance.now()
  const total = perSecond * secondsAtRate
  for (let n = 0; n < total; await pause(2)) {
    const dueByNow = Math.min(total, ((performance.now() - start) * perSecond) / 1000)
    for (; n < dueByNow; n++) {
      const at = performance.now()
      const id = ids[(n * 7919) % ids.length] ?? ''
      pending.push(append(id, n).then(() => latencies.push(performance.now() - at)))
    }
  }
  await Promise.all(pending)
  return latencies.sort((a, b) => a - b)
}

async function atRate(rate: Rate) {
  await withLog(rate.paceMs, async log => {
    const ids = await documents(log, rate.documents)
    const write = appending()
    const measure = async (append: AppendTo) => {
      const whole = process.cpuUsage()
      const main = process.threadCpuUsage()
      const latencies = await offer(rate, ids, append)
      return {
        latencies,
        whole: cpuMs(process.cpuUsage(whole)) / secondsAtRate,
        main: cpuMs(process.threadCpuUsage(main)) / secondsAtRate,
      }
    }
    await measure((id, n) => write(log, id, n))
    const idle = await measure(async () => {})
    const busy = await measure((id, n) => write(log, id, n))
    const at = (share: number) => (busy.latencies[Math.floor(busy.latencies.length * share)] ?? 0).toFixed(1)
    console.log(
      `${rate.perSecond} appends/s over ${rate.documents} documents, pace ${rate.paceMs} ms:`,
      `CPU ms per second ${(busy.whole - idle.whole).toFixed(0)}, main thread ${(busy.main - idle.main).toFixed(0)}`,
      `(the load generator's own, taken off: ${idle.whole.toFixed(0)}); p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
    )
  })
}

async function readBack() {
  await withLog(0, async log => {
    const [id = ''] = await documents(log, 1)
    const rows = 10_000
    await Promise.all(
      Array.from({ length: rows }, (_, i) => log.append(id, { session: 1, n: i + 1, update })),
    )
    for (const after of [0, rows - 10]) {
      const start = performance.now()
      const tail = await log.read(id, after)
      console.log(
        `reading ${rows - after} updates: ${(performance.now() - start).toFixed(1)} ms, ${tail?.updates.length} bytes`,
      )
    }
  })
}

const paces = (process.env.BENCH_PACES ?? '4,6,8,16').split(',').map(Number)
const asked = process.env.BENCH_STORES?.split(',') ?? Object.keys(stores)
for (const [name, open] of Object.entries(stores)) {
  if (!asked.includes(name)) continue
  console.log(`\n${name}`)
  openStore = await open()
  for (const writers of [1, 200]) await closedLoop(writers, 6)
  await closedLoop(200, 0)
  await readBack()
  for (const [perSecond, count] of [
    [200, 1],
    [1200, 300],
  ] as const) {
    for (const paceMs of paces) await atRate({ perSecond, documents: count, paceMs })
  }
}
// Ends the Postgres of its own with it.
process.exit()
