import type { Node } from '@tiptap/pm/model'
import { type EditorState, PluginKey, TextSelection, type Transaction } from '@tiptap/pm/state'
import { kindOf } from '../../schema/block-attributes.ts'
import { formulasIn } from './ranges.ts'

/** The formula that is being written: its TeX is shown, from `from` to `to`. */
export type OpenFormula = { from: number; to: number }

/** Opens the formula at the caret, or one that is not written yet; or closes the one that is open. */
export type FormulaMeta = 'open' | 'close'

export const formulaKey = new PluginKey<OpenFormula | undefined>('formula')

export function openFormulaIn(state: EditorState): OpenFormula | undefined {
  return formulaKey.getState(state)
}

export function formulaAt(doc: Node, position: number): OpenFormula | undefined {
  const $position = doc.resolve(position)
  if (!$position.parent.isTextblock || kindOf($position.parent) === 'code') return undefined
  const start = $position.start()
  const range = formulasIn($position.parent).find(
    ({ from, to }) => start + from <= position && position <= start + to,
  )
  return range && { from: start + range.from, to: start + range.to }
}

/** What is open after a transaction. A formula stays open while the caret is in it, and opens when the caret comes between its letters. */
export function nextOpen(transaction: Transaction, open: OpenFormula | undefined): OpenFormula | undefined {
  const meta: FormulaMeta | undefined = transaction.getMeta(formulaKey)
  const { doc, selection } = transaction
  if (meta === 'close' || !(selection instanceof TextSelection)) return undefined
  const here = formulaAt(doc, selection.head)
  const isWhole = here !== undefined && selection.from >= here.from && selection.to <= here.to
  if (meta === 'open') return isWhole ? here : { from: selection.from, to: selection.to }
  if (open === undefined) {
    const isBetween = isWhole && selection.empty && here.from < selection.head && selection.head < here.to
    return isBetween ? here : undefined
  }
  const from = transaction.mapping.map(open.from, -1)
  const to = transaction.mapping.map(open.to, 1)
  if (selection.from < from || selection.to > to) return undefined
  if (isWhole) return here
  // All of it was deleted: what is typed next is its beginning.
  return selection.empty && formulaAt(doc, selection.head) === undefined && open.to - open.from >= to - from
    ? { from: selection.head, to: selection.head }
    : undefined
}
