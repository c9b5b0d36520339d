import { type EditorState, Selection, type Transaction } from '@tiptap/pm/state'
import { CellSelection, TableMap } from '@tiptap/pm/tables'
import * as Y from 'yjs'
import { bindingOf } from '../create-editor.ts'
import type { QuireEditor } from '../types.ts'
import { type Place, placeIn, type Selected, selectedCells, tableElement } from './area.ts'
import { type Area, areaAt, cellsIn, type Grid, hasText, isGone, isIn, readGrid } from './grid.ts'
import { narrowest, widest } from './read-table.ts'
import { createCell, createColumn, createRow, ensureCell, newId, setAny } from './write-table.ts'

// What changes rows and columns is written to Yjs itself: it says what is meant, and merges as that.

export type Side = 'before' | 'after'

/** Writes to the table with the selection, as one step for undo. False where there is none. */
function change(editor: QuireEditor, apply: (place: Place) => void): boolean {
  const place = placeIn(editor)
  const binding = bindingOf(editor)
  if (place === undefined || binding === undefined) return false
  editor.undoManager.stopCapturing()
  binding.change(() => {
    nameColumns(place.grid)
    apply(place)
  })
  editor.undoManager.stopCapturing()
  return true
}

/** Columns of which only cells told get an element: what follows stands beside it. */
function nameColumns({ element, columns }: Grid): void {
  const last = element
    .toArray()
    .findLastIndex(child => child instanceof Y.XmlElement && child.nodeName === 'column')
  const unnamed = columns.filter(column => column.element === undefined)
  const created = unnamed.map(({ id }) => createColumn(id))
  element.insert(last + 1, created)
  for (const [index, column] of unnamed.entries()) column.element = created[index]
}

function insertBeside(
  parent: Y.XmlElement,
  beside: Y.XmlElement | undefined,
  side: Side,
  child: Y.XmlElement,
): void {
  const at = beside === undefined ? -1 : parent.toArray().indexOf(beside)
  if (at < 0) parent.push([child])
  else parent.insert(side === 'before' ? at : at + 1, [child])
}

export function addRow(editor: QuireEditor, side: Side): boolean {
  return change(editor, ({ grid, area }) => addRowAt(grid, side === 'before' ? area.top : area.bottom, side))
}

export function addRowAt({ element, rows, columns }: Grid, at: number, side: Side): void {
  const cells = columns.filter(column => !isGone(column)).map(({ id }) => createCell(id))
  insertBeside(element, rows[at]?.element, side, createRow(newId(), cells))
}

export function addColumn(editor: QuireEditor, side: Side): boolean {
  return change(editor, ({ grid, area }) =>
    addColumnAt(grid, side === 'before' ? area.left : area.right, side),
  )
}

export function addColumnAt({ element, rows, columns }: Grid, at: number, side: Side): void {
  const id = newId()
  insertBeside(element, columns[at]?.element, side, createColumn(id))
  for (const row of rows) row.element?.push([createCell(id)])
}

/** At the end of the table at a position, wherever the selection is. */
export function append(editor: QuireEditor, position: number, what: 'row' | 'column'): void {
  const element = editor.isEditable ? tableElement(editor, position) : undefined
  if (element === undefined) return
  const grid = readGrid(element)
  editor.undoManager.stopCapturing()
  bindingOf(editor)?.change(() => {
    nameColumns(grid)
    if (what === 'row') addRowAt(grid, grid.shownRows.at(-1) ?? 0, 'after')
    else addColumnAt(grid, grid.shownColumns.at(-1) ?? 0, 'after')
  })
  editor.undoManager.stopCapturing()
}

export function deleteRows(editor: QuireEditor): boolean {
  return deleteParts(editor, 'rows')
}

export function deleteColumns(editor: QuireEditor): boolean {
  return deleteParts(editor, 'columns')
}

function deleteParts(editor: QuireEditor, parts: 'rows' | 'columns'): boolean {
  const selected = selectedCells(editor.state)
  if (selected === undefined) return false
  const { map, top, bottom, left, right } = selected
  if (parts === 'rows' ? bottom - top === map.height : right - left === map.width) return deleteTable(editor)
  return change(editor, ({ grid, area }) => {
    const [from, to] = parts === 'rows' ? [area.top, area.bottom] : [area.left, area.right]
    const taken: Area =
      parts === 'rows'
        ? { ...area, left: 0, right: grid.columns.length - 1 }
        : { ...area, top: 0, bottom: grid.rows.length - 1 }
    clear(grid, taken)
    for (const part of grid[parts].slice(from, to + 1)) if (part.element) setAny(part.element, 'gone', true)
  })
}

/** Empties the cells that go: not those that are part of a merged cell of which something stays. */
function clear(grid: Grid, taken: Area): void {
  const stays = (area: Area) =>
    grid.shownRows.some(row =>
      grid.shownColumns.some(column => isIn(area, row, column) && !isIn(taken, row, column)),
    )
  for (let row = taken.top; row <= taken.bottom; row++) {
    for (let column = taken.left; column <= taken.right; column++) {
      if (stays(areaAt(grid, row, column))) continue
      for (const cell of cellsIn(grid, { left: column, right: column, top: row, bottom: row })) empty(cell)
    }
  }
}

function empty(cell: Y.XmlElement): void {
  for (const block of cell.toArray()) {
    if (!(block instanceof Y.XmlElement)) continue
    for (const text of block.toArray()) if (text instanceof Y.XmlText) text.delete(0, text.length)
  }
}

