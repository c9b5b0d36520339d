import { Fragment, type Node, type Schema, Slice } from '@tiptap/pm/model'
import { Plugin, Selection } from '@tiptap/pm/state'
import { __clipCells, __pastedCells, CellSelection, isInTable, TableMap } from '@tiptap/pm/tables'
import { plainTextOf } from '../clipboard/clipboard-serializer.ts'
import { bindingOf } from '../create-editor.ts'
import { isBlock } from '../schema/block-attributes.ts'
import type { QuireEditor } from '../types.ts'
import { type Selected, selectedCells, tableElement } from './area.ts'
import { addColumnAt, addRowAt } from './commands.ts'
import { readGrid } from './grid.ts'

type Cells = { width: number; height: number; rows: Fragment[] }

/** Tables in and out of the clipboard: as a table, or cell by cell over the cells of another. */
export function pastePlugin(editor: QuireEditor): Plugin {
  return new Plugin({
    props: {
      clipboardTextParser: (text, $context, plain) =>
        // ProseMirror goes on to the next plugin; its types do not say so.
        (plain ? null : tableOfText(text, $context.doc.type.schema)) as Slice,
      clipboardTextSerializer: slice => textOf(slice),
      transformPasted: (slice, view) =>
        isInTable(view.state) && cellsOf(slice) === undefined ? withoutTables(slice) : slice,
      handlePaste(_, __, slice) {
        const cells = isInTable(editor.state) ? cellsOf(slice) : undefined
        if (cells === undefined) return false
        pasteCells(editor, cells)
        return true
      },
    },
  })
}

function cellsOf(slice: Slice): Cells | undefined {
  const [only, other] = [slice.content.firstChild, slice.content.maybeChild(1)]
  const isTable = only?.type.name === 'table' ? other === null : only?.type.name.startsWith('table') === true
  return isTable ? (__pastedCells(slice) ?? undefined) : undefined
}

/** A cell holds blocks of text, and nothing else. */
function withoutTables(slice: Slice): Slice {
  let holdsOther = false
  slice.content.forEach(node => {
    if (!isBlock(node) && !node.isInline) holdsOther = true
  })
  if (!holdsOther) return slice
  const blocks: Node[] = []
  slice.content.descendants(node => {
    if (isBlock(node)) blocks.push(node)
    return !isBlock(node)
  })
  return new Slice(Fragment.fromArray(blocks), Math.min(1, slice.openStart), Math.min(1, slice.openEnd))
}

/** What a spreadsheet gives as text: lines of the same number of tabs. */
function cellsOfText(text: string): string[][] | undefined {
  const lines = text.replace(/(?:\r\n?|\n)$/, '').split(/\r\n?|\n/)
  const rows = lines.map(line => line.split('\t'))
  const width = rows[0]?.length ?? 0
  return width < 2 || rows.some(row => row.length !== width) ? undefined : rows
}

function tableOfText(text: string, schema: Schema): Slice | undefined {
  const cell = (words: string) =>
    schema.node('tableCell', null, schema.node('block', null, words === '' ? [] : schema.text(words)))
  const rows = cellsOfText(text)?.map(row => schema.node('tableRow', null, row.map(cell)))
  return rows && new Slice(Fragment.from(schema.node('table', null, rows)), 0, 0)
}

export function pageOf(text: string): string | undefined {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const rows = cellsOfText(escaped)?.map(row => `<tr>${row.map(words => `<td>${words}</td>`).join('')}</tr>`)
  return rows && `<table>${rows.join('')}</table>`
}

/** Over the cells from the selected one on; the table grows where there are not enough. */
function pasteCells(editor: QuireEditor, pasted: Cells): void {
  const selected = selectedCells(editor.state)
  if (selected === undefined) return
  const isArea = editor.state.selection instanceof CellSelection
  const { left, top, right, bottom } = selected
  const cells = isArea ? __clipCells(pasted, right - left, bottom - top) : pasted
  editor.undoManager.stopCapturing()
  grow(editor, selected, { width: left + cells.width, height: top + cells.height })
  const table = editor.state.doc.nodeAt(selected.position)
  if (table?.type !== selected.table.type) return
  const { map, width } = TableMap.get(table)
  const contents = new Map<number, Fragment>()
  const { map: from } = mapOf(cells, table.type.schema)
  for (const [index, cell] of from.entries()) {
    const [row, column] = [Math.floor(index / cells.width), index % cells.width]
    const at = map[(top + row) * width + left + column]
    if (cell !== undefined && at !== undefined && !contents.has(at)) contents.set(at, cell.content)
  }
  const { tr } = editor.state
  for (const [at, content] of [...contents].sort(([one], [other]) => other - one)) {
    const cell = table.nodeAt(at)
    const start = selected.position + 1 + at + 1
    if (cell) tr.replaceWith(start, start + cell.content.size, content)
  }
  const first = selected.position + 1 + (map[top * width + left] ?? 0)
  tr.setSelection(Selection.near(tr.doc.resolve(first + 1)))
  editor.view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
  editor.undoManager.stopCapturing()
}

/** Which of the cells begins at each place; undefined where another reaches over it. */
function mapOf({ rows, height, width }: Cells, schema: Schema): { map: (Node | undefined)[] } {
  const table = schema.node(
    'table',
    null,
    rows.map(row => schema.node('tableRow', null, row)),
  )
  const { map } = TableMap.get(table)
  return {
    map: Array.from({ length: height * width }, (_, index) => {
      const at = map[index] ?? 0
      return at > 0 && map.indexOf(at) === index ? (table.nodeAt(at) ?? undefined) : undefined
    }),
  }
}

function grow(
  editor: QuireEditor,
  { map, position }: Selected,
  wanted: { width: number; height: number },
): void {
  const element = tableElement(editor, position)
  if (element === undefined || (wanted.width <= map.width && wanted.height <= map.height)) return
  bindingOf(editor)?.change(() => {
    for (let width = map.width; width < wanted.width; width++) {
      const grid = readGrid(element)
      addColumnAt(grid, grid.shownColumns.at(-1) ?? 0, 'after')
    }
    for (let height = map.height; height < wanted.height; height++) {
      const grid = readGrid(element)
      addRowAt(grid, grid.shownRows.at(-1) ?? 0, 'after')
    }
  })
}

/** Tables as a spreadsheet takes them; the rest as ever. */
function textOf(slice: Slice): string {
  const parts: string[] = []
  let holdsTable = false
  let others: Node[] = []
  const addOthers = () => {
    if (others.length > 0) parts.push(plainTextOf(new Slice(Fragment.fromArray(others), 0, 0)))
    others = []
  }
  let rows: string[] = []
  const addRows = () => {
    if (rows.length > 0) parts.push(rows.join('\n'))
    rows = []
  }
  slice.content.forEach(node => {
    const isTable = node.type.name === 'table'
    if (!isTable && node.type.name !== 'tableRow') {
      addRows()
      others.push(node)
      return
    }
    holdsTable = true
    addOthers()
    if (isTable) addRows()
    rows.push(...(isTable ? rowsOf(node) : [rowOf(node)]))
    if (isTable) addRows()
  })
  addOthers()
  addRows()
  return holdsTable ? parts.join('\n\n') : ''
}

function rowsOf(table: Node): string[] {
  return table.content.content.map(rowOf)
}

function rowOf(row: Node): string {
  return row.content.content.map(cell => cell.textBetween(0, cell.content.size, ' ', ' ')).join('\t')
}
