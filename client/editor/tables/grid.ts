import * as Y from 'yjs'

/**
 * How a table is kept in Yjs, so that whatever people do to it at once, all see the same rectangle:
 *
 *   table     headerRow, headerColumn
 *     column    id, width, gone
 *     row       id, gone
 *       cell      column (an id), merged (the ids of the column and the row of its far corner), kept
 *         block
 *
 * A cell says to which column it belongs, so that a row and a column that come at once cross in a cell of their own,
 * though nobody made one. Rows and columns that are deleted stay, marked as gone and emptied: a word that somebody
 * typed there in that moment brings them back. Merged cells stay as well, each with its own words, and are shown as
 * one; so merging and splitting move no text.
 */
export type Grid = {
  element: Y.XmlElement
  columns: readonly Column[]
  rows: readonly Row[]
  /** None of them touches another. */
  merges: readonly Area[]
  /** The indices of what is shown. */
  shownColumns: readonly number[]
  shownRows: readonly number[]
  /** It holds what means nothing to this version. */
  foreign: boolean
}

/** Without an element where only cells tell of it. */
export type Column = { id: string; element: Y.XmlElement | undefined }
export type Row = { id: string; element: Y.XmlElement | undefined; cells: Map<string, Y.XmlElement[]> }

/** Indices of columns and rows, all inclusive. */
export type Area = { left: number; top: number; right: number; bottom: number }

/** More cells than this are not drawn: such a table was made to do harm. */
export const maxCells = 20_000

export function readGrid(element: Y.XmlElement): Grid {
  const { columns, rows, foreign } = partsOf(element)
  const merges = mergesIn(columns, rows)
  const shown = shownIn(columns, rows, merges)
  return { element, columns, rows, merges, foreign, ...shown }
}

export function isGone({ element }: Column | Row): boolean {
  return element?.getAttribute('gone') !== undefined
}

export function cellsAt({ columns, rows }: Grid, row: number, column: number): readonly Y.XmlElement[] {
  return rows[row]?.cells.get(columns[column]?.id ?? '') ?? []
}

/** All the cells of an area, row by row. */
export function cellsIn(grid: Grid, { left, top, right, bottom }: Area): Y.XmlElement[] {
  const cells: Y.XmlElement[] = []
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) cells.push(...cellsAt(grid, row, column))
  return cells
}

/** What a place is part of: the merged cell that covers it, or the one cell. */
export function areaAt({ merges }: Grid, row: number, column: number): Area {
  const merged = merges.find(area => isIn(area, row, column))
  return merged ?? { left: column, top: row, right: column, bottom: row }
}

export function isIn({ left, top, right, bottom }: Area, row: number, column: number): boolean {
  return row >= top && row <= bottom && column >= left && column <= right
}

export function hasText(cell: Y.XmlElement): boolean {
  return cell
    .toArray()
    .some(block => block instanceof Y.XmlElement && block.toArray().some(text => !isEmpty(text)))
}

function isEmpty(text: unknown): boolean {
  return text instanceof Y.XmlText && text.length === 0
}

function partsOf(element: Y.XmlElement): Pick<Grid, 'rows' | 'columns' | 'foreign'> {
  const columns = new Map<string, Column>()
  const rows = new Map<string, Row>()
  const implied = new Map<string, Column>()
  let foreign = false
  for (const child of element.toArray()) {
    const id = child instanceof Y.XmlElement ? child.getAttribute('id') : undefined
    if (!(child instanceof Y.XmlElement) || typeof id !== 'string') foreign = true
    else if (child.nodeName === 'column') columns.has(id) || columns.set(id, { id, element: child })
    else if (child.nodeName === 'row') {
      const row = rows.get(id) ?? { id, element: child, cells: new Map() }
      rows.set(id, row)
      if (!addCells(row, child, implied)) foreign = true
    } else foreign = true
  }
  for (const [id, column] of implied) if (!columns.has(id)) columns.set(id, column)
  if (columns.size === 0) columns.set('0', { id: '0', element: undefined })
  if (rows.size === 0) rows.set('0', { id: '0', element: undefined, cells: new Map() })
  return { columns: [...columns.values()], rows: [...rows.values()], foreign }
}

/** False where the row holds anything else. A column that is missing altogether comes back with the words in it. */
function addCells({ cells }: Row, row: Y.XmlElement, implied: Map<string, Column>): boolean {
  let known = true
  for (const cell of row.toArray()) {
    const column = cell instanceof Y.XmlElement ? cell.getAttribute('column') : undefined
    if (!(cell instanceof Y.XmlElement) || cell.nodeName !== 'cell' || typeof column !== 'string') {
      known = false
      continue
    }
    const there = cells.get(column)
    if (there === undefined) cells.set(column, [cell])
    else there.push(cell)
    if (hasText(cell)) implied.set(column, { id: column, element: undefined })
  }
  return known
}

/** Of two that were made at once and overlap, the one that begins further up, or further left, counts. */
function mergesIn(columns: readonly Column[], rows: readonly Row[]): Area[] {
  const merges: Area[] = []
  const columnsById = new Map(columns.map(({ id }, index) => [id, index]))
  const rowsById = new Map(rows.map(({ id }, index) => [id, index]))
  for (const [row, { cells }] of rows.entries()) {
    for (const [column, { id }] of columns.entries()) {
      for (const cell of cells.get(id) ?? []) {
        const corner = cornerOf(cell)
        const right = columnsById.get(corner?.[0] ?? '')
        const bottom = rowsById.get(corner?.[1] ?? '')
        if (right === undefined || bottom === undefined) continue
        const area = areaBetween({ row, column }, { row: bottom, column: right })
        if (!merges.some(other => overlap(other, area))) merges.push(area)
      }
    }
  }
  return merges
}

function cornerOf(cell: Y.XmlElement): string[] | undefined {
  const merged: unknown = cell.getAttribute('merged')
  return typeof merged === 'string' ? merged.split(' ') : undefined
}

type Place = { row: number; column: number }

function areaBetween(one: Place, other: Place): Area {
  return {
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column),
    top: Math.min(one.row, other.row),
    bottom: Math.max(one.row, other.row),
  }
}

export function overlap(one: Area, other: Area): boolean {
  return (
    one.left <= other.right && other.left <= one.right && one.top <= other.bottom && other.top <= one.bottom
  )
}

/** What is not gone, and what is, but for words that nobody would see otherwise. Never nothing at all. */
function shownIn(columns: readonly Column[], rows: readonly Row[], merges: readonly Area[]) {
  const columnStays = columns.map(column => !isGone(column))
  const rowStays = rows.map(row => !isGone(row))
  const hidden = new Set<Area>()
  for (const area of merges) {
    const shows = (stays: boolean[], from: number, to: number) => stays.slice(from, to + 1).includes(true)
    const isShown = shows(columnStays, area.left, area.right) && shows(rowStays, area.top, area.bottom)
    if (!isShown) hidden.add(area)
  }
  const open = merges.filter(area => !hidden.has(area))
  for (const [row, { cells }] of rows.entries()) {
    for (const [column, { id }] of columns.entries()) {
      if (columnStays[column] && rowStays[row]) continue
      if (!cells.get(id)?.some(hasText) || open.some(area => isIn(area, row, column))) continue
      columnStays[column] = true
      rowStays[row] = true
    }
  }
  return { shownColumns: indicesOf(columnStays), shownRows: indicesOf(rowStays) }
}

function indicesOf(shown: readonly boolean[]): number[] {
  const indices = [...shown.keys()].filter(index => shown[index])
  return indices.length > 0 ? indices : [0]
}
