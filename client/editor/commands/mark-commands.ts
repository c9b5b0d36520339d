import type { Mark, MarkType, ResolvedPos } from '@tiptap/pm/model'
import type { Selection, Transaction } from '@tiptap/pm/state'
import { isSource, kindOf } from '../schema/block-attributes.ts'
import { addressFromTyping } from '../schema/link-address.ts'
import type { HighlightName, InkName } from '../types.ts'
import { selectedBlocks } from './selected-blocks.ts'

export type Range = { from: number; to: number }

/** What of a selection can carry marks: within blocks of code they are kept, but neither shown nor changed. */
function markableRanges({ doc, selection }: Transaction): Range[] {
  return selection.ranges.flatMap(range =>
    selectedBlocks(doc, { ranges: [range] })
      .filter(({ node }) => !isSource(kindOf(node)))
      .map(({ node, position }) => ({
        from: Math.max(range.$from.pos, position + 1),
        to: Math.min(range.$to.pos, position + 1 + node.content.size),
      }))
      .filter(({ from, to }) => from < to || selection.empty),
  )
}

/** Whether all text in the ranges has the mark. */
function allMarked({ doc }: Transaction, ranges: readonly Range[], type: MarkType): boolean {
  let all = true
  for (const { from, to } of ranges) {
    doc.nodesBetween(from, to, node => {
      if (node.isText && !type.isInSet(node.marks)) all = false
    })
  }
  return all
}

export function toggleMark(transaction: Transaction, type: MarkType): boolean {
  const ranges = markableRanges(transaction)
  if (ranges.length === 0) return false
  if (transaction.selection.empty) {
    const active = type.isInSet(transaction.storedMarks ?? transaction.selection.$from.marks())
    if (active) transaction.removeStoredMark(type)
    else {
      for (const other of opposite(type)) transaction.removeStoredMark(other)
      transaction.addStoredMark(type.create())
    }
    return true
  }
  const marked = allMarked(transaction, ranges, type)
  for (const { from, to } of ranges) {
    if (marked) transaction.removeMark(from, to, type)
    else {
      for (const other of opposite(type)) transaction.removeMark(from, to, other)
      transaction.addMark(from, to, type.create())
    }
  }
  return true
}

/** What one person means to replace. Merging may still bring both together: then both stay. */
function opposite({ name, schema }: MarkType): MarkType[] {
  const other = { subscript: schema.marks.superscript, superscript: schema.marks.subscript }[name]
  return other === undefined ? [] : [other]
}

/** Colours the selected words, or what is typed next; null takes the colour away. */
export function setColor(
  transaction: Transaction,
  name: 'ink' | 'highlight',
  color: InkName | HighlightName | null,
): boolean {
  const type = transaction.doc.type.schema.marks[name]
  const ranges = markableRanges(transaction)
  if (type === undefined || ranges.length === 0) return false
  if (transaction.selection.empty) {
    if (color === null) transaction.removeStoredMark(type)
    else transaction.addStoredMark(type.create({ color }))
    return true
  }
  for (const { from, to } of ranges) {
    if (color === null) transaction.removeMark(from, to, type)
    else transaction.addMark(from, to, type.create({ color }))
  }
  return true
}

export function toggleHighlight(transaction: Transaction): boolean {
  const type = transaction.doc.type.schema.marks.highlight
  if (type === undefined) return false
  const { selection, storedMarks } = transaction
  const active = selection.empty
    ? type.isInSet(storedMarks ?? selection.$from.marks()) !== undefined
    : allMarked(transaction, markableRanges(transaction), type)
  return setColor(transaction, 'highlight', active ? null : 'yellow')
}

/** Words have no looks of their own any more; where they lead, and whom they name, stays. */
export function clearLooks(transaction: Transaction): boolean {
  const { marks } = transaction.doc.type.schema
  const looks = Object.values(marks).filter(({ name }) => !['link', 'mention', 'math'].includes(name))
  for (const type of looks) {
    if (transaction.selection.empty) transaction.removeStoredMark(type)
    else for (const { from, to } of markableRanges(transaction)) transaction.removeMark(from, to, type)
  }
  return true
}

/** Links the selection, or the link around the caret anew; without either, it writes the address as a link. */
export function setLink(transaction: Transaction, type: MarkType, href: string): boolean {
  const address = addressFromTyping(href)
  const ranges = markableRanges(transaction)
  if (address === undefined || ranges.length === 0) return false
  const mark = type.create({ href: address })
  const around = linkAround(transaction.selection, type)
  if (transaction.selection.empty && around === undefined) {
    const marks = mark.addToSet(transaction.storedMarks ?? transaction.selection.$from.marks())
    transaction.replaceSelectionWith(type.schema.text(href.trim(), marks), false)
    return true
  }
  for (const { from, to } of transaction.selection.empty && around ? [around] : ranges) {
    transaction.addMark(from, to, mark)
  }
  return true
}

export function unsetLink(transaction: Transaction, type: MarkType): boolean {
  const around = linkAround(transaction.selection, type)
  const ranges = transaction.selection.empty ? (around ? [around] : []) : markableRanges(transaction)
  for (const { from, to } of ranges) transaction.removeMark(from, to, type)
  return ranges.length > 0
}

/** The link at a selection's start, with all the text that it spans. */
export function linkAround(
  { $from, empty }: Selection,
  type: MarkType,
): (Range & { mark: Mark }) | undefined {
  const mark =
    type.isInSet($from.nodeAfter?.marks ?? []) ?? (empty && type.isInSet($from.nodeBefore?.marks ?? []))
  if (!mark) return undefined
  return { mark, ...spanOf($from, mark) }
}

function spanOf($position: ResolvedPos, mark: Mark): Range {
  const { parent } = $position
  const linked = (index: number) => mark.isInSet(parent.maybeChild(index)?.marks ?? [])
  const index = linked($position.index()) ? $position.index() : $position.index() - 1
  let from = $position.posAtIndex(index)
  let to = $position.posAtIndex(index + 1)
  for (let first = index - 1; linked(first); first--) from = $position.posAtIndex(first)
  for (let last = index + 1; linked(last); last++) to = $position.posAtIndex(last + 1)
  return { from, to }
}
