import type { QuireEditor } from '../types.ts'
import { selectedCells } from './area.ts'
import { setWidths } from './commands.ts'

/** How wide the columns of a table are on the screen. In pixels. */
export function drawnWidths(table: Element): number[] {
  return [...table.querySelectorAll(':scope > colgroup > col')].map(
    column => column.getBoundingClientRect().width,
  )
}

const step = 24

/** Makes the selected columns wider by a step, or narrower: a way without a mouse. */
export function widenColumns(editor: QuireEditor, by: 1 | -1): boolean {
  const selected = selectedCells(editor.state)
  const frame = selected && editor.view.nodeDOM(selected.position)
  const table = frame instanceof Element ? frame.querySelector('table') : null
  if (selected === undefined || table === null) return false
  const { position, left, right } = selected
  const widths = drawnWidths(table).map((width, index) =>
    index >= left && index < right ? width + by * step : width,
  )
  setWidths(editor, position, widths)
  return true
}
