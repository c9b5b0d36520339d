import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { type DocumentId, type Seq, unpackUpdates } from '../../protocol/index.ts'
import type { Log, Tail } from './log.ts'

// What the contract's tests write with, and read with.

export const paper: DocumentId = 'paper-under-test'

export const range = (first: number, last: number) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)

export async function mustRead(log: Log, id: DocumentId, after: Seq): Promise<Tail> {
  const tail = await log.read(id, after)
  if (tail === undefined) throw new Error(`${id} is not there`)
  return tail
}

export function recorded() {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  return { doc, updates }
}

/** Someone who types into their own copy of the document, and corrects every fifth character. */
export class Writer {
  readonly doc: Y.Doc
  readonly #updates: Uint8Array[]
  readonly #log: Log
  readonly #id: DocumentId
  #n = 0

  constructor(log: Log, id: DocumentId) {
    const { doc, updates } = recorded()
    this.doc = doc
    this.#updates = updates
    this.#log = log
    this.#id = id
  }

  /** Resolves when this many updates are durable. */
  async type(count: number): Promise<void> {
    await this.write(doc => {
      const text = doc.getText('text')
      for (let i = 0; i < count; i++) {
        if (i % 5 === 4) text.delete(0, 1)
        else text.insert(text.length, String.fromCharCode(97 + (i % 26)))
      }
    })
  }

  /** Resolves when what that changes is durable. */
  async write(change: (doc: Y.Doc) => void): Promise<void> {
    change(this.doc)
    await Promise.all(
      this.#updates
        .splice(0)
        .map(update => this.#log.append(this.#id, { session: this.doc.clientID, n: ++this.#n, update })),
    )
  }
}

export function updatesOfTyping(count: number): Uint8Array[] {
  const { doc, updates } = recorded()
  for (let i = 0; i < count; i++) doc.getText('text').insert(i, 'x')
  return updates
}

export function docFrom(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

export const merged = (writers: readonly { doc: Y.Doc }[]) =>
  docFrom(writers.map(({ doc }) => Y.encodeStateAsUpdate(doc)))

/** What a new client has after opening. */
export function docOf({ snapshot, updates }: Tail): Y.Doc {
  const doc = new Y.Doc()
  if (snapshot !== undefined) Y.applyUpdateV2(doc, gunzipSync(snapshot.bytes))
  for (const { update } of unpackUpdates(updates)) Y.applyUpdate(doc, update)
  return doc
}

export const textOf = (doc: Y.Doc) => doc.getText('text').toString()
