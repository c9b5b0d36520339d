import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach } from 'vitest'
import * as Y from 'yjs'
import { until } from '../../../e2e/support/until.ts'
import { QuireProvider, type QuireProviderOptions } from '../index.ts'
import type { Status } from '../status.ts'
import { FakeServer } from './fake-server.ts'

/** Somebody who writes: a document, a text in it, and what connects it. */
export interface Peer {
  readonly doc: Y.Doc
  readonly text: Y.Text
  readonly provider: QuireProvider
  /** Every status so far. */
  readonly statuses: Status[]
  type(index: number, words: string): void
  erase(index: number, length: number): void
  is(state: Status['state']): Promise<void>
  reads(words: string): Promise<void>
}

export function openPeer(options: Omit<QuireProviderOptions, 'doc'> & { doc?: Y.Doc }): Peer {
  const doc = options.doc ?? new Y.Doc()
  const text = doc.getText('text')
  const provider = new QuireProvider({ transports: ['websocket'], offline: false, ...options, doc })
  const statuses: Status[] = []
  provider.on('status', status => statuses.push(status))
  return {
    doc,
    text,
    provider,
    statuses,
    type: (index, words) => text.insert(index, words),
    erase: (index, length) => text.delete(index, length),
    is: async state =>
      void (await until(() => provider.status.state === state || fail(provider.status), `to be ${state}`)),
    reads: async words =>
      void (await until(() => text.toString() === words || fail(text.toString()), `to read ${words}`)),
  }
}

function fail(seen: unknown): never {
  throw new Error(JSON.stringify(seen))
}

/** A server and a document for each test of a file, and peers that are gone after it. */
export function openStage() {
  const stage = {
    server: new FakeServer(),
    documentId: '',
    peers: [] as Peer[],
    peer: (options: Partial<QuireProviderOptions> = {}): Peer => {
      const { server, documentId } = stage
      const peer = openPeer({ url: server.url, documentId, ...options })
      stage.peers.push(peer)
      return peer
    },
    /** Everybody, and the server, has the same words. */
    converge: async (words: string): Promise<void> => {
      for (const peer of stage.peers) await peer.reads(words)
      await until(() => stage.server.text(stage.documentId) === words, `the server to have ${words}`)
    },
  }
  beforeEach(async () => {
    stage.server = new FakeServer()
    stage.documentId = randomUUID()
    await stage.server.start()
  })
  afterEach(async () => {
    for (const { provider } of stage.peers.splice(0)) await provider.destroy()
    await stage.server.stop()
  })
  return stage
}
