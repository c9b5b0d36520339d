import { Selection, TextSelection } from '@tiptap/pm/state'
import { isSource, kindOf } from './schema/block-attributes.ts'
import type { QuireEditor } from './types.ts'

/**
 * Puts the caret into the text, at its start or end, or near a position, where that is asked. At once: Tiptap's own command waits for a frame,
 * and the next letter of somebody who types quickly would still go to where the focus was.
 */
export function focusText({ view }: QuireEditor, place?: 'start' | 'end' | number): void {
  const { doc, tr } = view.state
  if (place === 'start') tr.setSelection(Selection.atStart(doc))
  else if (place === 'end') tr.setSelection(Selection.atEnd(doc))
  else if (place !== undefined)
    tr.setSelection(Selection.near(doc.resolve(Math.min(place, doc.content.size))))
  view.focus()
  view.dispatch(tr.scrollIntoView())
}

/** Whether an arrow upwards has nowhere to go in the text: the caret is in its first line. */
export function isInFirstLine({ isEditable, view }: QuireEditor): boolean {
  const { empty, $from } = view.state.selection
  return isEditable && empty && $from.depth === 1 && $from.index(0) === 0 && view.endOfTextblock('up')
}

/** Puts the caret below all that there is: into the last paragraph, or a new one where the document ends in a table, in code or in a line. */
export function writeBelow(editor: QuireEditor): void {
  const { doc, schema, tr } = editor.state
  const { lastChild } = doc
  const isText = lastChild?.isTextblock === true && !isSource(kindOf(lastChild))
  if (isText || lastChild === null || !editor.isEditable) {
    focusText(editor, 'end')
    return
  }
  const end = doc.content.size
  tr.insert(end, schema.node('block'))
  editor.view.focus()
  editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView())
}
