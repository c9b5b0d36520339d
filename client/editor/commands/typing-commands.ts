import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { type Command, TextSelection, type Transaction } from '@tiptap/pm/state'
import {
  attributesOf,
  type BlockAttributes,
  indentOf,
  isBlock,
  isFigure,
  isHolder,
  isSource,
  kindOf,
  maxIndent,
  plainAttributes,
} from '../schema/block-attributes.ts'
import { indentInToggle } from '../schema/toggles.ts'
import { linkAddressBefore } from './auto-link.ts'
import { indentBlocks, setAttributes, setBlockKind } from './block-commands.ts'
import { blockAtCaret } from './selected-blocks.ts'

/** Enter: a new block, a new line in code, or the end of a list. */
export const enter: Command = (state, dispatch) => {
  const transaction = state.tr
  if (!state.selection.empty) transaction.deleteSelection()
  const { $from } = transaction.selection
  if (!isBlock($from.parent)) return false
  const done = enterIn(transaction, $from.parent)
  if (done) dispatch?.(transaction.scrollIntoView())
  return done
}

function enterIn(transaction: Transaction, block: Node): boolean {
  const kind = kindOf(block)
  const { $from } = transaction.selection
  if (isFigure(kind)) return insertParagraphAfter(transaction)
  if (isSource(kind)) {
    if (!leavesCode(transaction)) return insertBreak(transaction)
    transaction.delete($from.pos - 1, $from.pos)
    return insertParagraphAfter(transaction)
  }
  if (block.content.size === 0 && (isHolder(kind) || kind === 'quote' || kind === 'callout' || isHeld($from)))
    return leave(transaction)
  linkAddressBefore(transaction, $from.pos)
  if ($from.parentOffset === 0 && block.content.size > 0) return insertBlockBefore(transaction)
  return kind === 'toggle' ? beginSection(transaction, block) : splitBlock(transaction)
}

/** An empty line in a section that folds leads out of it. */
function isHeld($from: ResolvedPos): boolean {
  return kindOf($from.parent) === 'paragraph' && indentInToggle($from.doc, $from.index(0)) > 0
}

/** What follows the line that folds a section is in the section. */
function beginSection(transaction: Transaction, { type, attrs }: Node): boolean {
  const indent = Math.min(maxIndent, Number(attrs.indent) + 1)
  transaction.split(transaction.selection.$from.pos, 1, [{ type, attrs: { ...plainAttributes, indent } }])
  return true
}

/** One level out, or back to a paragraph. */
function leave(transaction: Transaction): boolean {
  if (indentOf(transaction.selection.$from.parent) > 0) return indentBlocks(transaction, -1)
  return setBlockKind(transaction, 'paragraph', null)
}

/** The caret is on an empty last line of code. */
function leavesCode({ selection: { $from, empty } }: Transaction): boolean {
  const atEnd = $from.parentOffset === $from.parent.content.size
  return empty && atEnd && $from.parent.lastChild?.type.name === 'hardBreak'
}

/** Rather than moving the text into a new block: the block, and what others write in it, stays as it is. */
function insertBlockBefore(transaction: Transaction): boolean {
  const { $from } = transaction.selection
  const [position, node] = [$from.before(), $from.parent]
  // A number that is said goes to what is now first.
  const { start } = attributesOf(node)
  setAttributes(transaction, [{ node, position }], () => ({ ...attributesOf(node), start: null }))
  transaction.insert(position, node.type.create({ ...attributesAfter(node), start }))
  return true
}

function splitBlock(transaction: Transaction): boolean {
  const { $from } = transaction.selection
  const { parent } = $from
  const atEnd = $from.parentOffset === parent.content.size
  const marks = transaction.storedMarks ?? $from.marks()
  const attributes = atEnd ? attributesAfter(parent) : { ...attributesOf(parent), checked: null, start: null }
  transaction.split($from.pos, 1, [{ type: parent.type, attrs: attributes }])
  if (atEnd && attributes.kind === parent.attrs.kind) {
    transaction.ensureMarks(marks.filter(mark => !['link', 'code', 'math'].includes(mark.type.name)))
  }
  return true
}

/** What Enter makes after a block: the list or the quote goes on, a heading does not, a new task is not done yet. */
function attributesAfter(block: Node): BlockAttributes {
  const attributes = attributesOf(block)
  if (attributes.kind === 'heading') return { ...plainAttributes, align: attributes.align }
  return { ...attributes, checked: null, start: null }
}

export const hardBreak: Command = (state, dispatch) => {
  const transaction = state.tr
  if (!insertBreak(transaction)) return false
  dispatch?.(transaction.scrollIntoView())
  return true
}

function insertBreak(transaction: Transaction): boolean {
  const { $from } = transaction.selection
  if (!$from.parent.inlineContent) return false
  const marks = transaction.storedMarks ?? $from.marks()
  transaction.replaceSelectionWith(transaction.doc.type.schema.node('hardBreak'), false).ensureMarks(marks)
  return true
}

/** Mod-Enter in code: a paragraph below. */
export const leaveCode: Command = (state, dispatch) => {
  if (!isSource(kindOf(state.selection.$from.parent))) return false
  const transaction = state.tr
  insertParagraphAfter(transaction)
  dispatch?.(transaction.scrollIntoView())
  return true
}

function insertParagraphAfter(transaction: Transaction): boolean {
  const { $to } = transaction.selection
  const after = $to.after()
  transaction.insert(after, $to.parent.type.create())
  transaction.setSelection(TextSelection.create(transaction.doc, after + 1))
  return true
}

/** Backspace at a block's start: out one level, then to a paragraph; only then into the block above. */
export const backspaceAtStart: Command = (state, dispatch) => {
  const block = blockAtCaret(state)
  if (block === undefined || state.selection.$from.parentOffset > 0) return false
  if (kindOf(block.node) === 'paragraph' && indentOf(block.node) === 0) return false
  const transaction = state.tr
  leave(transaction)
  dispatch?.(transaction.scrollIntoView())
  return true
}

/** What has no text of its own: below the block with the caret, or in its place where that is empty. */
export function insertBare(transaction: Transaction, name: 'rule' | 'contents'): boolean {
  const { $to } = transaction.selection
  if ($to.depth !== 1) return false
  const bare = transaction.doc.type.schema.node(name)
  if ($to.parent.content.size === 0) {
    transaction.insert($to.before(1), bare)
    return true
  }
  const after = $to.after(1)
  const next = transaction.doc.nodeAt(after)
  const tail = next?.isTextblock ? [bare] : [bare, $to.parent.type.create()]
  transaction.insert(after, tail)
  transaction.setSelection(TextSelection.create(transaction.doc, after + bare.nodeSize + 1))
  return true
}
