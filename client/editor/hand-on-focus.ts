import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import type { QuireEditor } from './types.ts'

/** Another editor is about to take this one's place: the returned function gives it the focus and the selection that this one has by now.
 *  The other's document may hold more, in one place. */
export function handOnFocus({ view }: QuireEditor): (to: QuireEditor) => void {
  if (!view.hasFocus()) return () => {}
  const { doc, selection } = view.state
  return to => {
    const { tr } = to.view.state
    const [anchor, head] = [selection.anchor, selection.head].map(at => placeIn(tr.doc, at, doc))
    if (anchor !== undefined && head !== undefined) tr.setSelection(TextSelection.between(anchor, head))
    to.view.focus()
    to.view.dispatch(tr)
  }
}

function placeIn(next: Node, at: number, before: Node): ResolvedPos {
  const start = before.content.findDiffStart(next.content)
  const end = before.content.findDiffEnd(next.content)
  const moved = start !== null && end !== null && at > start ? Math.max(start, at + end.b - end.a) : at
  return next.resolve(Math.max(0, Math.min(moved, next.content.size)))
}
