import type { QuireEditor } from '../../editor/index.ts'
import { freeSpace } from './free-space.ts'

/** The caret keeps this distance from what covers the text. In pixels. */
export const breath = 48

/** Scrolls so that the caret is in sight: between the header above and, on phones, toolbar and keyboard below. The
 *  editor knows nothing of those. */
export function keepCaretInSight(editor: QuireEditor): void {
  editor.setOptions({
    editorProps: {
      handleScrollToSelection(view) {
        const caret = view.coordsAtPos(view.state.selection.head)
        const { top, bottom } = freeSpace(view.dom)
        const up = caret.top - (top + breath)
        const down = caret.bottom - (bottom - breath)
        if (up < 0) scrollBy({ top: up })
        else if (down > 0) scrollBy({ top: down })
        return true
      },
    },
  })
}
