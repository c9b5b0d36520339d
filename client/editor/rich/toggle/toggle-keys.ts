import { keymap } from '@tiptap/pm/keymap'
import { type Command, type Plugin, TextSelection } from '@tiptap/pm/state'
import { indentOf, isBlock, kindOf, plainAttributes } from '../../schema/block-attributes.ts'
import { fold, isUnfolded } from './folding.ts'

export function toggleKeys(): Plugin {
  return keymap({ Enter: enterBehindFolded, 'Mod-Enter': foldHere })
}

/** Enter behind the line of a folded section begins the next one. */
const enterBehindFolded: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const { parent, parentOffset } = $from
  if (!empty || $from.depth !== 1 || kindOf(parent) !== 'toggle' || parent.content.size === 0) return false
  if (parentOffset < parent.content.size || isUnfolded(state, $from.before())) return false
  const indent = indentOf(parent)
  let at = $from.after()
  for (let next = state.doc.nodeAt(at); next !== null && isBlock(next) && indentOf(next) > indent; ) {
    at += next.nodeSize
    next = state.doc.nodeAt(at)
  }
  const transaction = state.tr.insert(
    at,
    parent.type.create({ ...plainAttributes, kind: 'toggle', indent: indent || null }),
  )
  transaction.setSelection(TextSelection.create(transaction.doc, at + 1))
  dispatch?.(transaction.scrollIntoView())
  return true
}

const foldHere: Command = (state, dispatch, view) => {
  const { $from } = state.selection
  if (kindOf($from.parent) !== 'toggle' || view === undefined) return false
  if (dispatch !== undefined) fold(view, $from.before())
  return true
}
