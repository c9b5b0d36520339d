import type { Edits, Typed } from './load-commands.ts'
import { LoadProcess } from './load-process.ts'
import type { PersonPlan } from './person.ts'
import { cpuSeconds, residentMiB } from './process-stats.ts'
import { percentile, sum } from './statistics.ts'
import { start } from './systems.ts'
import type { System } from './wires.ts'

export interface Scenario {
  documents: number
  /** In each document. */
  people: number
  /** Of them. */
  writers: number
  /** Characters that each writer types. */
  perSecond: number
  /** At most so many processes hold the people. With one for each, a server's write wakes somebody, as a write to a machine
   *  of its own does; to a process that is awake anyway it costs half as much, and batches would look dear. Many more than there
   *  are cores, which wake at once for many documents, wait for each other: then latencies are theirs. */
  loadProcesses: number
}

export interface Measurement {
  cpuPer100k: number
  p50: number
  p95: number
  p99: number
  max: number
  bytesPerDelivery: number
  bytesPerEdit: number
  memoryMiB: number
  deliveries: number
  missing: number
  /** Documents of which two people do not read the same in the end. */
  unlike: number
  load: number
}

interface Run {
  /** Typed before the measuring begins: a server that runs for weeks is not measured in its first seconds, in which V8 compiles what
   *  runs often, and threads that stay for as long as there is work are started. */
  warmUpSeconds: number
  seconds: number
  seed: number
  profileTo?: string | undefined
}

export async function measure(
  system: System,
  scenario: Scenario,
  { warmUpSeconds, seconds, seed, profileTo }: Run,
): Promise<Measurement> {
  const server = await start[system]({ profileTo })
  const { loadProcesses } = scenario
  const loads = Array.from({ length: loadProcesses }, () => new LoadProcess())
  try {
    const documents = await Promise.all(Array.from({ length: scenario.documents }, server.newDocument))
    const people = documents.flatMap((documentId, document) => invite(documentId, document, scenario))
    await each(loads, (load, i) => {
      // Each document's people are spread over the processes: what one types, another one reads.
      const own = people.filter(
        (_, person) => (person + Math.floor(person / scenario.people)) % loadProcesses === i,
      )
      return load.call('open', { system, url: server.url, people: own })
    })
    const rhythm = { perSecond: scenario.perSecond, seed }
    const warm = await typeAndSettle(loads, people, { ...rhythm, seconds: warmUpSeconds })
    const cpuBefore = cpuSeconds(server.pid)
    const measured = await typeAndSettle(loads, people, { ...rhythm, seconds })
    const cpu = cpuSeconds(server.pid) - cpuBefore
    const memoryMiB = residentMiB(server.pid)

    const from = Object.fromEntries(Object.entries(warm.sent).map(([id, times]) => [id, times.length]))
    const edits = sum(Object.values(measured.sent).map(times => times.length)) - sum(Object.values(from))
    const expected = edits * (scenario.people - 1)
    const latencies = await sorted(loads, { from, sent: measured.sent })
    const digests = (await each(loads, load => load.call('digests'))).flat()
    return {
      cpuPer100k: (cpu / latencies.length) * 100_000,
      p50: percentile(latencies, 0.5),
      p95: percentile(latencies, 0.95),
      p99: percentile(latencies, 0.99),
      max: latencies.at(-1) ?? Number.NaN,
      bytesPerDelivery: (measured.bytesRead - warm.bytesRead) / latencies.length,
      bytesPerEdit: (measured.bytesWritten - warm.bytesWritten) / edits,
      memoryMiB,
      deliveries: latencies.length,
      missing: measured.missing + warm.missing + Math.abs(expected - latencies.length),
      unlike: documents.filter(id => new Set(digestsOf(id, digests)).size !== 1).length,
      load: measured.load,
    }
  } finally {
    await each(loads, load => load.close())
    await server.stop()
  }
}

function invite(documentId: string, document: number, { people, writers }: Scenario): PersonPlan[] {
  return Array.from({ length: people }, (_, person) => ({
    // As large as Yjs makes them: a small number would take fewer bytes in every edit.
    id: 3_000_000_000 + document * people + person,
    documentId,
    writes: person < writers,
  }))
}

/** Lets everybody write, and waits until everybody has seen it all. */
async function typeAndSettle(
  loads: LoadProcess[],
  people: PersonPlan[],
  rhythm: { perSecond: number; seconds: number; seed: number },
) {
  const typed = await each(loads, (load, i) => load.call('type', { ...rhythm, seed: rhythm.seed + i * 1000 }))
  const sent: Typed['sent'] = Object.assign({}, ...typed.map(each => each.sent))
  const edits: Edits = {}
  for (const { id, documentId, writes } of people) {
    if (writes) edits[documentId] = { ...edits[documentId], [id]: sent[id]?.length ?? 0 }
  }
  const settled = await each(loads, load => load.call('settle', edits))
  return {
    sent,
    load: Math.max(...typed.map(each => each.load)),
    missing: sum(settled.map(each => each.missing)),
    bytesRead: sum(settled.map(each => each.bytesRead)),
    bytesWritten: sum(settled.map(each => each.bytesWritten)),
  }
}

async function sorted(
  loads: LoadProcess[],
  edits: { from: Record<number, number>; sent: Record<number, number[]> },
): Promise<Float64Array> {
  const parts = await each(loads, load => load.call('latencies', edits))
  const all = new Float64Array(sum(parts.map(part => part.length)))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all.sort()
}

function digestsOf(id: string, digests: { documentId: string; digest: string }[]): string[] {
  return digests.filter(({ documentId }) => documentId === id).map(({ digest }) => digest)
}

function each<T>(loads: LoadProcess[], run: (load: LoadProcess, i: number) => Promise<T>): Promise<T[]> {
  return Promise.all(loads.map(run))
}
