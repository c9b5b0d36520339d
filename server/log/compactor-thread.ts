import { type CopiedLog, copyDocument } from './copy-document.ts'
import type { FoldedLog } from './fold.ts'
import { Folding } from './fold.ts'
import type { PackedTail } from './packed-tail.ts'
import { serve } from './thread.ts'

// The thread that folds. It knows no store: what it works on is handed to it, and it may be killed at any moment.

export interface Compactor {
  /** Begins a document, with its snapshot. Forgets what it was at before. */
  begin(snapshot: Uint8Array | undefined): void
  /** The next updates. */
  add(tail: PackedTail): void
  finish(): FoldedLog | 'incomplete'
  /** See `copyDocument`. */
  copy(from: { snapshot: Uint8Array | undefined; title: string }): CopiedLog | 'incomplete'
}

let folding = new Folding(undefined)

serve<Compactor>(
  {
    begin: snapshot => {
      folding = new Folding(snapshot)
    },
    add: tail => folding.add(tail),
    finish: () => {
      const finished = folding.finish()
      folding = new Folding(undefined)
      return finished
    },
    copy: ({ snapshot, title }) => copyDocument(snapshot, title),
  },
  () => {},
)
