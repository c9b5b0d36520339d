import * as Y from 'yjs'
import type { TextBlock } from './blocks.ts'
import { type Area, Merges } from './merges.ts'

/** A table as it is shown; how it is kept in Yjs is told in `client/editor/tables/grid.ts`. */
export interface Table {
  type: 'table'
  headerRow: boolean
  headerColumn: boolean
  rows: readonly (readonly Cell[])[]
}

export interface Cell {
  heads: 'col' | 'row' | undefined
  colspan: number
  rowspan: number
  blocks: readonly TextBlock[]
}

interface Line {
  id: string
  isGone: boolean
}

interface Row extends Line {
  /** By column. */
  cells: Map<string, Y.XmlElement[]>
}

/** More cells than this are not drawn: such a table was made to do harm. */
const maxCells = 20_000

/** Undefined: too large. */
export function tableOf(
  element: Y.XmlElement,
  textBlockOf: (block: Y.XmlElement) => TextBlock,
): Table | undefined {
  const { columns, rows } = linesOf(element)
  if (columns.length * rows.length > maxCells) return undefined
  const merges = mergesIn(columns, rows)
  const shown = shownIn(columns, rows, merges.areas)
  const flag = (name: string) => (element.getAttribute(name) as unknown) === true
  const [headerRow, headerColumn] = [flag('headerRow'), flag('headerColumn')]
  const cells = shown.rows.map((row, top) =>
    shown.columns.flatMap((column, left): Cell[] => {
      const merged = merges.at(row, column)
      const area = merged ?? { left: column, right: column, top: row, bottom: row }
      const before = { column: shown.columns[left - 1] ?? -1, row: shown.rows[top - 1] ?? -1 }
      // Another reaches over it.
      if (before.column >= area.left || before.row >= area.top) return []
      return [
        {
          heads: headerRow && top === 0 ? 'col' : headerColumn && left === 0 ? 'row' : undefined,
          colspan: merged === undefined ? 1 : countIn(shown.columns, area.left, area.right),
          rowspan: merged === undefined ? 1 : countIn(shown.rows, area.top, area.bottom),
          blocks: blocksIn(columns, rows, area).map(textBlockOf),
        },
      ]
    }),
  )
  return { type: 'table', headerRow, headerColumn, rows: cells }
}

function linesOf(table: Y.XmlElement): { columns: Line[]; rows: Row[] } {
  const columns = new Map<string, Line>()
  const rows = new Map<string, Row>()
  const implied = new Set<string>()
  for (const child of elementsIn(table)) {
    const id = child.getAttribute('id')
    const isGone = child.getAttribute('gone') !== undefined
    if (typeof id !== 'string') continue
    if (child.nodeName === 'column' && !columns.has(id)) columns.set(id, { id, isGone })
    if (child.nodeName !== 'row') continue
    const row = rows.get(id) ?? { id, isGone, cells: new Map() }
    rows.set(id, row)
    for (const cell of elementsIn(child)) {
      const column = cell.getAttribute('column')
      if (cell.nodeName !== 'cell' || typeof column !== 'string') continue
      const there = row.cells.get(column)
      if (there === undefined) row.cells.set(column, [cell])
      else there.push(cell)
      if (hasText(cell)) implied.add(column)
    }
  }
  // A column that is missing altogether comes back with the words in it.
  for (const id of implied) if (!columns.has(id)) columns.set(id, { id, isGone: false })
  const nowhere = { id: '0', isGone: false }
  return {
    columns: columns.size > 0 ? [...columns.values()] : [nowhere],
    rows: rows.size > 0 ? [...rows.values()] : [{ ...nowhere, cells: new Map() }],
  }
}

/** Of two that overlap, the one that begins further up, or further left, counts. */
function mergesIn(columns: readonly Line[], rows: readonly Row[]): Merges {
  const merges = new Merges()
  const columnOf = placesOf(columns)
  const rowOf = placesOf(rows)
  for (const [row, { cells }] of rows.entries())
    for (const [column, { id }] of columns.entries())
      for (const cell of cells.get(id) ?? []) {
        const merged = cell.getAttribute('merged')
        if (typeof merged !== 'string') continue
        const [toColumn, toRow] = merged.split(' ')
        const corner = { column: columnOf.get(toColumn ?? ''), row: rowOf.get(toRow ?? '') }
        if (corner.column === undefined || corner.row === undefined) continue
        const area = {
          left: Math.min(column, corner.column),
          right: Math.max(column, corner.column),
          top: Math.min(row, corner.row),
          bottom: Math.max(row, corner.row),
        }
        merges.add(area)
      }
  return merges
}

/** Where lines are, by their names. */
const placesOf = (lines: readonly Line[]) => new Map(lines.map(({ id }, place) => [id, place]))

const countIn = (places: readonly number[], from: number, upTo: number) =>
  places.filter(place => place >= from && place <= upTo).length

/** What is not gone, and what is, but for words that nobody would see otherwise. Never nothing at all. */
function shownIn(columns: readonly Line[], rows: readonly Row[], merges: readonly Area[]) {
  const stays = { columns: columns.map(line => !line.isGone), rows: rows.map(line => !line.isGone) }
  const isShown = ({ left, right, top, bottom }: Area) =>
    stays.columns.slice(left, right + 1).includes(true) && stays.rows.slice(top, bottom + 1).includes(true)
  const open = merges.filter(isShown)
  for (const [row, { cells }] of rows.entries())
    for (const [column, { id }] of columns.entries()) {
      if (stays.columns[column] && stays.rows[row]) continue
      if (!cells.get(id)?.some(hasText) || open.some(area => isIn(area, row, column))) continue
      stays.columns[column] = true
      stays.rows[row] = true
    }
  return { columns: indicesOf(stays.columns), rows: indicesOf(stays.rows) }
}

/** Of a merged cell those of all its cells that hold anything. */
function blocksIn(columns: readonly Line[], rows: readonly Row[], area: Area): Y.XmlElement[] {
  const cells: Y.XmlElement[] = []
  for (let row = area.top; row <= area.bottom; row++)
    for (let column = area.left; column <= area.right; column++)
      cells.push(...(rows[row]?.cells.get(columns[column]?.id ?? '') ?? []))
  // Of what was merged, a line that held words stays one when it is emptied.
  const full = cells.filter(cell => hasText(cell) || cell.getAttribute('kept') !== undefined)
  return (full.length > 0 ? full : cells.slice(0, 1)).flatMap(cell =>
    elementsIn(cell).filter(({ nodeName }) => nodeName === 'block'),
  )
}

function hasText(cell: Y.XmlElement): boolean {
  return elementsIn(cell).some(block =>
    block.toArray().some(text => !(text instanceof Y.XmlText) || text.length > 0),
  )
}

const elementsIn = (parent: Y.XmlElement) =>
  parent.toArray().filter((child): child is Y.XmlElement => child instanceof Y.XmlElement)

const isIn = ({ left, right, top, bottom }: Area, row: number, column: number) =>
  row >= top && row <= bottom && column >= left && column <= right

function indicesOf(shown: readonly boolean[]): number[] {
  const indices = [...shown.keys()].filter(index => shown[index])
  return indices.length > 0 ? indices : [0]
}