/** Each of the cells keeps its own words: nothing that somebody types there meanwhile is lost. */
export function mergeCells(editor: QuireEditor): boolean {
  const selected = selectedCells(editor.state)
  if (selected === undefined || !(editor.state.selection instanceof CellSelection)) return false
  const done = change(editor, ({ grid, area }) => {
    const corner = `${grid.columns[area.right]?.id} ${grid.rows[area.bottom]?.id}`
    const cells = cellsIn(grid, area)
    for (const cell of cells) {
      if (cell.getAttribute('merged') !== undefined) cell.removeAttribute('merged')
      if (hasText(cell)) setAny(cell, 'kept', true)
    }
    ensureCell(grid, area.top, area.left).setAttribute('merged', corner)
  })
  if (done) enterCell(editor, selected)
  return done
}

/** The words go back to where they were. */
export function splitCells(editor: QuireEditor): boolean {
  const { selection } = editor.state
  const selected = selection instanceof CellSelection ? selectedCells(editor.state) : undefined
  const done = change(editor, ({ grid, area }) => {
    for (const merged of grid.merges) {
      const isSelected =
        merged.top >= area.top && merged.left >= area.left && isIn(area, merged.top, merged.left)
      for (const cell of isSelected || isIn(merged, area.top, area.left) ? cellsIn(grid, merged) : [])
        for (const name of ['merged', 'kept'])
          if (cell.getAttribute(name) !== undefined) cell.removeAttribute(name)
    }
  })
  if (done && selected !== undefined) enterCell(editor, selected)
  return done
}

/**
 * A caret in the cell that is now where the selected ones begin. Its place in the table is what stays: the cells themselves
 * may be gone from the document, and where the selection was mapped to is then another's.
 */
function enterCell({ view }: QuireEditor, { position, left, top }: Selected): void {
  const { doc, tr } = view.state
  const table = doc.nodeAt(position)
  if (table?.type.name !== 'table') return
  const { map, width } = TableMap.get(table)
  const cell = map[top * width + left]
  if (cell !== undefined) view.dispatch(tr.setSelection(Selection.near(doc.resolve(position + cell + 2))))
}

export function toggleHeader(editor: QuireEditor, name: 'headerRow' | 'headerColumn'): boolean {
  return change(editor, ({ grid: { element } }) => {
    if (element.getAttribute(name) === undefined) setAny(element, name, true)
    else element.removeAttribute(name)
  })
}

/** Gives every column a width, those in `widths` this one: what is drawn stays where it is. In pixels. */
export function setWidths(editor: QuireEditor, position: number, widths: readonly number[]): void {
  const element = editor.isEditable ? tableElement(editor, position) : undefined
  if (element === undefined) return
  const grid = readGrid(element)
  editor.undoManager.stopCapturing()
  bindingOf(editor)?.change(() => {
    nameColumns(grid)
    for (const [index, width] of widths.entries()) {
      const column = grid.columns[grid.shownColumns[index] ?? -1]?.element
      const kept = Math.round(Math.min(widest, Math.max(narrowest, width)))
      if (column && (column.getAttribute('width') as unknown) !== kept) setAny(column, 'width', kept)
    }
  })
  editor.undoManager.stopCapturing()
}

/** Columns share the page's width again. */
export function evenWidths(editor: QuireEditor): boolean {
  return change(editor, ({ grid: { columns } }) => {
    for (const { element } of columns)
      if (element && element.getAttribute('width') !== undefined) element.removeAttribute('width')
  })
}

export function deleteTable({ view, state }: QuireEditor): boolean {
  const selected = selectedCells(state)
  if (selected === undefined || !view.editable) return false
  const { position, table } = selected
  const transaction = state.tr.delete(position, position + table.nodeSize)
  transaction.setSelection(Selection.near(transaction.doc.resolve(position), 1))
  view.dispatch(transaction.scrollIntoView())
  return true
}

export type TableSize = { rows: number; columns: number }

export const usualSize: TableSize = { rows: 3, columns: 3 }

/** A table below the block with the caret, or in its place where that is empty; the caret goes into its first cell. */
export function insertTable(editor: QuireEditor, size: TableSize = usualSize): boolean {
  const { view, undoManager } = editor
  const transaction = view.editable ? addTable(view.state, size) : undefined
  if (transaction === undefined) return false
  view.dispatch(transaction.scrollIntoView())
  undoManager.stopCapturing()
  return true
}

function addTable({ tr, schema }: EditorState, { rows, columns }: TableSize): Transaction | undefined {
  const { $to } = tr.selection
  if ($to.depth < 1) return undefined
  const cell = (header: string | null) => schema.node('tableCell', { header }, schema.node('block'))
  const row = (header: string | null) =>
    schema.node(
      'tableRow',
      null,
      Array.from({ length: columns }, () => cell(header)),
    )
  const content = Array.from({ length: rows }, (_, index) => row(index === 0 ? 'col' : null))
  const table = schema.node('table', { headerRow: true }, content)
  const isFree = $to.depth === 1 && $to.parent.content.size === 0
  const at = isFree ? $to.before(1) : $to.after(1)
  const next = tr.doc.nodeAt(at)
  tr.insert(at, next?.isTextblock ? table : [table, schema.node('block')])
  return tr.setSelection(Selection.near(tr.doc.resolve(at + 3)))
}
