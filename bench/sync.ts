// npm run bench:sync [-- one many --rounds 2 --warm 10 --seconds 20 --profile FOLDER]: Quire beside a bare relay, in turn.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { buildForBench } from './build.ts'
import { type Measurement, measure, type Scenario } from './measure.ts'
import { median } from './statistics.ts'
import { digits, table, verdict } from './table.ts'
import type { System } from './wires.ts'

interface Target {
  /** The row's name, as in `rows`. */
  row: keyof Measurement
  /** At most so many times the relay's … */
  ratio?: number
  /** … or at most this. */
  value?: number
}

const scenarios: Record<string, Scenario & { title: string; targets: Target[] }> = {
  one: {
    title: 'One document: 50 people, 10 of them typing 20 characters a second',
    documents: 1,
    people: 50,
    writers: 10,
    perSecond: 20,
    loadProcesses: 50,
    targets: [
      { row: 'cpuPer100k', ratio: 1 },
      { row: 'p99', ratio: 3 },
    ],
  },
  many: {
    title: '300 documents: 2 people each, both typing 2 characters a second',
    documents: 300,
    people: 2,
    writers: 2,
    perSecond: 2,
    loadProcesses: 4,
    targets: [
      { row: 'cpuPer100k', ratio: 2.2 },
      { row: 'p99', value: 30 },
    ],
  },
}

const rows: [keyof Measurement, string][] = [
  ['cpuPer100k', 'server CPU, s per 100,000 deliveries'],
  ['p50', 'latency p50, ms'],
  ['p95', 'latency p95, ms'],
  ['p99', 'latency p99, ms'],
  ['max', 'latency max, ms'],
  ['bytesPerDelivery', 'bytes out of the server per delivery'],
  ['bytesPerEdit', 'bytes into the server per edit'],
  ['memoryMiB', 'server memory, MiB'],
  ['deliveries', 'deliveries'],
  ['missing', 'edits missing somewhere'],
  ['unlike', 'documents that differ'],
  ['load', 'busiest load process, share of a core'],
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '2' },
    // After 30 s the compiler has come to rest, and compaction, which starts its thread after ten, folds for the second or third time.
    warm: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    profile: { type: 'string' },
  },
})
await buildForBench('server', 'provider')
const [busy = 0] = loadavg()
if (busy > 0.5)
  console.log(`This machine has other things to do (load ${busy.toFixed(1)}): latencies will show it.`)
console.log(
  `seed ${values.seed}; medians of ${values.rounds} rounds of ${values.seconds} s, after ${values.warm} s`,
)
for (const name of positionals.length > 0 ? positionals : Object.keys(scenarios)) await compare(name)

async function compare(name: string): Promise<void> {
  const scenario = scenarios[name]
  if (!scenario) throw new Error(`There is no scenario ${name}: ${Object.keys(scenarios).join(', ')}`)
  const measured: Record<System, Measurement[]> = { relay: [], quire: [] }
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const system of ['relay', 'quire'] as const) {
      const run = {
        warmUpSeconds: Number(values.warm),
        seconds: Number(values.seconds),
        seed: Number(values.seed) + round,
        profileTo: values.profile,
      }
      measured[system].push(await measure(system, scenario, run))
    }
  }
  report(scenario, measured)
}

function report(
  { title, targets }: { title: string; targets: Target[] },
  measured: Record<System, Measurement[]>,
): void {
  const of = (system: System, row: keyof Measurement) => median(measured[system].map(each => each[row]))
  const lines = rows.map(([row, label]) => {
    const [relay, quire] = [of('relay', row), of('quire', row)]
    const ratio = relay > 0 ? quire / relay : Number.NaN
    const target = targets.find(each => each.row === row)
    const judged = target?.ratio === undefined ? quire : ratio
    const bound = target?.ratio ?? target?.value
    const sign = target?.ratio === undefined ? '' : ' ×'
    return [
      label,
      digits(relay),
      digits(quire),
      `${digits(ratio)} ×`,
      bound === undefined ? '' : `≤ ${bound}${sign} ${verdict(judged, bound)}`,
    ]
  })
  console.log(`\n${title}`)
  console.log(table([['', 'relay', 'quire', 'ratio', 'target'], ...lines]))
  const all = [...measured.relay, ...measured.quire]
  if (all.some(each => each.load > 0.8)) {
    console.log('A load process was busy: latencies hold its own waiting, too. Close what else runs.')
  }
  // An edit that is missing is a fault; how long things take depends on the machine.
  if (all.some(each => each.missing > 0 || each.unlike > 0)) process.exitCode = 1
}
