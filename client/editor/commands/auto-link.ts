import type { Transaction } from '@tiptap/pm/state'
import { addressesIn } from '../schema/link-address.ts'

/** Makes a link of the web address that ends at `end`, if there is one and it is no link yet. */
export function linkAddressBefore(transaction: Transaction, end: number): boolean {
  const $end = transaction.doc.resolve(end)
  const text = $end.parent.textBetween(0, $end.parentOffset, undefined, '\n')
  const word = /\S+$/.exec(text)?.index ?? text.length
  const [address] = addressesIn(text.slice(word)).slice(-1)
  const type = transaction.doc.type.schema.marks.link
  if (address === undefined || type === undefined) return false
  const [from, to] = [$end.start() + word + address.from, $end.start() + word + address.to]
  if (transaction.doc.rangeHasMark(from, to, type)) return false
  transaction.addMark(from, to, type.create({ href: address.href }))
  return true
}
