import type { PhrasingContent, Table, TableCell } from 'mdast'
import type { CellContent, Run, TableBlock, TextBlock } from '../content.ts'
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

/** The cells of each row, left to right, with nothing where another reaches over: what Markdown can say of it. */
function rectangleOf({ rows }: TableBlock): (CellContent | undefined)[][] {
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
