import { useEffect } from 'react'
import type { QuireEditor } from '../../editor/index.ts'

/** How `base.css` calls it. */
const name = 'selected-words'

/** Words that are selected look so while the focus is in a panel: the browser shows a selection only where the focus is. */
export function useShownSelection({ state, view }: QuireEditor): void {
  const { from, to } = state.selection
  useEffect(() => {
    // Older browsers have no such highlights.
    if (from === to || !('highlights' in CSS)) return
    const [start, end] = [view.domAtPos(from, 1), view.domAtPos(to, -1)]
    const range = new Range()
    range.setStart(start.node, start.offset)
    range.setEnd(end.node, end.offset)
    CSS.highlights.set(name, new Highlight(range))
    return () => {
      CSS.highlights.delete(name)
    }
  }, [view, from, to])
}
