import { AllSelection, Plugin, type Selection, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/**
 * Takes over where the browser has put the caret before a key takes effect. The browser tells of a moved caret only
 * later, and on a busy page the next key comes first: Enter after End would split the line where the caret was before,
 * and a letter after everything was selected, and left again, would replace all of it.
 */
export function quickTypingPlugin(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        keydown(view) {
          const moved = movedSelection(view)
          if (moved !== undefined) view.dispatch(view.state.tr.setSelection(moved))
        },
      },
    },
  })
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
