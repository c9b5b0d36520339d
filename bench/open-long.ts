import * as Y from 'yjs'
import { RawClient } from '../e2e/support/raw-client.ts'
import { until } from '../e2e/support/until.ts'
import { asUpdates, longText } from './long-text.ts'
import { startMeasuredServer } from './measured-server.ts'
import type { Row } from './open.ts'
import { now } from './process-stats.ts'
import { openReader } from './reader.ts'
import { socketBytes } from './socket-bytes.ts'
import { untilFolded, writeDocument } from './writer.ts'

/** Typed while a reader is away. */
const missedCharacters = 50

/** One document that came about as documents do: every keystroke a row of its own. */
export async function measureLong(): Promise<{ title: string; rows: Row[] }> {
  const { keystrokes, source } = longText()
  const { updates, text } = asUpdates(keystrokes, { together: 1 })
  const server = await startMeasuredServer()
  try {
    await server.ask('pause')
    const startedAt = now()
    const id = await writeDocument(server, updates)
    const writtenInMs = now() - startedAt
    await untilFolded(server, id)
    const pauseWhileWritten = await server.ask('pause')

    await server.kill('SIGTERM')
    await server.restart()
    const bytesBefore = socketBytes().read
    await server.ask('pause')
    const cold = await openReader(server, id)
    const pauseCold = await server.ask('pause')
    const bytesOpened = socketBytes().read - bytesBefore
    const warm = await openReader(server, id)
    const pauseWarm = await server.ask('pause')
    if (cold.doc.getText('text').toString() !== text) throw new Error('What was opened is not what was typed')
    await warm.close()

    const bytesResumed = await resume(server, id, cold)
    await cold.close()
    return {
      title: `One document of ${keystrokes.length} keystrokes, each a row (${source})`,
      rows: [
        { label: "longest pause of the server's event loop, opened cold, ms", value: pauseCold, bound: 20 },
        { label: "longest pause of the server's event loop, opened warm, ms", value: pauseWarm, bound: 20 },
        { label: "longest pause of the server's event loop, while written, ms", value: pauseWhileWritten },
        { label: 'cold open until all is there, ms', value: cold.openedInMs },
        { label: 'warm open until all is there, ms', value: warm.openedInMs },
        { label: 'bytes to open', value: bytesOpened },
        {
          label: `bytes to resume after ${missedCharacters} missed characters`,
          value: bytesResumed,
          bound: 8192,
        },
        { label: 'rows written per second', value: (updates.length / writtenInMs) * 1000 },
      ],
    }
  } finally {
    await server.stop()
  }
}

/** What comes over the wire when a reader returns who missed a few characters; connecting anew included. */
async function resume(
  server: { url: string },
  documentId: string,
  reader: { doc: Y.Doc; disconnect(): void; connect(): void },
): Promise<number> {
  reader.disconnect()
  const another = new Y.Doc()
  const typed: Uint8Array[] = []
  another.on('update', (update: Uint8Array) => typed.push(update))
  const line = another.getText('another line')
  for (let i = 0; i < missedCharacters; i++) line.insert(i, 'x')
  const client = new RawClient(server.url)
  await client.open(documentId)
  for (const [i, update] of typed.entries()) client.send(documentId, i + 1, update)
  await until(() => client.updates.length === missedCharacters, 'the characters to be saved')
  client.close()

  const before = socketBytes().read
  reader.connect()
  const arrived = () => reader.doc.getText('another line').length === missedCharacters
  await until(arrived, 'the missed characters')
  return socketBytes().read - before
}
