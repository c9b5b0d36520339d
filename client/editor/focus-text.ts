import { Selection } from '@tiptap/pm/state'
import type { QuireEditor } from './types.ts'

/**
 * Puts the caret into the text, at its start or end where that is asked. At once: Tiptap's own command waits for a frame,
 * and the next letter of somebody who types quickly would still go to where the focus was.
 */
export function focusText({ view }: QuireEditor, place?: 'start' | 'end'): void {
  const { doc, tr } = view.state
  if (place !== undefined) tr.setSelection(place === 'start' ? Selection.atStart(doc) : Selection.atEnd(doc))
  view.focus()
  view.dispatch(tr.scrollIntoView())
}
