import * as Y from 'yjs'
import { maxDocumentBytes } from '../../../protocol/index.ts'
import { bindingOf } from '../create-editor.ts'
import type { QuireEditor } from '../types.ts'

/** What pictures may take of a document; the rest is for words, which must never be without room for a picture's sake. */
const share = 0.85

/** Whether there is room for so many more bytes. Asked before anything is put in: nothing that stands there may be lost for it. */
export function hasRoomFor(editor: QuireEditor, bytes: number): boolean {
  const doc = bindingOf(editor)?.fragment.doc
  if (doc === undefined || doc === null) return true
  return Y.encodeStateAsUpdate(doc).length + bytes <= maxDocumentBytes * share
}
