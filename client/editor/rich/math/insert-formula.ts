import { TextSelection, type Transaction } from '@tiptap/pm/state'
import { isSource, kindOf } from '../../schema/block-attributes.ts'
import type { QuireEditor } from '../../types.ts'
import { type FormulaMeta, formulaKey } from './open-formula.ts'

/** Makes a formula of the selected words, or begins one at the caret. False where none can stand. */
export function insertFormula(
  { view, isEditable }: QuireEditor,
  transaction: Transaction = view.state.tr,
): boolean {
  const { $from, $to, from, to, empty } = transaction.selection
  const mark = view.state.schema.marks.math?.create()
  if (!isEditable || mark === undefined || !$from.sameParent($to) || !$from.parent.isTextblock) return false
  if (isSource(kindOf($from.parent))) return false
  if (!empty) transaction.addMark(from, to, mark)
  transaction
    .setSelection(TextSelection.create(transaction.doc, to))
    .setMeta(formulaKey, 'open' satisfies FormulaMeta)
  view.dispatch(transaction.scrollIntoView())
  return true
}
