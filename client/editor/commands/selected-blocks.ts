import type { Node } from '@tiptap/pm/model'
import type { EditorState, Selection } from '@tiptap/pm/state'
import { isBlock, kindOf } from '../schema/block-attributes.ts'

export type PlacedBlock = { node: Node; position: number; index: number }

/** The blocks of text that a selection touches, in order. */
export function selectedBlocks(doc: Node, { from, to }: Selection): PlacedBlock[] {
  const blocks: PlacedBlock[] = []
  let position = 0
  for (let index = 0; index < doc.childCount && position <= to; index++) {
    const node = doc.child(index)
    if (position + node.nodeSize > from && isBlock(node)) blocks.push({ node, position, index })
    position += node.nodeSize
  }
  return blocks
}

/** The block in which a caret is; undefined for a range, or beside a rule. */
export function blockAtCaret({ selection }: EditorState): PlacedBlock | undefined {
  const { $from, empty } = selection
  if (!empty || $from.depth !== 1) return undefined
  return { node: $from.parent, position: $from.before(1), index: $from.index(0) }
}

/** The selection lies in blocks of code only, where marks mean nothing. */
export function isInCode({ doc, selection }: Pick<EditorState, 'doc' | 'selection'>): boolean {
  const blocks = selectedBlocks(doc, selection)
  return blocks.length > 0 && blocks.every(({ node }) => kindOf(node) === 'code')
}
