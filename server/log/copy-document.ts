import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { type FoldedLog, foldDoc } from './fold.ts'

/** A document's words, as the first and only thing in another one's log. */
export interface CopiedLog {
  folded: FoldedLog
  /** Under these Yjs client IDs: all of them new, and nobody's yet. */
  clients: number[]
}

/**
 * The document in a snapshot under another title and other Yjs client IDs. Who has a session in the one can then add nothing under
 * the same ID to the other, and whose the words of the copy are is a question of its own.
 */
export function copyDocument(snapshot: Uint8Array | undefined, title: string): CopiedLog | 'incomplete' {
  const doc = new Y.Doc()
  if (snapshot !== undefined) Y.applyUpdateV2(doc, gunzipSync(snapshot))
  entitle(doc, title)
  const clients = renameClients(doc)
  const copy = new Y.Doc()
  Y.applyUpdateV2(copy, Y.encodeStateAsUpdateV2(doc))
  const folded = foldDoc(copy)
  return folded === 'incomplete' ? folded : { folded, clients }
}

/** Of another application's document the title may be something else, and is left alone. */
function entitle(doc: Y.Doc, title: string): void {
  if (!isTextOrNothing(doc)) return
  const text = doc.getText('title')
  doc.transact(() => {
    text.delete(0, text.length)
    text.insert(0, title)
  })
}

function isTextOrNothing(doc: Y.Doc): boolean {
  const root: unknown = doc.share.get('title')
  if (!(root instanceof Y.AbstractType)) return true
  for (let item = root._start; item !== null; item = item.right) {
    const { content } = item
    const isOfText = content instanceof Y.ContentString || content instanceof Y.ContentFormat
    if (!item.deleted && !isOfText) return false
  }
  return root._map.size === 0
}

/** Gives every client of the document a new ID. Their order stays: where two have inserted at the same place, it says whose words come
 *  first. */
function renameClients({ store }: Y.Doc): number[] {
  const old = [...store.clients.keys()].sort((a, b) => a - b)
  const fresh = newClientIds(old.length)
  const names = new Map(old.map((client, i) => [client, fresh[i] ?? client]))
  const renamed = ({ client, clock }: Y.ID) => Y.createID(names.get(client) ?? client, clock)
  for (const structs of store.clients.values()) {
    for (const struct of structs) {
      struct.id = renamed(struct.id)
      if (!(struct instanceof Y.Item)) continue
      struct.origin = struct.origin && renamed(struct.origin)
      struct.rightOrigin = struct.rightOrigin && renamed(struct.rightOrigin)
      if (struct.parent instanceof Y.ID) struct.parent = renamed(struct.parent)
    }
  }
  store.clients = new Map(
    [...store.clients].map(([client, structs]) => [names.get(client) ?? client, structs]),
  )
  return fresh
}

/** Smallest first. */
function newClientIds(count: number): number[] {
  const ids = new Set<number>()
  while (ids.size < count) ids.add(randomBytes(4).readUInt32LE())
  return [...ids].sort((a, b) => a - b)
}
