import type { Node, Schema } from '@tiptap/pm/model'
import { alignsOf } from '../../../formats/aligns-of.ts'
import type { Alignment, TableBlock, TextBlock } from '../../../formats/content.ts'
import { alignmentOf, canBeAligned } from '../schema/block-attributes.ts'

export function tableBlockOf(table: Node, textBlock: (block: Node) => TextBlock): TableBlock {
  const rows = table.content.content.map(row =>
    row.content.content.map(({ attrs, content }) => ({
      blocks: content.content.map(textBlock),
      colspan: Number(attrs.colspan),
      rowspan: Number(attrs.rowspan),
    })),
  )
  const { headerRow, headerColumn } = table.attrs
  return {
    type: 'table',
    headerRow: headerRow === true,
    headerColumn: headerColumn === true,
    aligns: alignsOf(table.content.content.map(row => row.content.content.map(saidIn))),
    rows,
  }
}

const saidIn = (cell: Node) => cell.content.content.filter(canBeAligned).map(alignmentOf)

export function tableNodeOf(
  { rows, headerRow, headerColumn, aligns }: TableBlock,
  schema: Schema,
  blockNode: (block: TextBlock) => Node,
): Node {
  const content = rows.map((row, top) =>
    schema.node(
      'tableRow',
      null,
      row.map(({ blocks, colspan, rowspan }, left) => {
        const header = headerRow && top === 0 ? 'col' : headerColumn && left === 0 ? 'row' : null
        const nodes = blocks.length > 0 ? blocks.map(blockNode) : [schema.node('block')]
        const aligned = nodes.map(node => withAlign(node, aligns[left]))
        return schema.node('tableCell', { colspan, rowspan, header }, aligned)
      }),
    ),
  )
  return schema.node('table', { headerRow, headerColumn }, content)
}

function withAlign(node: Node, align: Alignment | undefined): Node {
  if (align === undefined || align === 'start' || !canBeAligned(node)) return node
  return node.type.create({ ...node.attrs, align }, node.content)
}
