import * as Y from 'yjs'
import { QuireProvider } from '../../client/sync/index.ts'
import { until } from './until.ts'

/** Someone who writes in a document, from Node, through the provider. */
export interface Peer {
  readonly name: string
  readonly doc: Y.Doc
  readonly text: Y.Text
  readonly provider: QuireProvider
  type(at: number, words: string): void
  erase(at: number, length: number): void
  read(): string
  /** Does something while this peer is away from the server, and comes back. */
  offline(during: () => unknown): Promise<void>
  leave(): Promise<void>
}

interface PeerOptions {
  url: string
  documentId: string
  name: string
  transports?: ('websocket' | 'polling')[]
  /** Another version's. */
  Provider?: typeof QuireProvider
}

/** Opens a document as `name`; resolves when everything that the server has is there. */
export async function openPeer({ url, documentId, name, transports, ...rest }: PeerOptions): Promise<Peer> {
  const { Provider = QuireProvider } = rest
  const doc = new Y.Doc()
  const text = doc.getText('text')
  const provider = new Provider({
    url,
    documentId,
    doc,
    offline: false,
    profile: { name, color: '#336699' },
    ...(transports && { transports }),
  })
  await provider.whenSynced
  return {
    name,
    doc,
    text,
    provider,
    type: (at, words) => text.insert(at, words),
    erase: (at, length) => text.delete(at, length),
    read: () => text.toString(),
    offline: async during => {
      provider.disconnect()
      await during()
      provider.connect()
    },
    leave: async () => {
      await provider.destroy()
      doc.destroy()
    },
  }
}

/**
 * Waits until all of them have the same document, to the last deletion, and everything is saved.
 * @param words what then stands in it, where that is known beforehand
 */
export async function converge(peers: readonly Peer[], words?: string, { withinInMs = 10_000 } = {}) {
  const names = peers.map(peer => peer.name).join(', ')
  let outcome: true | Error | undefined
  Promise.all(peers.map(peer => peer.provider.whenSaved())).then(
    () => {
      outcome = true
    },
    (error: Error) => {
      outcome = error
    },
  )
  await until(() => outcome, `${names} to be saved`, withinInMs)
  if (outcome instanceof Error) throw outcome
  const isSame = () => {
    const texts = peers.map(peer => peer.read())
    if (new Set(texts).size > 1) throw new Error(`they have ${JSON.stringify(texts)}`)
    if (words !== undefined && texts[0] !== words) throw new Error(`all have ${JSON.stringify(texts[0])}`)
    // The same clocks and the same deletions, which the texts alone would not show.
    const [first, ...others] = peers.map(peer => Y.snapshot(peer.doc))
    return others.every(other => first && Y.equalSnapshots(first, other))
  }
  await until(isSame, `${names} to have the same`, withinInMs)
}
