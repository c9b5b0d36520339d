import { createDocument, RawClient } from '../e2e/support/raw-client.ts'
import { until } from '../e2e/support/until.ts'

/** Not acknowledged yet, at most: a person who types is never so far ahead. */
const ahead = 2000

/** Makes a document of these updates, each of them a row in the log; resolves when all are saved. */
export async function writeDocument(server: { url: string }, updates: Uint8Array[]): Promise<string> {
  const documentId = await createDocument(server.url)
  const client = new RawClient(server.url)
  await client.open(documentId)
  const saved = () => {
    if (client.refusals.length > 0) throw new Error(JSON.stringify(client.refusals))
    return client.updates.length + client.saved.length
  }
  for (let n = 1; n <= updates.length; n++) {
    client.send(documentId, n, updates[n - 1] ?? new Uint8Array())
    if (n % ahead === 0) await until(() => saved() > n - ahead / 2, 'the rows to be saved', 60_000)
  }
  await until(() => saved() === updates.length, 'all rows to be saved', 60_000)
  client.close()
  return documentId
}

/** Waits until the server has folded the document's log, up to its newest rows. */
export async function untilFolded(server: { url: string }, documentId: string): Promise<void> {
  const folded = async () => (await fetch(`${server.url}/api/documents/${documentId}/snapshot`)).ok
  await until(folded, 'a snapshot', 60_000)
}
