import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { type EditorState, type Selection, TextSelection } from '@tiptap/pm/state'
import * as Y from 'yjs'
import type { TableShape } from '../tables/tables-module.ts'
import { offsetOf, textAt } from './inline-content.ts'

/** A document on the screen, and the elements in Yjs that its children show, index by index. */
export type Rendering = {
  fragment: Y.XmlFragment
  doc: Node
  elements: readonly unknown[]
  shapes: WeakMap<object, TableShape>
}

/** A selection that stays with its text whatever others do. */
export type RelativeSelection = { anchor: Y.RelativePosition; head: Y.RelativePosition }

/**
 * A position that stays with its text. It clings to the character after it, or with `side` -1 to the one before it;
 * at the end of a block, without one, to the end.
 */
export function toRelative(rendering: Rendering, position: number, side: -1 | 0 = 0): Y.RelativePosition {
  const { fragment, doc } = rendering
  const $position = doc.resolve(Math.min(Math.max(position, 0), doc.content.size))
  const element = elementAt(rendering, $position)
  if ($position.depth === 0 || !(element instanceof Y.XmlElement)) {
    const child = Math.min($position.index(0), fragment.length)
    return Y.createRelativePositionFromTypeIndex(fragment, child, fragment.length === 0 ? -1 : 0)
  }
  const place = textAt(element, $position.parentOffset)
  if (place === undefined) return Y.createRelativePositionFromTypeIndex(element, 0, side)
  return Y.createRelativePositionFromTypeIndex(place.target, place.index, side)
}

/** Where a relative position is now; undefined while its text has not arrived, or when its block was deleted. */
export function toAbsolute(
  rendering: Rendering,
  relative: Y.RelativePosition,
  followUndone = false,
): number | undefined {
  const { fragment, doc } = rendering
  if (fragment.doc === null) return undefined
  const place = Y.createAbsolutePositionFromRelativePosition(relative, fragment.doc, followUndone)
  if (place === null) return undefined
  if (place.type === fragment) return startOf(doc, Math.min(place.index, doc.childCount))
  const block: unknown = place.type instanceof Y.XmlText ? place.type.parent : place.type
  if (!(block instanceof Y.XmlElement)) return undefined
  const path = pathTo(rendering, block)
  if (path === undefined) return undefined
  const inBlock = place.type === block ? 0 : (offsetOf(block, place.type) ?? 0) + place.index
  let start = 0
  let node: Node | null = doc
  for (const index of path) {
    start += startOf(node, index) + 1
    node = node.maybeChild(index)
    if (node === null) return undefined
  }
  return start + Math.min(inBlock, node.content.size)
}

/** The child of the content in which `type` is; undefined for the content itself, and for what is not in it. */
export function childWith(fragment: Y.XmlFragment, type: unknown): unknown {
  let child = type
  while (child instanceof Y.AbstractType && child !== fragment && child.parent !== fragment)
    child = child.parent
  return child === fragment || !(child instanceof Y.AbstractType) ? undefined : child
}

/** Where the child of a document with this index begins. */
export function startOf(parent: Node, index: number): number {
  let position = 0
  for (let child = 0; child < Math.min(index, parent.childCount); child++)
    position += parent.child(child).nodeSize
  return position
}

/** What in Yjs shows the block around a place; undefined in a table's cell in which nobody has written yet. */
export function elementAt({ elements, shapes }: Omit<Rendering, 'doc'>, $place: ResolvedPos): unknown {
  const element = elements[$place.index(0)]
  const shape = element instanceof Y.XmlElement ? shapes.get(element) : undefined
  if (shape === undefined) return element
  return $place.depth < 4 ? undefined : shape[$place.index(1)]?.[$place.index(2)]?.[$place.index(3)]
}

/** By which of each node's children one comes to the block that `block` is shown as. */
function pathTo({ fragment, elements, shapes }: Rendering, block: Y.XmlElement): number[] | undefined {
  let top: unknown = block
  while (top instanceof Y.XmlElement && top.parent !== fragment) top = top.parent
  const index = elements.indexOf(top)
  if (index < 0 || top === block) return index < 0 ? undefined : [index]
  for (const [row, cells] of (top instanceof Y.XmlElement ? shapes.get(top) : undefined)?.entries() ?? []) {
    for (const [cell, blocks] of cells.entries()) {
      const at = blocks.indexOf(block)
      if (at >= 0) return [index, row, cell, at]
    }
  }
}

/**
 * A caret clings to the character before it: what one types stays in one piece when somebody types at the same place.
 * A range clings to its first and its last character, and does not grow.
 */
export function relativeSelection(rendering: Rendering, selection: Selection): RelativeSelection | undefined {
  if (!(selection instanceof TextSelection)) return undefined
  const { anchor, head, empty } = selection
  const backward = head < anchor
  return {
    anchor: toRelative(rendering, anchor, empty || backward ? -1 : 0),
    head: toRelative(rendering, head, empty || !backward ? -1 : 0),
  }
}

/** The text selection that `relative` means in `doc`, if its text is there. */
export function resolveSelection(
  rendering: Rendering,
  relative: RelativeSelection,
  state: Pick<EditorState, 'doc'>,
): TextSelection | undefined {
  const anchor = toAbsolute(rendering, relative.anchor, true)
  const head = toAbsolute(rendering, relative.head, true)
  if (anchor === undefined || head === undefined) return undefined
  const selection = TextSelection.between(state.doc.resolve(anchor), state.doc.resolve(head))
  return selection instanceof TextSelection ? selection : undefined
}
