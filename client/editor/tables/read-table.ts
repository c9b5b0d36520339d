import type { Node, Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { readForeign, readTextBlock } from '../binding/read-blocks.ts'
import { type Area, areaAt, cellsIn, type Grid, hasText, maxCells, readGrid } from './grid.ts'
import type { TableShape } from './tables-module.ts'

type Read = { node: Node; foreign: boolean; shape: TableShape }

/** A table as it is shown. Everybody who has the same table in Yjs reads the same one; nothing is written. */
export function readTable(element: Y.XmlElement, schema: Schema): Read {
  const grid = readGrid(element)
  const { shownColumns, shownRows } = grid
  if (shownColumns.length * shownRows.length > maxCells) return { ...readForeign(element, schema), shape: [] }
  const { headerRow, headerColumn } = headersOf(element)
  const rows: Node[] = []
  const shape: (Y.XmlElement | undefined)[][][] = []
  let { foreign } = grid
  for (const [top, cells] of shownCells(grid).entries()) {
    const nodes: Node[] = []
    shape.push([])
    for (const cell of cells) {
      const blocks = blocksOf(grid, cell.area)
      const content = blocks.map(block => {
        const read = block && readTextBlock(block, schema)
        if (read?.foreign) foreign = true
        return read?.node ?? schema.node('block')
      })
      if (cellsIn(grid, cell.area).some(holdsForeign)) foreign = true
      const header = headerRow && top === 0 ? 'col' : headerColumn && cell.left === 0 ? 'row' : null
      const { colspan, rowspan } = cell
      nodes.push(schema.node('tableCell', { colspan, rowspan, header }, content))
      shape.at(-1)?.push(blocks)
    }
    rows.push(schema.node('tableRow', null, nodes))
  }
  const drawn = shownColumns.map(index => widthOf(grid.columns[index]?.element))
  const widths = drawn.some(width => width !== null) ? drawn : []
  return { node: schema.node('table', { headerRow, headerColumn, widths }, rows), foreign, shape }
}

/** A cell as it is shown: `left` counts the columns that are. */
export type ShownCell = { area: Area; left: number; colspan: number; rowspan: number }

export function shownCells(grid: Grid): ShownCell[][] {
  const { shownColumns, shownRows } = grid
  const within = (all: readonly number[], from: number, to: number) =>
    all.filter(index => index >= from && index <= to)
  return shownRows.map(row =>
    shownColumns.flatMap((column, left) => {
      const area = areaAt(grid, row, column)
      const columns = within(shownColumns, area.left, area.right)
      const rows = within(shownRows, area.top, area.bottom)
      if (columns[0] !== column || rows[0] !== row) return []
      return [{ area, left, colspan: columns.length, rowspan: rows.length }]
    }),
  )
}

/** The blocks of a cell, of a merged one those of all its cells that hold anything. Never none. */
function blocksOf(grid: Grid, area: Area): (Y.XmlElement | undefined)[] {
  const cells = cellsIn(grid, area)
  // Of what was merged, a line that held words stays one when it is emptied.
  const full = cells.filter(cell => hasText(cell) || cell.getAttribute('kept') !== undefined)
  const blocks = (full.length > 0 ? full : cells.slice(0, 1)).flatMap(cell =>
    cell.toArray().filter(isBlockElement),
  )
  return blocks.length > 0 ? blocks : [undefined]
}

function isBlockElement(child: unknown): child is Y.XmlElement {
  return child instanceof Y.XmlElement && child.nodeName === 'block'
}

function holdsForeign(cell: Y.XmlElement): boolean {
  return cell.toArray().some(child => !isBlockElement(child))
}

function headersOf(table: Y.XmlElement): { headerRow: boolean; headerColumn: boolean } {
  const is = (name: string) => (table.getAttribute(name) as unknown) === true
  return { headerRow: is('headerRow'), headerColumn: is('headerColumn') }
}

export const narrowest = 48
export const widest = 1_200

function widthOf(column: Y.XmlElement | undefined): number | null {
  const width: unknown = column?.getAttribute('width')
  if (typeof width !== 'number' || !Number.isFinite(width)) return null
  return Math.round(Math.min(widest, Math.max(narrowest, width)))
}
