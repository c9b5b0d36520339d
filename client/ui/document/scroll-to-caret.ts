import type { QuireEditor } from '../../editor/index.ts'

/** The caret keeps this distance from what covers the text. In pixels. */
const breath = 48

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

function freeSpace(text: Element): { top: number; bottom: number } {
  const page = text.closest('.document')
  const header = page?.querySelector('.document-header')?.getBoundingClientRect()
  const toolbar = page?.querySelector('.toolbar')?.getBoundingClientRect()
  const visible = (window.visualViewport?.offsetTop ?? 0) + (window.visualViewport?.height ?? innerHeight)
  if (toolbar === undefined || toolbar.height === 0) return { top: header?.bottom ?? 0, bottom: visible }
  const below = toolbar.top > innerHeight / 2
  return below
    ? { top: header?.bottom ?? 0, bottom: Math.min(visible, toolbar.top) }
    : { top: toolbar.bottom, bottom: visible }
}
