import { Selection } from '@tiptap/pm/state'
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
