import type { Fragment, Node } from '@tiptap/pm/model'
import { NodeSelection, type Selection, TextSelection, type Transaction } from '@tiptap/pm/state'
import { indentOf, isBlock, isFigure, isHolder, kindOf } from '../schema/block-attributes.ts'
import type { QuireEditor } from '../types.ts'

/** Children of the document, by index: from the first up to `to`, which is the one behind the last. */
export type BlockRange = { from: number; to: number }

/** The blocks that a selection touches, with what is nested under the last of them. */
export function selectedRange(doc: Node, { $from, $to }: Selection): BlockRange {
  const from = Math.min($from.index(0), doc.childCount - 1)
  const last = $to.depth === 0 && $to.pos > $from.pos ? $to.index(0) - 1 : $to.index(0)
  return { from, to: groupEnd(doc, Math.max(from, Math.min(last, doc.childCount - 1))) }
}

/** Behind the block at an index, and what is nested under it. */
function groupEnd(doc: Node, index: number): number {
  const first = doc.child(index)
  let end = index + 1
  if (!isHolder(kindOf(first))) return end
  while (end < doc.childCount && isBlock(doc.child(end)) && indentOf(doc.child(end)) > indentOf(first)) end++
  return end
}

/** Where the block that ends before an index begins, that it is nested under included. */
function groupStart(doc: Node, index: number, indent: number): number {
  let start = index - 1
  while (start > 0 && isBlock(doc.child(start)) && indentOf(doc.child(start)) > indent) start--
  return start
}

export function positionOf(doc: Node, index: number): number {
  let position = 0
  for (let child = 0; child < index; child++) position += doc.child(child).nodeSize
  return position
}

/** The selected blocks change places with the one above, or below. */
export function moveBlocks(editor: QuireEditor, by: 1 | -1): boolean {
  const { doc, selection } = editor.state
  const range = selectedRange(doc, selection)
  const indent = isBlock(doc.child(range.from)) ? indentOf(doc.child(range.from)) : 0
  if (by < 0) return range.from > 0 && moveRange(editor, range, groupStart(doc, range.from, indent))
  return range.to < doc.childCount && moveRange(editor, range, groupEnd(doc, range.to))
}

/** Puts blocks before the one at `target`, or at the end. */
export function moveRange({ view, undoManager }: QuireEditor, range: BlockRange, target: number): boolean {
  const { doc, tr, selection } = view.state
  if (!view.editable || (target >= range.from && target <= range.to)) return false
  const [start, end] = [positionOf(doc, range.from), positionOf(doc, range.to)]
  const content = doc.slice(start, end).content
  const at = positionOf(doc, target)
  tr.delete(start, end)
  const place = target > range.from ? at - (end - start) : at
  tr.insert(place, content)
  keepSelection(tr, selection, place - start)
  undoManager.stopCapturing()
  view.dispatch(tr.scrollIntoView())
  undoManager.stopCapturing()
  return true
}

function keepSelection(tr: Transaction, selection: Selection, moved: number): void {
  const place = (at: number) => tr.doc.resolve(Math.max(0, Math.min(at + moved, tr.doc.content.size)))
  if (selection instanceof NodeSelection)
    tr.setSelection(NodeSelection.create(tr.doc, place(selection.from).pos))
  else tr.setSelection(TextSelection.between(place(selection.anchor), place(selection.head)))
}

export function duplicateBlocks({ view, undoManager }: QuireEditor): boolean {
  const { doc, tr, selection } = view.state
  if (!view.editable) return false
  const range = selectedRange(doc, selection)
  const [start, end] = [positionOf(doc, range.from), positionOf(doc, range.to)]
  tr.insert(end, doc.slice(start, end).content)
  keepSelection(tr, selection, end - start)
  undoManager.stopCapturing()
  view.dispatch(tr.scrollIntoView())
  undoManager.stopCapturing()
  return true
}

export function deleteBlocks({ view, undoManager, schema }: QuireEditor): boolean {
  const { doc, tr, selection } = view.state
  if (!view.editable) return false
  const range = selectedRange(doc, selection)
  const [start, end] = [positionOf(doc, range.from), positionOf(doc, range.to)]
  if (end - start === doc.content.size) tr.replaceWith(start, end, schema.node('block'))
  else tr.delete(start, end)
  undoManager.stopCapturing()
  view.dispatch(tr.scrollIntoView())
  undoManager.stopCapturing()
  return true
}

export function selectedContent({ state }: QuireEditor): Fragment {
  const { from, to } = selectedRange(state.doc, state.selection)
  return state.doc.slice(positionOf(state.doc, from), positionOf(state.doc, to)).content
}

/** Puts the selection into the child at an index, unless it is there already, perhaps with others. */
export function selectBlock({ view }: QuireEditor, index: number): void {
  const { doc, selection, tr } = view.state
  const { from, to } = selectedRange(doc, selection)
  const child = doc.maybeChild(index)
  if (child === null || (index >= from && index < to)) return
  const start = positionOf(doc, index)
  view.dispatch(
    tr.setSelection(
      child.isTextblock && !isFigure(kindOf(child))
        ? TextSelection.create(doc, start + 1 + child.content.size)
        : NodeSelection.create(doc, start),
    ),
  )
}
