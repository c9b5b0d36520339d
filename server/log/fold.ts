import { gunzipSync, gzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { type DocumentText, describeDocument } from './document-text.ts'
import { encodeOutline } from './outline.ts'
import { outlineOf } from './outline-of.ts'
import { type PackedTail, unpackTail } from './packed-tail.ts'

/** A log folded into one update, and what it says to people. */
export interface FoldedLog extends DocumentText {
  /** A gzipped Yjs v2 update. */
  bytes: Uint8Array
  /** Its length before gzip. */
  inflated: number
  /** A Yjs state vector, and an outline. */
  clocks: Uint8Array
}

/** gzip's own default: level 9 takes twice as long for 1 % less. */
const gzipLevel = 6

/** Folds a log: a snapshot, if there is one, then the updates that follow it, in their order. */
export class Folding {
  // Deleted content is dropped, as in every client.
  readonly #doc = new Y.Doc()

  constructor(snapshot: Uint8Array | undefined) {
    if (snapshot !== undefined) Y.applyUpdateV2(this.#doc, gunzipSync(snapshot))
  }

  add(tail: PackedTail): void {
    // One transaction for many updates: Yjs tidies up after each one, which takes four times as long as the updates.
    this.#doc.transact(() => {
      for (const update of unpackTail(tail)) Y.applyUpdate(this.#doc, update)
    })
  }

  /** 'incomplete': an update refers to something that the log does not have, and cannot be folded before that comes. */
  finish(): FoldedLog | 'incomplete' {
    return foldDoc(this.#doc)
  }

  /** Undefined where it is incomplete. */
  wholeDoc(): Y.Doc | undefined {
    return isWhole(this.#doc) ? this.#doc : undefined
  }
}

const isWhole = ({ store }: Y.Doc) => store.pendingStructs === null && store.pendingDs === null

export function foldDoc(doc: Y.Doc): FoldedLog | 'incomplete' {
  if (!isWhole(doc)) return 'incomplete'
  const update = Y.encodeStateAsUpdateV2(doc)
  const vector = Y.encodeStateVector(doc)
  const outline = encodeOutline(outlineOf(doc, update.length))
  const clocks = new Uint8Array(vector.length + outline.length)
  clocks.set(vector)
  clocks.set(outline, vector.length)
  return {
    // zlib's own buffer is longer than what is in it; a copy can be handed over to another thread.
    bytes: new Uint8Array(gzipSync(update, { level: gzipLevel })),
    inflated: update.length,
    clocks,
    ...describeDocument(doc),
  }
}
