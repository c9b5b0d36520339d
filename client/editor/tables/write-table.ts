import type { Node } from '@tiptap/pm/model'
import { TableMap } from '@tiptap/pm/tables'
import * as Y from 'yjs'
import { alignBlocks, differingChildren } from '../binding/align-blocks.ts'
import { createElement, updateElement } from '../binding/write-blocks.ts'
import { type Area, cellsAt, type Grid, isGone, readGrid } from './grid.ts'
import { shownCells } from './read-table.ts'
import type { TableChange } from './tables-module.ts'

/** Ids need be unlike only within their table. */
export function newId(): string {
  return Math.random().toString(36).slice(2, 10)
}

export function createColumn(id: string, width: unknown = null): Y.XmlElement {
  const column = new Y.XmlElement('column')
  column.setAttribute('id', id)
  if (typeof width === 'number') setAny(column, 'width', width)
  return column
}

export function createRow(id: string, cells: Y.XmlElement[]): Y.XmlElement {
  const row = new Y.XmlElement('row')
  row.setAttribute('id', id)
  row.insert(0, cells)
  return row
}

/** A cell has a block from the start: two who begin to type in it write to the same one. */
export function createCell(column: string, blocks: Y.XmlElement[] = [emptyBlock()]): Y.XmlElement {
  const cell = new Y.XmlElement('cell')
  cell.setAttribute('column', column)
  cell.insert(0, blocks)
  return cell
}

function emptyBlock(): Y.XmlElement {
  const block = new Y.XmlElement('block')
  block.insert(0, [new Y.XmlText()])
  return block
}

/** Yjs keeps any value; its types say that all are strings. */
export function setAny(element: Y.XmlElement, name: string, value: unknown): void {
  element.setAttribute(name, value as string)
}

/** A new table in Yjs, as `table` looks on the screen. */
export function createTable(table: Node): Y.XmlElement {
  const element = new Y.XmlElement('table')
  for (const name of ['headerRow', 'headerColumn'])
    if (table.attrs[name] === true) setAny(element, name, true)
  const { map, width, height } = TableMap.get(table)
  const ids = (count: number) => Array.from({ length: count }, newId)
  const [columnIds, rowIds] = [ids(width), ids(height)]
  const columns = columnIds.map((id, index) => createColumn(id, table.attrs.widths[index]))
  const rows = rowIds.map((id, top) => {
    const cells = columnIds.flatMap((column, left) => {
      const position = map[top * width + left] ?? 0
      const cell = table.nodeAt(position)
      const isFirst = map.indexOf(position) === top * width + left
      // Where several pasted cells make no rectangle, what is missing is empty.
      if (cell === null || position === 0 || !isFirst) return position === 0 ? [createCell(column)] : []
      return [cellOf(cell, column, { columnIds, rowIds, left, top })]
    })
    return createRow(id, cells)
  })
  element.insert(0, [...columns, ...rows])
  return element
}

type Where = { columnIds: string[]; rowIds: string[]; left: number; top: number }

function cellOf(cell: Node, column: string, { columnIds, rowIds, left, top }: Where): Y.XmlElement {
  const element = createCell(column, cell.content.content.map(createElement))
  const { colspan, rowspan } = cell.attrs
  const right = columnIds[Math.min(left + colspan, columnIds.length) - 1]
  const bottom = rowIds[Math.min(top + rowspan, rowIds.length) - 1]
  if (colspan > 1 || rowspan > 1) element.setAttribute('merged', `${right} ${bottom}`)
  return element
}

export function haveSameCells(before: Node, after: Node): boolean {
  if (!before.hasMarkup(after.type, after.attrs) || before.childCount !== after.childCount) return false
  for (let row = 0; row < before.childCount; row++) {
    const [old, now] = [before.child(row), after.child(row)]
    if (old === now) continue
    if (old.childCount !== now.childCount) return false
    for (let cell = 0; cell < old.childCount; cell++)
      if (!old.child(cell).hasMarkup(now.child(cell).type, now.child(cell).attrs)) return false
  }
  return true
}

