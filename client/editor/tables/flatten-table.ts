import { alignmentIn } from '../clipboard/html-elements.ts'

/** The attributes of a node, as the schema's rules read them. */
function withAttributes<E extends HTMLElement>(element: E, attributes: object): E {
  element.dataset.attributes = JSON.stringify(attributes)
  return element
}

/**
 * What is pasted as a table, in the flat shape of our documents: rows of cells, in each of them blocks. Undefined for a
 * table that only sets a page's layout: one cell, or tables in its cells.
 */
export function flattenTable(
  table: HTMLElement,
  flattenCell: (cell: Element) => Element,
): HTMLElement | undefined {
  const rows = [...table.querySelectorAll('tr')].filter(row => row.closest('table') === table)
  const cells = rows.map(row => [...row.children].filter(isCell))
  const isLayout =
    cells.flat().length < 2 && (cells.flat().length === 0 || table.getAttribute('border') !== '1')
  if (isLayout || table.querySelector('table') !== null) return undefined
  const { headerRow, headerColumn } = headersOf(cells)
  const owner = table.ownerDocument
  const flat = withAttributes(owner.createElement('table'), {
    headerRow,
    headerColumn,
    widths: widthsOf(table),
  })
  const body = flat.appendChild(owner.createElement('tbody'))
  for (const [index, row] of cells.entries()) {
    const flatRow = body.appendChild(owner.createElement('tr'))
    for (const [at, cell] of row.entries()) {
      const header = headerRow && index === 0 ? 'col' : headerColumn && at === 0 ? 'row' : null
      const spans = { colspan: spanOf(cell.colSpan), rowspan: spanOf(cell.rowSpan) }
      const flatCell = withAttributes(owner.createElement('td'), { ...spans, header })
      flatCell.append(...flattenCell(contentOf(cell)).childNodes)
      // What a cell cannot hold is not lost: it is only no rule any more.
      for (const rule of flatCell.querySelectorAll('hr')) rule.remove()
      if (flatCell.childElementCount === 0)
        flatCell.appendChild(owner.createElement('p')).dataset.kind = 'paragraph'
      flatRow.append(flatCell)
    }
  }
  return flat
}

/** What spreadsheets say of a cell means its words; its fill is the table's design. Headers are bold by themselves. */
const wordStyles = ['font-weight', 'font-style', 'text-decoration', 'color']

/** With the alignment that the cell, its row or its column group says, and what the cell says of its words. */
function contentOf(cell: HTMLTableCellElement): Element {
  const outer = cell.ownerDocument.createElement('div')
  const inner = outer.appendChild(cell.ownerDocument.createElement('div'))
  const align = alignmentIn(cell) ?? (cell.parentElement && alignmentIn(cell.parentElement))
  if (align) inner.style.textAlign = align
  const words = cell.ownerDocument.createElement('span')
  for (const name of wordStyles) {
    const said = cell.style.getPropertyValue(name)
    if (said !== '' && (cell.tagName === 'TD' || name !== 'font-weight')) words.style.setProperty(name, said)
  }
  if (words.style.length > 0) inner.append(words)
  ;(words.style.length > 0 ? words : inner).append(...cell.childNodes)
  return outer
}

function isCell(element: Element): element is HTMLTableCellElement {
  return element.tagName === 'TD' || element.tagName === 'TH'
}

function headersOf(rows: readonly (readonly HTMLTableCellElement[])[]) {
  const isHeader = (cell: HTMLTableCellElement | undefined) => cell?.tagName === 'TH'
  const [first = [], ...others] = rows
  return {
    headerRow: first.length > 1 ? first.every(isHeader) : isHeader(first[0]) && first[0]?.scope !== 'row',
    headerColumn: others.length > 0 && others.every(row => isHeader(row[0]) && row[0]?.scope !== 'col'),
  }
}

function spanOf(said: number): number {
  return Number.isInteger(said) && said > 0 ? Math.min(said, 100) : 1
}

function widthsOf(table: HTMLElement): (number | null)[] {
  const columns = [...table.querySelectorAll('col')].filter(column => column.closest('table') === table)
  const widths = columns.flatMap(column => {
    const said = Number.parseFloat(column.style.width || (column.getAttribute('width') ?? ''))
    const isInPixels = /^[\d.]+(px)?$/.test(column.style.width || (column.getAttribute('width') ?? ''))
    const width = isInPixels && said >= 1 ? Math.round(said) : null
    return Array.from({ length: Math.min(100, Math.max(1, column.span || 1)) }, () => width)
  })
  return widths.some(width => width !== null) ? widths : []
}
