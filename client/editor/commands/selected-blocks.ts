import type { Node } from '@tiptap/pm/model'
import type { EditorState, Selection } from '@tiptap/pm/state'
import { isBlock } from '../schema/block-attributes.ts'

/** `index` counts in `parent`: the document, or a table's cell. */
export type PlacedBlock = { node: Node; position: number; index: number; parent: Node }

/** The blocks of text that a selection touches, in order. */
export function selectedBlocks(doc: Node, { ranges }: Pick<Selection, 'ranges'>): PlacedBlock[] {
  const blocks: PlacedBlock[] = []
  for (const { $from, $to } of ranges) {
    doc.nodesBetween($from.pos, $to.pos, (node, position, parent, index) => {
      if (isBlock(node)) blocks.push({ node, position, index, parent: parent ?? doc })
      return !isBlock(node)
    })
  }
  return blocks
}

/** The block in which a caret is; undefined for a range, or beside a rule. */
export function blockAtCaret({ selection }: EditorState): PlacedBlock | undefined {
  const { $from, empty } = selection
  if (!empty || !isBlock($from.parent)) return undefined
  return { node: $from.parent, position: $from.before(), index: $from.index(-1), parent: $from.node(-1) }
}
