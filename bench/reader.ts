import * as Y from 'yjs'
import { now } from './process-stats.ts'
import { loadProvider } from './wires.ts'

/** Someone who opens a document to read it, as the app would. */
export interface Reader {
  doc: Y.Doc
  /** Until everything that the server had was in the document. */
  openedInMs: number
  disconnect(): void
  connect(): void
  close(): Promise<void>
}

export async function openReader({ url }: { url: string }, documentId: string): Promise<Reader> {
  const { QuireProvider } = await loadProvider()
  const doc = new Y.Doc()
  const startedAt = now()
  const provider = new QuireProvider({ url, documentId, doc, offline: false, transports: ['websocket'] })
  await provider.whenSynced
  return {
    doc,
    openedInMs: now() - startedAt,
    disconnect: () => provider.disconnect(),
    connect: () => provider.connect(),
    close: () => provider.destroy(),
  }
}
