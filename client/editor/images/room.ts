import * as Y from 'yjs'
import { maxDocumentBytes } from '../../../protocol/index.ts'
import { bindingOf } from '../create-editor.ts'
import type { QuireEditor } from '../types.ts'

/** What pictures may take of a document; the rest is for words, which must never be without room for a picture's sake. */
const mostBytes = maxDocumentBytes * 0.85

/** Whether there is room for so many more bytes. Asked before anything is put in: nothing that stands there may be lost for it. */
export function hasRoomFor(editor: QuireEditor, bytes: number, most = mostBytes): boolean {
  const doc = bindingOf(editor)?.fragment.doc
  if (doc === undefined || doc === null) return true
  return guess(doc) + bytes <= most || measure(doc) + bytes <= most
}

const guesses = new WeakMap<Y.Doc, number>()

/** At least as large as the document is: its size when it was measured, and all updates since. */
function guess(doc: Y.Doc): number {
  const known = guesses.get(doc)
  if (known !== undefined) return known
  doc.on('update', update => guesses.set(doc, guess(doc) + update.length))
  return measure(doc)
}

/** As long as it takes to write all of it down: of many pictures, not for each. */
function measure(doc: Y.Doc): number {
  const { length } = Y.encodeStateAsUpdate(doc)
  guesses.set(doc, length)
  return length
}
