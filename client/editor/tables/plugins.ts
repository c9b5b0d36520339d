import type { Node } from '@tiptap/pm/model'
import { type Command, type EditorState, Plugin, Selection, TextSelection } from '@tiptap/pm/state'
import { CellSelection, cellAround, isInTable, tableEditing } from '@tiptap/pm/tables'
import type { EditorView } from '@tiptap/pm/view'
import { kindOf } from '../schema/block-attributes.ts'
import type { QuireEditor } from '../types.ts'
import { selectedCells } from './area.ts'
import { addRow, append, setWidths } from './commands.ts'
import { emptyHeadersPlugin } from './empty-headers.ts'
import { pastePlugin } from './paste.ts'
import { actionsOf } from './table-view.ts'

/** What the editor does differently in tables. Before its other plugins, and only where there are tables. */
export function tablePlugins(editor: QuireEditor): Plugin[] {
  return [
    actionsPlugin(editor),
    keysPlugin(editor),
    pastePlugin(editor),
    emptyHeadersPlugin(),
    tableEditing({ allowTableNodeSelection: true }),
  ]
}

function actionsPlugin(editor: QuireEditor): Plugin {
  return new Plugin({
    view(view) {
      actionsOf.set(view, {
        append: (position, what) => append(editor, position, what),
        setWidths: (position, widths) => setWidths(editor, position, widths),
      })
      return {
        update({ state, dom }, before) {
          if (!state.selection.eq(before.selection) && dom.contains(document.activeElement)) showCaret(view)
        },
      }
    },
  })
}

/** Scrolls a table that is wider than the page to the cell with the caret. */
function showCaret(view: EditorView): void {
  const { $head } = view.state.selection
  const cell = cellAround($head)
  const drawn = cell && view.nodeDOM(cell.pos)
  const frame = drawn instanceof Element ? drawn.closest('.table-frame') : null
  if (!(drawn instanceof Element) || frame === null || frame.scrollWidth <= frame.clientWidth) return
  const [inner, outer] = [drawn.getBoundingClientRect(), frame.getBoundingClientRect()]
  if (inner.left < outer.left || inner.width > outer.width) frame.scrollLeft += inner.left - outer.left
  else if (inner.right > outer.right) frame.scrollLeft += inner.right - outer.right
}

function keysPlugin(editor: QuireEditor): Plugin {
  let leaves = false
  const keys = new Map([
    ['Tab', toCell(editor, 1)],
    ['Shift-Tab', toCell(editor, -1)],
    ['ArrowUp', leaveUpwards],
    ['ArrowDown', leaveDownwards],
    ['Escape', leaveCells],
    ['Backspace', clearCells],
    ['Delete', clearCells],
  ])
  return new Plugin({
    props: {
      handleKeyDown(view, event) {
        const leaving = leaves
        if (!['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) leaves = event.key === 'Escape'
        if (!view.editable || !isInTable(view.state) || event.altKey || event.ctrlKey || event.metaKey)
          return false
        // Escape, then Tab, leaves the editor.
        if (leaving && event.key === 'Tab') return false
        const command = keys.get(event.shiftKey ? `Shift-${event.key}` : event.key)
        return command?.(view.state, view.dispatch, view) ?? false
      },
    },
  })
}

/** To the next cell, or the one before; behind the last one is a new row. */
function toCell(editor: QuireEditor, direction: 1 | -1): Command {
  return (state, dispatch) => {
    if (kindOf(state.selection.$from.parent) === 'code') return false
    const at = nextCell(state, direction)
    if (dispatch === undefined) return true
    if (at === undefined && direction > 0) addRow(editor, 'after')
    const next = at ?? (direction > 0 ? nextCell(editor.state, direction) : undefined)
    if (next === undefined) return true
    const { tr } = editor.state
    const cell = tr.doc.nodeAt(next)
    const end = tr.doc.resolve(next + (cell?.nodeSize ?? 2) - 1)
    editor.view.dispatch(tr.setSelection(Selection.near(end, -1)).scrollIntoView())
    return true
  }
}

function nextCell(state: EditorState, direction: 1 | -1): number | undefined {
  const selected = selectedCells(state)
  const { $head } = state.selection
  const current = state.selection instanceof CellSelection ? state.selection.$headCell : cellAround($head)
  if (selected === undefined || !current) return undefined
  const start = selected.position + 1
  const cells = [...new Set(selected.map.map)]
  const at = cells[cells.indexOf(current.pos - start) + direction]
  return at === undefined ? undefined : start + at
}

/** Above a table that begins the document is no place to write: one is made. Likewise below the last one. */
const leaveUpwards: Command = (state, dispatch, view) => {
  const selected = selectedCells(state)
  if (selected?.position !== 0 || selected.top > 0 || !view?.endOfTextblock('up') || !isAtEdge(state, -1))
    return false
  const { tr, schema } = state
  tr.insert(0, schema.node('block'))
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, 1)).scrollIntoView())
  return true
}

const leaveDownwards: Command = (state, dispatch, view) => {
  const selected = selectedCells(state)
  if (selected === undefined || selected.bottom < selected.map.height) return false
  const end = selected.position + selected.table.nodeSize
  if (end < state.doc.content.size || !view?.endOfTextblock('down') || !isAtEdge(state, 1)) return false
  const { tr, schema } = state
  tr.insert(end, schema.node('block'))
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView())
  return true
}

/** In the first block of its cell, or in the last. */
function isAtEdge({ selection: { $head, empty } }: EditorState, side: 1 | -1): boolean {
  if (!empty || $head.depth < 4) return false
  return side < 0 ? $head.index(3) === 0 : $head.index(3) === $head.node(3).childCount - 1
}

const leaveCells: Command = (state, dispatch) => {
  const { selection, tr } = state
  if (!(selection instanceof CellSelection)) return false
  dispatch?.(tr.setSelection(Selection.near(state.doc.resolve(selection.$headCell.pos + 1))))
  return true
}

/** Empties the selected cells. Their first blocks stay: what another types there meanwhile is not lost with them. */
const clearCells: Command = (state, dispatch) => {
  const { selection, tr } = state
  if (!(selection instanceof CellSelection)) return false
  const cells: { cell: Node; start: number }[] = []
  selection.forEachCell((cell, position) => {
    cells.push({ cell, start: position + 1 })
  })
  for (const { cell, start } of cells.reverse()) {
    const first = cell.firstChild?.nodeSize ?? 0
    if (cell.content.size > first) tr.delete(start + first, start + cell.content.size)
    if (first > 2) tr.delete(start + 1, start + first - 1)
  }
  if (tr.docChanged) dispatch?.(tr)
  return true
}
