import { createDocument, RawClient } from '../e2e/support/raw-client.ts'
import { startMeasuredServer } from './measured-server.ts'
import type { Row } from './open.ts'

const connections = 1000

/** People who have a document of their own open, and do nothing: the server as it is delivered. */
export async function measureIdle(): Promise<{ title: string; rows: Row[] }> {
  const { resident, held } = await growth()
  return {
    title: `${connections} idle connections, each with a small document open`,
    rows: [
      { label: 'server memory each, KiB', value: resident, bound: 32 },
      { label: 'of that, what JavaScript holds, KiB', value: held },
    ],
  }
}

async function growth(): Promise<{ resident: number; held: number }> {
  const server = await startMeasuredServer()
  try {
    const documents = await Promise.all(Array.from({ length: connections }, () => createDocument(server.url)))
    const before = await server.ask('memory')
    await open(server, documents)
    const after = await server.ask('memory')
    const each = (bytes: number) => bytes / connections / 1024
    return { resident: each(after.resident - before.resident), held: each(after.held - before.held) }
  } finally {
    await server.stop()
  }
}

/** Each document on a connection of its own. */
async function open(server: { url: string }, documents: string[]): Promise<void> {
  const clients: RawClient[] = []
  while (clients.length < documents.length) {
    const some = Array.from({ length: 50 }, () => new RawClient(server.url))
    await Promise.all(some.map(connected))
    clients.push(...some)
  }
  for (const [i, client] of clients.entries()) await client.open(documents[i] ?? '')
}

function connected({ socket }: RawClient): Promise<void> {
  return new Promise(resolve => socket.once('connect', resolve))
}
