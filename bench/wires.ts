import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { root } from '../scripts/run.ts'

export type System = 'relay' | 'quire'

interface Dial {
  url: string
  documentId: string
  doc: Y.Doc
}

/** A document's connection to the system that is measured. */
export interface Wire {
  /** Everything typed here is saved; at once where nothing is ever saved. */
  whenSaved(): Promise<void>
}

/** Connects a document; resolves when it has what the server has. */
export const dial: Record<System, (dial: Dial) => Promise<Wire>> = { relay: dialRelay, quire: dialQuire }

/** The least that can be done with Yjs: each update is a message. */
async function dialRelay({ url, documentId, doc }: Dial): Promise<Wire> {
  const socket = new WebSocket(`${url}/${documentId}`, { perMessageDeflate: false })
  await once(socket, 'open')
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== socket) socket.send(update)
  })
  socket.on('message', (message: Buffer) => Y.applyUpdate(doc, message, socket))
  return { whenSaved: async () => {} }
}

async function dialQuire({ url, documentId, doc }: Dial): Promise<Wire> {
  const { QuireProvider } = await loadProvider()
  const opened = new QuireProvider({ url, documentId, doc, offline: false, transports: ['websocket'] })
  await opened.whenSynced
  return { whenSaved: () => opened.whenSaved() }
}

/** The one that is delivered; from its sources where it has not been built. */
export async function loadProvider(): Promise<typeof import('../client/sync/index.ts')> {
  const built = join(root, 'dist/provider/index.js')
  return existsSync(built) ? import(built) : import('../client/sync/index.ts')
}
