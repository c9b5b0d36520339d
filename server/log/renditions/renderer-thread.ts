import type * as Y from 'yjs'
import { type DocumentId, unpackUpdates } from '../../../protocol/index.ts'
import { textOf } from '../document-text.ts'
import { Folding } from '../fold.ts'
import { packTail } from '../packed-tail.ts'
import { serve } from '../thread.ts'
import { htmlOfDocument, piecesOfDocument } from './html.ts'
import { markdownOfDocument } from './markdown.ts'
import type { Rendering } from './renditions.ts'

// The thread that writes documents for people and programs. It knows no store, and may be killed at any moment.

export interface Renderer {
  /** `updates`: see `packUpdates`. 'incomplete': some of it refers to what is not there. */
  render(from: {
    as: Rendering
    documentId: DocumentId
    snapshot: Uint8Array | undefined
    updates: Uint8Array
  }): { text: string } | 'incomplete'
}

const writers: Record<Rendering, (doc: Y.Doc, documentId: DocumentId) => string> = {
  text: textOf,
  markdown: markdownOfDocument,
  html: htmlOfDocument,
  blocks: (doc, documentId) => JSON.stringify(piecesOfDocument(doc, documentId)),
}

serve<Renderer>(
  {
    render: ({ as, documentId, snapshot, updates }) => {
      const folding = new Folding(snapshot)
      folding.add(packTail(unpackUpdates(updates)))
      const doc = folding.wholeDoc()
      return doc === undefined ? 'incomplete' : { text: writers[as](doc, documentId) }
    },
  },
  () => {},
)
