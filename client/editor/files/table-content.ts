import type { Node, Schema } from '@tiptap/pm/model'
import { alignmentOf, canBeAligned } from '../schema/block-attributes.ts'
import type { Alignment } from '../types.ts'
import type { TextBlock } from './content.ts'

export type CellContent = { blocks: readonly TextBlock[]; colspan: number; rowspan: number }

export type TableBlock = {
  type: 'table'
  headerRow: boolean
  headerColumn: boolean
  /** Of each column, where all of it is aligned alike. */
  aligns: readonly Alignment[]
  /** Cells that another reaches over are not there. */
  rows: readonly (readonly CellContent[])[]
}

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
    aligns: alignsOf(table),
    rows,
  }
}

function alignsOf(table: Node): Alignment[] {
  const columns: Set<Alignment>[] = []
  table.forEach(row => {
    row.forEach((cell, _, index) => {
      columns[index] ??= new Set()
      for (const block of cell.content.content)
        if (canBeAligned(block)) columns[index].add(alignmentOf(block))
    })
  })
  return columns.map(said => (said.size === 1 ? ([...said][0] ?? 'start') : 'start'))
}

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

/** The cells of each row, left to right, with nothing where another reaches over: what Markdown can say of it. */
export function rectangleOf({ rows }: TableBlock): (CellContent | undefined)[][] {
  const places: (CellContent | undefined | null)[][] = rows.map(() => [])
  for (const [top, row] of rows.entries()) {
    let left = 0
    for (const cell of row) {
      while (places[top]?.[left] !== undefined) left++
      for (let down = 0; down < cell.rowspan; down++)
        for (let right = 0; right < cell.colspan; right++) {
          const line = places[top + down]
          if (line !== undefined) line[left + right] = down === 0 && right === 0 ? cell : null
        }
      left += cell.colspan
    }
  }
  const width = Math.max(1, ...places.map(row => row.length))
  return places.map(row => Array.from({ length: width }, (_, index) => row[index] ?? undefined))
}
