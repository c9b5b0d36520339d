import { onTestFinished } from 'vitest'
import { openPeer, type Peer } from './peer.ts'
import { createDocument } from './raw-client.ts'

export { converge, type Peer } from './peer.ts'

/**
 * People by their names, on one new document; they leave when the test is over.
 *
 *     const { ann, bob } = await peers(server, 'ann', 'bob')
 */
export async function peers<const Name extends string>(
  { url }: { url: string },
  ...names: Name[]
): Promise<Record<Name, Peer>> {
  const documentId = await createDocument(url)
  return peersOf({ url, documentId }, ...names)
}

/** The same, on a document that is there already, and over the transports that are asked for. */
export async function peersOf<const Name extends string>(
  options: { url: string; documentId: string; transports?: ('websocket' | 'polling')[] },
  ...names: Name[]
): Promise<Record<Name, Peer>> {
  const opened = await Promise.all(names.map(name => openPeer({ ...options, name })))
  onTestFinished(async () => {
    await Promise.all(opened.map(peer => peer.leave()))
  })
  return Object.fromEntries(opened.map(peer => [peer.name, peer])) as Record<Name, Peer>
}
