import type { ResolvedPos } from '@tiptap/pm/model'
import {
  type Command,
  type EditorState,
  NodeSelection,
  Plugin,
  Selection,
  TextSelection,
} from '@tiptap/pm/state'
import { isSource, kindOf } from '../schema/block-attributes.ts'

/** Backspace behind a table, and Delete before one, lead into it: selected as a whole, it would go with the next key. */
export const intoTable =
  (direction: -1 | 1): Command =>
  ({ doc, selection, tr }, dispatch) => {
    const { $from, empty } = selection
    if (!empty || $from.depth !== 1 || !isAtEdge($from, direction)) return false
    const { nodeBefore, nodeAfter } = doc.resolve(direction < 0 ? $from.before(1) : $from.after(1))
    if ((direction < 0 ? nodeBefore : nodeAfter)?.type.name !== 'table') return false
    const beside = doc.resolve(direction < 0 ? $from.before(1) : $from.after(1))
    const inside = Selection.findFrom(beside, direction, true)
    if (inside === null) return false
    dispatch?.(tr.setSelection(inside).scrollIntoView())
    return true
  }

function isAtEdge({ parent, parentOffset }: ResolvedPos, direction: -1 | 1): boolean {
  return parentOffset === (direction < 0 ? 0 : parent.content.size)
}

/** What is typed while a block is selected as a whole stands in a paragraph behind it: it does not take its place. */
export function typingBehindPlugin(): Plugin {
  return new Plugin({
    props: {
      handleTextInput({ state, dispatch }, _from, _to, text) {
        const { selection, schema, tr } = state
        if (!(selection instanceof NodeSelection) || !selection.node.isBlock) return false
        const paragraph = schema.node('block', null, schema.text(text))
        tr.insert(selection.to, paragraph)
        tr.setSelection(TextSelection.create(tr.doc, selection.to + 1 + text.length))
        dispatch(tr.scrollIntoView())
        return true
      },
    },
  })
}

/** Above code that begins the document is no place to write, nor below what ends it: an arrow that leads there makes one. */
export const leaveEdge =
  (direction: -1 | 1): Command =>
  (state, dispatch, view) => {
    const { doc, schema, tr, selection } = state
    const index = selection.$from.index(0)
    if (!isShut(state) || index !== (direction < 0 ? 0 : doc.childCount - 1)) return false
    if (selection instanceof TextSelection && !view?.endOfTextblock(direction < 0 ? 'up' : 'down'))
      return false
    const at = direction < 0 ? 0 : doc.content.size
    tr.insert(at, schema.node('block'))
    dispatch?.(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView())
    return true
  }

/** Enter stays in it. */
function isShut({ selection }: EditorState): boolean {
  if (selection instanceof NodeSelection) return selection.node.isBlock && selection.$from.depth === 0
  return selection.empty && selection.$from.depth === 1 && isSource(kindOf(selection.$from.parent))
}
