import type { Node } from '@tiptap/pm/model'
import { TableMap } from '@tiptap/pm/tables'
import type { EditorView, NodeView, ViewMutationRecord } from '@tiptap/pm/view'
import { reachByKeyboard } from '../view/controls-plugin.ts'
import { narrowest } from './read-table.ts'
import { drawnWidths } from './widths.ts'

/** What a table on the screen can be asked for by mouse. */
export type TableActions = {
  append: (position: number, what: 'row' | 'column') => void
  setWidths: (position: number, widths: readonly number[]) => void
}

/** Set by the plugin of the editor that the view belongs to. */
export const actionsOf = new WeakMap<EditorView, TableActions>()

/** A column without a width of its own, in a table in which others have one. In pixels. */
const usualWidth = 160
/** The least that a column gets before the table scrolls in its frame. */
const leastWidth = 112

/** How near to a border the mouse takes hold of it. In pixels. */
const reach = 5

/** Draws a table in a frame of its own, in which it scrolls where it is wider than the page. */
export function createTableView(first: Node, view: EditorView, position: () => number | undefined): NodeView {
  const { dom, scroller, table, columns, contentDOM, resizer } = tableElements()
  const show = (node: Node) => {
    table.dir = directionOf(node)
    const { widths } = node.attrs as { widths: readonly (number | null)[] }
    showWidths(
      table,
      columns,
      Array.from({ length: TableMap.get(node).width }, (_, at) => widths[at] ?? null),
    )
    reachByKeyboard(scroller, view.editable)
  }
  const act = (what: 'row' | 'column') => () => {
    const at = position()
    if (at !== undefined && view.editable) actionsOf.get(view)?.append(at, what)
  }
  dom.append(addButton('row', act('row')), addButton('column', act('column')))
  listenForResizing({ scroller, table, columns, resizer }, view, widths => {
    const at = position()
    if (at !== undefined) actionsOf.get(view)?.setWidths(at, widths)
  })
  show(first)
  return {
    dom,
    contentDOM,
    update(node) {
      if (node.type !== first.type) return false
      show(node)
      return true
    },
    stopEvent: ({ target }) => target instanceof Element && target.closest('.table-control') !== null,
    ignoreMutation: (mutation: ViewMutationRecord) =>
      mutation.type !== 'selection' && !contentDOM.contains(mutation.target),
  }
}

/** As its first letter runs, so do its columns. The browser's own `auto` looks past what has a direction of its own, as blocks have. */
function directionOf(table: Node): 'ltr' | 'rtl' {
  let letter: string | undefined
  table.descendants(({ text }) => {
    letter ??= text?.match(/\p{L}/u)?.[0]
    return letter === undefined
  })
  return letter !== undefined && runsLeft.test(letter) ? 'rtl' : 'ltr'
}
const runsLeft = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}\p{sc=Adlam}]/u

function tableElements() {
  const dom = document.createElement('div')
  dom.dataset.kind = 'table'
  const scroller = dom.appendChild(document.createElement('div'))
  scroller.className = 'table-frame'
  const table = scroller.appendChild(document.createElement('table'))
  const columns = table.appendChild(document.createElement('colgroup'))
  const contentDOM = table.appendChild(document.createElement('tbody'))
  const resizer = scroller.appendChild(document.createElement('div'))
  resizer.className = 'table-control table-resizer'
  resizer.contentEditable = 'false'
  resizer.hidden = true
  return { dom, scroller, table, columns, contentDOM, resizer }
}

/** For the mouse alone: by keyboard and by touch, the table's menu does the same. */
function addButton(what: 'row' | 'column', run: () => void): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = `table-control table-add table-add-${what}`
  button.contentEditable = 'false'
  button.tabIndex = -1
  button.ariaHidden = 'true'
  button.addEventListener('mousedown', event => event.preventDefault())
  button.addEventListener('click', run)
  return button
}

function showWidths(table: HTMLElement, columns: HTMLElement, widths: readonly (number | null)[]): void {
  while (columns.childElementCount > widths.length) columns.lastElementChild?.remove()
  while (columns.childElementCount < widths.length) columns.append(document.createElement('col'))
  const isSet = widths.some(width => width !== null)
  let total = 0
  for (const [index, width] of widths.entries()) {
    const column = columns.children[index]
    const drawn = width ?? (isSet ? usualWidth : undefined)
    total += drawn ?? leastWidth
    if (column instanceof HTMLElement) column.style.width = drawn === undefined ? '' : `${drawn}px`
  }
  // As properties, so that paper may do without them.
  table.style.setProperty('--table-width', isSet ? `${total}px` : null)
  table.style.setProperty('--table-least', isSet ? null : `${total}px`)
}

type Parts = { scroller: HTMLElement; table: HTMLElement; columns: HTMLElement; resizer: HTMLElement }

/** A line appears at the border under the mouse, and is dragged. */
function listenForResizing(parts: Parts, view: EditorView, done: (widths: number[]) => void): void {
  const { scroller, table, columns, resizer } = parts
  let border: number | undefined
  const hover = (event: PointerEvent) => {
    if (resizer.hasPointerCapture(event.pointerId)) return
    border = event.pointerType === 'mouse' && view.editable ? borderAt(columns, event.clientX) : undefined
    resizer.hidden = border === undefined
    if (border !== undefined) placeResizer(parts, border)
  }
  const drag = (down: PointerEvent) => {
    if (border === undefined || down.button !== 0) return
    down.preventDefault()
    const index = border
    const before = drawnWidths(table)
    const isReversed = getComputedStyle(table).direction === 'rtl'
    const widthsAt = ({ clientX }: PointerEvent) => {
      const moved = (clientX - down.clientX) * (isReversed ? -1 : 1)
      return before.map((width, at) => (at === index ? Math.max(narrowest, width + moved) : width))
    }
    const move = (event: PointerEvent) => {
      showWidths(table, columns, widthsAt(event))
      placeResizer(parts, index)
    }
    const end = new AbortController()
    const listen = { signal: end.signal }
    resizer.setPointerCapture(down.pointerId)
    resizer.classList.add('is-dragged')
    resizer.addEventListener('pointermove', move, listen)
    resizer.addEventListener('pointercancel', () => finish(before), listen)
    resizer.addEventListener('pointerup', event => finish(widthsAt(event), true), listen)
    const finish = (widths: number[], isMeant = false) => {
      end.abort()
      resizer.classList.remove('is-dragged')
      resizer.hidden = true
      if (isMeant && widths.some((width, at) => width !== before[at])) done(widths)
    }
  }
  scroller.addEventListener('pointermove', hover)
  scroller.addEventListener('pointerleave', event => {
    if (!resizer.hasPointerCapture(event.pointerId)) resizer.hidden = true
  })
  resizer.addEventListener('pointerdown', drag)
}

/** The column whose far border is under the mouse. */
function borderAt(columns: HTMLElement, x: number): number | undefined {
  const isReversed = getComputedStyle(columns).direction === 'rtl'
  const index = [...columns.children].findIndex(column => {
    const { left, right } = column.getBoundingClientRect()
    return Math.abs((isReversed ? left : right) - x) <= reach
  })
  return index < 0 ? undefined : index
}

function placeResizer({ scroller, columns, resizer }: Parts, index: number): void {
  const column = columns.children[index]
  if (column === undefined) return
  const isReversed = getComputedStyle(columns).direction === 'rtl'
  const { left, right } = column.getBoundingClientRect()
  const border = isReversed ? left : right
  resizer.style.left = `${border - scroller.getBoundingClientRect().left + scroller.scrollLeft}px`
}
