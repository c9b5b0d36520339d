import { asUpdates, longText } from './long-text.ts'
import { type MeasuredServer, startMeasuredServer } from './measured-server.ts'
import type { Row } from './open.ts'
import { openReader, type Reader } from './reader.ts'
import { median } from './statistics.ts'
import { untilFolded, writeDocument } from './writer.ts'

const documents = 20
const mebibyte = 1024 * 1024

/** Long documents, one after the other: cold, after the server has started anew, and warm, when each is open already. */
export async function measureMany(): Promise<{ title: string; rows: Row[] }> {
  const { keystrokes, source } = longText()
  const { updates } = asUpdates(keystrokes, { together: 100 })
  const server = await startMeasuredServer()
  try {
    const ids: string[] = []
    for (let i = 0; i < documents; i++) ids.push(await writeDocument(server, updates))
    for (const id of ids) await untilFolded(server, id)
    const another = await writeDocument(server, updates.slice(0, 10))
    await server.kill('SIGTERM')
    await server.restart()
    // What every program does once, after it has started, is not the documents'.
    const first = await openReader(server, another)

    const before = await server.ask('memory')
    const cold = await openAll(server, ids)
    const after = await server.ask('memory')
    const warm = await openAll(server, ids)
    for (const reader of [first, ...cold.readers, ...warm.readers]) await reader.close()
    return {
      title: `${documents} long documents, each of ${keystrokes.length} keystrokes (${source})`,
      rows: [
        { label: 'server CPU per cold open, ms', value: cold.cpuInMs, bound: 15 },
        { label: 'server CPU per warm open, ms', value: warm.cpuInMs, bound: 15 },
        { label: 'cold open until all is there, ms (median)', value: cold.openedInMs },
        { label: 'warm open until all is there, ms (median)', value: warm.openedInMs },
        {
          label: 'server memory per open document, MiB (what JavaScript holds)',
          value: (after.held - before.held) / documents / mebibyte,
          bound: 0.15,
        },
        {
          label: 'server memory per open document, MiB (of the process)',
          value: (after.resident - before.resident) / documents / mebibyte,
        },
      ],
    }
  } finally {
    await server.stop()
  }
}

async function openAll(server: MeasuredServer, ids: string[]) {
  const before = server.cpuSeconds()
  const readers: Reader[] = []
  for (const id of ids) readers.push(await openReader(server, id))
  return {
    readers,
    cpuInMs: ((server.cpuSeconds() - before) * 1000) / ids.length,
    openedInMs: median(readers.map(reader => reader.openedInMs)),
  }
}
