import { Fragment, type Node, type ResolvedPos, Slice } from '@tiptap/pm/model'
import { indentOf, isBlock, isListKind, kindOf, maxIndent } from '../schema/block-attributes.ts'
import { indentInToggle } from '../schema/toggles.ts'

/**
 * What is pasted goes as deep as the place that it is pasted at, and keeps its own shape: in the section that folds, or beside
 * the item. `replacing`: the block there is empty and becomes what the first pasted one is.
 */
export function fitIndents(slice: Slice, $at: ResolvedPos, replacing: boolean): Slice {
  const first = slice.content.firstChild
  if (first === null || !isBlock(first) || !isBlock($at.parent)) return slice
  const { by, least } = shiftTo($at, first)
  if (by === 0 && least === 0) return slice
  const joins = slice.openStart > 0 && !replacing
  const blocks: Node[] = []
  slice.content.forEach((node, _, index) => {
    // The first block's words go into the block that is there, which stays as deep as it is.
    blocks.push(isBlock(node) && !(joins && index === 0) ? moved(node, by, least) : node)
  })
  return new Slice(Fragment.fromArray(blocks), slice.openStart, slice.openEnd)
}

function shiftTo($at: ResolvedPos, first: Node): { by: number; least: number } {
  const place = $at.parent
  const indent = indentOf(place)
  // Behind the line that folds a section begins what it holds.
  if (kindOf(place) === 'toggle' && kindOf(first) !== 'toggle')
    return { by: indent + 1 - indentOf(first), least: indent + 1 }
  const isDeep = indent > 0 || (isListKind(kindOf(place)) && isListKind(kindOf(first)))
  const least = $at.depth === 1 ? indentInToggle($at.doc, $at.index(0)) : 0
  return isDeep ? { by: indent - indentOf(first), least } : { by: 0, least: 0 }
}

function moved(block: Node, by: number, least: number): Node {
  const indent = Math.min(maxIndent, Math.max(least, indentOf(block) + by))
  if (indent === indentOf(block)) return block
  return block.type.create(
    { ...block.attrs, indent: indent === 0 ? null : indent },
    block.content,
    block.marks,
  )
}
