import type { Node } from '@tiptap/pm/model'
import { type EditorState, NodeSelection } from '@tiptap/pm/state'
import { CellSelection, isInTable, type Rect, selectedRect, TableMap } from '@tiptap/pm/tables'
import * as Y from 'yjs'
import { bindingOf } from '../create-editor.ts'
import type { QuireEditor } from '../types.ts'
import { type Area, type Grid, readGrid } from './grid.ts'

/** Cells that are selected, or the one with the caret; `right` and `bottom` are behind the last. */
export type Selected = Rect & { table: Node; position: number; map: TableMap }

export function selectedCells(state: EditorState): Selected | undefined {
  const { selection } = state
  if (selection instanceof NodeSelection && selection.node.type.name === 'table') {
    const map = TableMap.get(selection.node)
    const all = { left: 0, top: 0, right: map.width, bottom: map.height }
    return { ...all, table: selection.node, position: selection.from, map }
  }
  if (!isInTable(state)) return undefined
  const { left, top, right, bottom, table, tableStart, map } = selectedRect(state)
  return { left, top, right, bottom, table, position: tableStart - 1, map }
}

export type Place = { grid: Grid; area: Area }

/** The table in Yjs that the selection is in, and what of it is selected. */
export function placeIn(editor: QuireEditor): Place | undefined {
  const selected = editor.isEditable ? selectedCells(editor.state) : undefined
  if (selected === undefined) return undefined
  const element = tableElement(editor, selected.position)
  if (element === undefined) return undefined
  const grid = readGrid(element)
  const [left, right] = [grid.shownColumns[selected.left], grid.shownColumns[selected.right - 1]]
  const [top, bottom] = [grid.shownRows[selected.top], grid.shownRows[selected.bottom - 1]]
  if (left === undefined || right === undefined || top === undefined || bottom === undefined) return undefined
  return { grid, area: { left, top, right, bottom } }
}

export function tableElement(editor: QuireEditor, position: number): Y.XmlElement | undefined {
  const element = bindingOf(editor)?.elements[editor.state.doc.resolve(position).index(0)]
  return element instanceof Y.XmlElement && element.nodeName === 'table' ? element : undefined
}

export type TableDescription = {
  headerRow: boolean
  headerColumn: boolean
  canMerge: boolean
  canSplit: boolean
  /** How many rows and columns are selected, of how many. */
  rows: { selected: number; all: number }
  columns: { selected: number; all: number }
}

export function describeTable(editor: QuireEditor): TableDescription | undefined {
  const selected = selectedCells(editor.state)
  if (selected === undefined) return undefined
  const { table, map, left, right, top, bottom } = selected
  const cells = map.cellsInRect(selected)
  const spans = cells.map(at => table.nodeAt(at)?.attrs ?? { colspan: 1, rowspan: 1 })
  return {
    headerRow: table.attrs.headerRow === true,
    headerColumn: table.attrs.headerColumn === true,
    canMerge: editor.state.selection instanceof CellSelection && cells.length > 1,
    canSplit: spans.some(({ colspan, rowspan }) => colspan > 1 || rowspan > 1),
    rows: { selected: bottom - top, all: map.height },
    columns: { selected: right - left, all: map.width },
  }
}
