import { CellSelection, TableMap } from '@tiptap/pm/tables'
import { exchange, type Writer, writer } from '../testing/writers.ts'
import { insertTable } from './index.ts'

/** The rows of a writer's only table: cells as text, a line for each block, with their spans where they have some. */
export function cellsOf({ editor }: Writer): string[][] {
  const rows: string[][] = []
  const { table } = tableOf(editor.state.doc)
  table?.forEach(row => {
    const cells: string[] = []
    row.forEach(cell => {
      const { colspan, rowspan } = cell.attrs
      const span = colspan > 1 || rowspan > 1 ? ` (${colspan}×${rowspan})` : ''
      cells.push(cell.textBetween(0, cell.content.size, '|', '\n') + span)
    })
    rows.push(cells)
  })
  return rows
}

export function tableOf(doc: Writer['editor']['state']['doc']) {
  let position = 0
  for (const child of doc.content.content) {
    if (child.type.name === 'table') return { table: child, position }
    position += child.nodeSize
  }
  return { table: undefined, position: 0 }
}

/** Where the cell that covers a place is in the document. */
export function cellAt({ editor }: Writer, row: number, column: number): number {
  const { table, position } = tableOf(editor.state.doc)
  if (table === undefined) throw new Error('there is no table')
  const { map, width } = TableMap.get(table)
  return position + 1 + (map[row * width + column] ?? 0)
}

/** Puts the caret at the end of a cell. */
export function into(who: Writer, row: number, column: number): void {
  const at = cellAt(who, row, column)
  const cell = who.editor.state.doc.nodeAt(at)
  who.select(at + (cell?.nodeSize ?? 4) - 2)
}

export function write(who: Writer, row: number, column: number, text: string): void {
  into(who, row, column)
  who.type(text)
}

export function selectCells(who: Writer, from: [number, number], to: [number, number]): void {
  const { state, view } = who.editor
  const [anchor, head] = [cellAt(who, ...from), cellAt(who, ...to)]
  view.dispatch(state.tr.setSelection(CellSelection.create(state.doc, anchor, head)))
}

/** Several people on one document, which begins with a table: `rows` as text. */
export function peopleAtTable(count: number, rows: readonly (readonly string[])[]): Writer[] {
  const people = Array.from({ length: count }, () => writer())
  const [first] = people
  if (first === undefined) return people
  insertTable(first.editor, { rows: rows.length, columns: rows[0]?.length ?? 1 })
  for (const [row, cells] of rows.entries())
    for (const [column, text] of cells.entries()) write(first, row, column, text)
  exchange(...people)
  return people
}
