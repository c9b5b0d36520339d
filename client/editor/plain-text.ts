import type * as Y from 'yjs'

/** The document's text, a line for each block. */
export function plainText(_doc: Y.Doc): string {
  return ''
}

/** The first words, on one line, for a list of documents. */
export function excerpt(_doc: Y.Doc): string {
  return ''
}
