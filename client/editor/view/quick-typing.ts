import { AllSelection, Plugin, type Selection, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** Where a key or a press may have moved the caret, and the browser has not told of it yet. */
const untold = new WeakSet<EditorView>()

/**
 * Takes over where the browser has put the caret before a key takes effect, and before anything is drawn that comes by itself. The browser
 * tells of a moved caret only later, and on a busy page the next key comes first: Enter after End would split the line where the caret was
 * before, and a letter after everything was selected, and left again, would replace all of it. What others do comes first as well: to draw
 * it is to put the caret where the editor takes it to be, and an arrow key would have been pressed for nothing.
 */
export function quickTypingPlugin(): Plugin {
  let drawn: EditorView | undefined
  return new Plugin({
    view(view) {
      drawn = view
      const told = () => untold.delete(view)
      const { ownerDocument } = view.dom
      ownerDocument.addEventListener('selectionchange', told)
      return {
        destroy() {
          drawn = undefined
          untold.delete(view)
          ownerDocument.removeEventListener('selectionchange', told)
        },
      }
    },
    appendTransaction(transactions, _, { tr }) {
      if (drawn === undefined || transactions.some(each => each.docChanged || each.selectionSet)) return null
      const moved = untoldSelection(drawn)
      return moved === undefined ? null : tr.setSelection(moved)
    },
    props: {
      handleDOMEvents: {
        keydown(view) {
          const moved = movedSelection(view)
          if (moved !== undefined) view.dispatch(view.state.tr.setSelection(moved))
          untold.add(view)
        },
        mousedown: view => void untold.add(view),
        // Where it is when the focus comes back is the editor's to say.
        blur: view => void untold.delete(view),
      },
    },
  })
}

/** Where a key or a press has put the caret, as long as the browser has not told the editor. */
export function untoldSelection(view: EditorView): Selection | undefined {
  return untold.has(view) && view.hasFocus() ? movedSelection(view) : undefined
}

/** The browser's selection, where the editor does not know it yet. */
function movedSelection(view: EditorView): Selection | undefined {
  const { doc, selection } = view.state
  const shown = view.composing ? null : view.dom.ownerDocument.getSelection()
  if (shown === null || !isInText(view, shown.anchorNode) || !isInText(view, shown.focusNode))
    return undefined
  // A selected rule, or everything, looks like a range of text to the browser.
  if (!(selection instanceof TextSelection) && !(selection instanceof AllSelection && shown.isCollapsed)) {
    return undefined
  }
  const anchor = view.posAtDOM(shown.anchorNode, shown.anchorOffset, 1)
  const head = view.posAtDOM(shown.focusNode, shown.focusOffset, 1)
  if (anchor === selection.anchor && head === selection.head) return undefined
  return TextSelection.between(doc.resolve(anchor), doc.resolve(head))
}

function isInText({ dom }: EditorView, node: Node | null): node is Node {
  return node !== null && node !== dom && dom.contains(node)
}