/** True where more may be different now than what was written: words came into an empty cell, or went. */
export function updateTable(change: TableChange): boolean {
  const { before, after, element, shape } = change
  const cells = changedCells(change)
  // One letter in a text is by far the most frequent of all changes: for that, nothing is looked at twice.
  const isPlain = cells.every(({ row, cell }) => {
    const [old, now] = [before.child(row).child(cell), after.child(row).child(cell)]
    const { start, beforeEnd, afterEnd } = differingChildren(old, now)
    const stays = (node: Node, block: number) => node.child(block).content.size > 0
    return (
      beforeEnd === start + 1 &&
      afterEnd === start + 1 &&
      stays(old, start) &&
      stays(now, start) &&
      shape[row]?.[cell]?.[start] !== undefined
    )
  })
  const grid = readGrid(element)
  for (const { row, cell, starts } of cells) {
    const area = shownCells(grid)[row]?.[cell]?.area
    if (area === undefined) continue
    bringBack(grid, area)
    updateCell({ ...change, starts }, before.child(row).child(cell), after.child(row).child(cell), {
      grid,
      area,
      blocks: shape[row]?.[cell] ?? [],
    })
  }
  return !isPlain
}

function changedCells({ before, after, starts }: TableChange) {
  const cells: { row: number; cell: number; starts: TableChange['starts'] }[] = []
  let [old, now] = [starts.before, starts.after]
  for (let row = 0; row < after.childCount; row++) {
    const [oldRow, newRow] = [before.child(row), after.child(row)]
    let [oldCell, newCell] = [old + 2, now + 2]
    for (let cell = 0; oldRow !== newRow && cell < newRow.childCount; cell++) {
      if (oldRow.child(cell) !== newRow.child(cell))
        cells.push({ row, cell, starts: { before: oldCell, after: newCell } })
      oldCell += oldRow.child(cell).nodeSize
      newCell += newRow.child(cell).nodeSize
    }
    old += oldRow.nodeSize
    now += newRow.nodeSize
  }
  return cells
}

/** Who writes in a row or a column that another deleted at the same time keeps it. */
function bringBack({ columns, rows, shownColumns, shownRows }: Grid, area: Area): void {
  const column = columns[shownColumns.find(index => index >= area.left) ?? -1]
  const row = rows[shownRows.find(index => index >= area.top) ?? -1]
  for (const each of [column, row])
    if (each !== undefined && isGone(each)) each.element?.removeAttribute('gone')
}

type CellPlace = { grid: Grid; area: Area; blocks: readonly (Y.XmlElement | undefined)[] }

function updateCell({ maps, starts, $head }: TableChange, before: Node, after: Node, place: CellPlace): void {
  const differing = differingChildren(before, after)
  const alignment = alignBlocks(before, after, maps, differing, starts)
  const kept = new Map(alignment.map(pair => [pair.after, pair.before]))
  const lives = new Set(alignment.map(pair => pair.before))
  const blocks = [...place.blocks]
  for (let index = differing.start; index < differing.beforeEnd; index++)
    if (!lives.has(index)) remove(blocks[index])
  let last: Y.XmlElement | undefined = blocks[differing.start - 1]
  for (let index = differing.start; index < differing.afterEnd; index++) {
    const block = after.child(index)
    const from = kept.get(index)
    const element = from === undefined ? undefined : blocks[from]
    if (element === undefined || from === undefined) last = insert(createElement(block), last, place)
    else {
      const caret = $head.parent === block ? $head.parentOffset : undefined
      updateElement(element, before.child(from), block, { caret })
      last = element
    }
  }
}

function remove(block: Y.XmlElement | undefined): void {
  const { parent } = block ?? {}
  if (block === undefined || !(parent instanceof Y.XmlElement)) return
  parent.delete(parent.toArray().indexOf(block), 1)
}

/** Behind `last`, or as the first of the cell. */
function insert(block: Y.XmlElement, last: Y.XmlElement | undefined, place: CellPlace): Y.XmlElement {
  const cell = last?.parent instanceof Y.XmlElement ? last.parent : firstCell(place)
  cell.insert(last === undefined ? 0 : cell.toArray().indexOf(last) + 1, [block])
  return block
}

function firstCell({ grid, area: { left, top }, blocks }: CellPlace): Y.XmlElement {
  const { parent } = blocks.find(block => block?.parent instanceof Y.XmlElement) ?? {}
  return parent instanceof Y.XmlElement ? parent : ensureCell(grid, top, left)
}

/** The cell at a place, made where there is none yet. */
export function ensureCell(grid: Grid, row: number, column: number): Y.XmlElement {
  const [there] = cellsAt(grid, row, column)
  if (there !== undefined) return there
  const id = grid.columns[column]?.id ?? '0'
  const cell = createCell(id, [])
  const at = grid.rows[row]
  if (at === undefined) throw new Error('a cell is in one of the rows')
  if (at.element === undefined) {
    const created = createRow(at.id, [])
    grid.element.push([created])
    at.element = created
  }
  at.element.push([cell])
  at.cells.set(id, [cell])
  return cell
}
