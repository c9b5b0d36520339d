import type { Transaction } from '@tiptap/pm/state'
import { allowedAddress } from '../schema/link-address.ts'

/**
 * Makes a link of the web address that ends at `end`, if there is one and it is no link yet. Punctuation at its end
 * belongs to the sentence.
 */
export function linkAddressBefore(transaction: Transaction, end: number): boolean {
  const $end = transaction.doc.resolve(end)
  const text = $end.parent.textBetween(0, $end.parentOffset, undefined, '\n')
  const address = /(?:^|[\s(])(https?:\/\/\S+)$/.exec(text)?.[1]
  const type = transaction.doc.type.schema.marks.link
  if (address === undefined || type === undefined) return false
  const from = end - address.length
  const whole = address.replace(/[.,;:!?)\]}'"]+$/, '')
  const href = allowedAddress(whole)
  if (href === undefined || transaction.doc.rangeHasMark(from, from + whole.length, type)) return false
  transaction.addMark(from, from + whole.length, type.create({ href }))
  return true
}
