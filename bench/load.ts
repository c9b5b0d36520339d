// A load process: some of the people, told what to do by the process that measures.
import { socketBytes } from './socket-bytes.ts'
import './wires.ts'
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, Call, Edits, LoadCommands } from './load-commands.ts'
import { Person } from './person.ts'
import { now } from './process-stats.ts'
import { seededRandom } from './statistics.ts'

const people: Person[] = []

const commands: LoadCommands = {
  open: async ({ system, url, people: plans }) => {
    people.push(...plans.map(plan => new Person(plan)))
    // A few at a time: this is no test of a crowd at the door.
    for (let i = 0; i < people.length; i += 20) {
      await Promise.all(people.slice(i, i + 20).map(person => person.open(system, url)))
    }
  },

  type: async ({ perSecond, seconds, seed }) => {
    const random = seededRandom(seed)
    const writers = people.filter(person => person.plan.writes)
    const before = { cpu: process.cpuUsage(), at: now() }
    await Promise.all(writers.map(person => person.type({ perSecond, seconds, phase: random() })))
    const { user, system } = process.cpuUsage(before.cpu)
    return {
      sent: Object.fromEntries(writers.map(person => [person.plan.id, person.sent])),
      load: (user + system) / 1000 / (now() - before.at),
    }
  },

  settle: async edits => {
    let left = Number.POSITIVE_INFINITY
    let lastProgress = now()
    while (left > 0 && now() - lastProgress < patienceInMs) {
      const missing = people.reduce((total, person) => total + missingAt(person, edits), 0)
      if (missing < left) lastProgress = now()
      left = missing
      await delay(5)
    }
    if (left === 0) await Promise.all(people.map(person => person.whenSaved()))
    const { read, written } = socketBytes()
    return { missing: left, bytesRead: read, bytesWritten: written }
  },

  latencies: async ({ from, sent }) =>
    Float64Array.from(
      people.flatMap(person =>
        [...person.seen].flatMap(([id, times]) =>
          times.map((seenAt, edit) => seenAt - (sent[id]?.[edit] ?? Number.NaN)).slice(from[id] ?? 0),
        ),
      ),
    ),

  digests: async () =>
    people.map(person => ({ documentId: person.plan.documentId, digest: person.digest() })),
}

const patienceInMs = 10_000

/** Edits of others in the same document that this person has not seen. */
function missingAt({ plan, seen }: Person, edits: Edits): number {
  const others = Object.entries(edits[plan.documentId] ?? {}).filter(([id]) => Number(id) !== plan.id)
  return others.reduce((missing, [id, count]) => missing + count - (seen.get(Number(id))?.length ?? 0), 0)
}

process.on('message', async ({ call, command, argument }: Call) => {
  const answer: Answer = await commands[command](argument).then(
    result => ({ call, result }),
    error => ({ call, error: String(error instanceof Error ? error.stack : error) }),
  )
  process.send?.(answer)
})
