import type { Transaction } from '@tiptap/pm/state'
import { AddMarkStep, AttrStep, RemoveMarkStep, ReplaceStep, type Step } from '@tiptap/pm/transform'

/**
 * Whether a transaction may have changed which blocks there are, of which kind and indent. Typing, deleting and
 * marking within a block do not, and are told apart without looking at the other blocks.
 */
export function changesStructure(transaction: Transaction): boolean {
  return transaction.steps.some((step, index) => stepChangesStructure(transaction, step, index))
}

function stepChangesStructure(transaction: Transaction, step: Step, index: number): boolean {
  if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) return false
  if (step instanceof AttrStep) return step.attr !== 'checked'
  if (!(step instanceof ReplaceStep)) return true
  const { slice, from, to } = step
  if (slice.openStart > 0 || slice.openEnd > 0) return true
  if (slice.content.firstChild !== null && !slice.content.firstChild.isInline) return true
  const $from = transaction.docs[index]?.resolve(from)
  return $from === undefined || !$from.parent.isTextblock || to > $from.end()
}
