import type { PhrasingContent, Table, TableCell } from 'mdast'
import type { Run, TextBlock } from '../content.ts'
import { type CellContent, rectangleOf, type TableBlock } from '../table-content.ts'
import { phrasingOf } from './write-inline.ts'

/**
 * A table as GitHub has it: one line for each cell. A merged cell's words stand in its first place; blocks in a cell are
 * parted by `<br>`. The first row always heads the others there: a table that has no such row begins with an empty one.
 */
export function tableOf(block: TableBlock): Table {
  const rows = rectangleOf(block)
  const width = rows[0]?.length ?? 1
  const lines = block.headerRow ? rows : [Array<undefined>(width).fill(undefined), ...rows]
  return {
    type: 'table',
    align: Array.from({ length: width }, (_, index) => {
      const align = block.aligns[index]
      return align === 'end' ? 'right' : align === 'center' ? 'center' : null
    }),
    children: lines.map(cells => ({ type: 'tableRow', children: cells.map(cellOf) })),
  }
}

function cellOf(cell: CellContent | undefined): TableCell {
  const children: PhrasingContent[] = []
  for (const [index, block] of (cell?.blocks ?? []).entries()) {
    if (index > 0) children.push({ type: 'html', value: '<br>' })
    children.push(...phrasingOf(marked(block), { oneLine: true }))
  }
  return { type: 'tableCell', children }
}

/** A list in a cell has no form of its own: its markers are text. */
function marked({ kind, checked, runs }: TextBlock): readonly Run[] {
  const marker = { bullet: '• ', ordered: '', task: checked ? '☑ ' : '☐ ' }[kind as string]
  return marker === undefined || marker === '' ? runs : [{ text: marker, marks: {} }, ...runs]
}

/** `runs` are those of each cell, row by row. */
export function readTable(runs: readonly (readonly Run[][])[], align: Table['align']): TableBlock {
  const width = runs[0]?.length ?? 1
  const isHeadless = runs.length > 1 && runs[0]?.every(cell => cell.length === 0) === true
  const rows = (isHeadless ? runs.slice(1) : runs).map(row =>
    Array.from({ length: width }, (_, index) => ({
      blocks: linesOf(row[index] ?? []),
      colspan: 1,
      rowspan: 1,
    })),
  )
  return {
    type: 'table',
    headerRow: !isHeadless,
    headerColumn: false,
    aligns: Array.from({ length: width }, (_, index) => {
      const said = align?.[index]
      return said === 'right' ? 'end' : said === 'center' ? 'center' : 'start'
    }),
    rows,
  }
}

function linesOf(runs: readonly Run[]): TextBlock[] {
  const lines: Run[][] = [[]]
  for (const { text, marks } of runs) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (part !== '') lines.at(-1)?.push({ text: part, marks })
    }
  }
  return lines.map(line => ({ type: 'block', kind: 'paragraph', runs: line }))
}
