import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { kindOf } from '../../schema/block-attributes.ts'
import { formulaAt, formulaKey, openFormulaIn } from './open-formula.ts'

/** Keys that lead into a formula and out of it. What is not open is passed as one thing. */
export function handleFormulaKey(view: EditorView, event: KeyboardEvent): boolean {
  const { state } = view
  const { selection } = state
  if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  if (!(selection instanceof TextSelection)) return false
  const transaction = openFormulaIn(state)
    ? leave(state, event.key)
    : (enter(state, event.key) ?? enterBlock(view, event.key))
  if (transaction === undefined) return false
  view.dispatch(transaction.scrollIntoView())
  return true
}

function leave(state: EditorState, key: string): Transaction | undefined {
  const open = openFormulaIn(state)
  const { empty, head } = state.selection
  if (open === undefined) return undefined
  const close = (at: number) =>
    state.tr.setSelection(TextSelection.create(state.doc, at)).setMeta(formulaKey, 'close').setStoredMarks([])
  if (key === 'Enter' || key === 'Escape') return close(open.to)
  if (empty && key === '$' && head === open.to) return close(open.to)
  if (empty && key === 'ArrowRight' && head === open.to) return close(open.to)
  if (empty && key === 'ArrowLeft' && head === open.from) return close(open.from)
  if (empty && key === 'Backspace' && open.from === open.to) return close(open.from)
  return undefined
}

function enter(state: EditorState, key: string): Transaction | undefined {
  const { empty, head } = state.selection
  const formula = empty ? formulaAt(state.doc, head) : undefined
  if (formula === undefined) return undefined
  const isAhead = head === formula.from && (key === 'ArrowRight' || key === 'Delete')
  const isBehind = head === formula.to && (key === 'ArrowLeft' || key === 'Backspace')
  if (!isAhead && !isBehind) return undefined
  return state.tr.setSelection(TextSelection.create(state.doc, head)).setMeta(formulaKey, 'open')
}

/** A formula that is a block shows its text only while one is in it: the browser finds no way in. */
function enterBlock(view: EditorView, key: string): Transaction | undefined {
  const { doc, selection } = view.state
  const directions = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' } as const
  const direction = Object.entries(directions).find(([name]) => name === key)?.[1]
  if (direction === undefined || !selection.empty || !view.endOfTextblock(direction)) return undefined
  const { $head } = selection
  const isBack = direction === 'up' || direction === 'left'
  const edge = isBack ? $head.before() : $head.after()
  const next = isBack ? doc.resolve(edge).nodeBefore : doc.resolve(edge).nodeAfter
  if (next === null || kindOf(next) !== 'math') return undefined
  const inside = isBack ? edge - 1 : edge + 1
  return view.state.tr.setSelection(TextSelection.create(doc, inside))
}
