import type * as Y from 'yjs'

export type TitleBinding = {
  doc: Y.Doc
  undoManager: Y.UndoManager
  input: HTMLTextAreaElement | HTMLInputElement
  hold: () => () => void
}

/** Two-way binding of the title and an input. Returns its own undo. */
export function bindTitle(_binding: TitleBinding): () => void {
  return () => {}
}
