import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { numberCounter } from '../../../formats/numbers.ts'
import {
  attributesAs,
  attributesOf,
  indentOf,
  isFigure,
  isHolder,
  isListKind,
  kindOf,
  levelOf,
} from '../schema/block-attributes.ts'
import { addressFromTyping } from '../schema/link-address.ts'
import { countedOf } from '../schema/numbers.ts'
import { indentInToggle } from '../schema/toggles.ts'
import type { BlockKind, MarkName } from '../types.ts'
import { linkAddressBefore } from './auto-link.ts'
import { setAttributes } from './block-commands.ts'
import type { HeadingLevel } from './commands.ts'
import { insertBare } from './typing-commands.ts'

/**
 * A Markdown shortcut. `pattern` meets the block's text up to the caret, the character just typed included; `apply`
 * gets a transaction in which that text stands, and says whether it did anything.
 */
export type ShortcutRule = {
  pattern: RegExp
  apply: (transaction: Transaction, match: RegExpExecArray) => boolean
}

/** The text of a block with one character for each position. */
export function textUpTo(block: Node, offset: number): string {
  return block.textBetween(0, offset, undefined, '\n')
}

export const shortcutRules: readonly ShortcutRule[] = [
  ...([1, 2, 3] as const).map(level => kindRule(new RegExp(`^#{${level}} $`), 'heading', { level })),
  kindRule(/^[-*+] $/, 'bullet'),
  { pattern: /^(\d{1,9})[.)] $/, apply: toOrdered },
  kindRule(/^\[ ?\] $/, 'task'),
  kindRule(/^\[[xX]\] $/, 'task', { checked: true }),
  kindRule(/^> $/, 'quote'),
  kindRule(/^>> $/, 'toggle'),
  kindRule(/^! $/, 'callout'),
  kindRule(/^```$/, 'code'),
  kindRule(/^\$\$ $/, 'math'),
  { pattern: /^(?:---|—-|___ |\*\*\* )$/, apply: toBare('rule') },
  { pattern: /^\[toc\]$/i, apply: toBare('contents') },
  markRule(/(?<![*\w\\])\*\*(?![*\s])([^*\n]*[^*\s])\*\*$/, 'bold'),
  markRule(/(?<![_\w\\])__(?![_\s])([^_\n]*[^_\s])__$/, 'bold'),
  markRule(/(?<![*\w\\])\*(?![*\s])([^*\n]*[^*\s])\*$/, 'italic'),
  markRule(/(?<![_\w\\])_(?![_\s])([^_\n]*[^_\s])_$/, 'italic'),
  markRule(/(?<![~\\])~~(?![~\s])([^~\n]*[^~\s])~~$/, 'strike'),
  markRule(/(?<![=\w\\])==(?![=\s])([^=\n]*[^=\s])==$/, 'highlight'),
  markRule(/(?<![`\\])`([^`\n]+)`$/, 'code'),
  markRule(/(?<![$\w\\])\$(?![$\s])([^$\n]*[^$\s\\])\$$/, 'math'),
  { pattern: /(?<![!\\])\[([^[\]\n]*[^[\]\s])\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)$/, apply: toLink },
  { pattern: /\S\s$/, apply: transaction => linkAddressBefore(transaction, transaction.selection.from - 1) },
]

function kindRule(
  pattern: RegExp,
  kind: BlockKind,
  options: { level?: HeadingLevel; checked?: true } = {},
): ShortcutRule {
  return { pattern, apply: (transaction, match) => turnBlock(transaction, match[0].length, kind, options) }
}

/** Turns the block that the caret is in, and takes the typed marker away. False where it is that already. */
function turnBlock(
  transaction: Transaction,
  markerLength: number,
  kind: BlockKind,
  { level, checked, start }: { level?: HeadingLevel; checked?: true; start?: number },
): boolean {
  const { $from } = transaction.selection
  const { parent: node } = $from
  if (!mayTurn(node, kind, level)) return false
  const position = $from.before()
  const indent = attributesOf(node).indent
  setAttributes(transaction, [{ node, position }], () => ({
    ...attributesAs(kind, attributesOf(node), level ?? null),
    indent: isHolder(kind) ? indent : indentInToggle(transaction.doc, $from.index(0)) || null,
    checked: checked ?? null,
    start: start ?? null,
  }))
  transaction.delete($from.start(), $from.start() + markerLength)
  return true
}

/** "1. " at the start of a heading numbers the heading; it does not make a list of it. */
function mayTurn(block: Node, kind: BlockKind, level: HeadingLevel | undefined): boolean {
  const now = kindOf(block)
  if (isFigure(now)) return false
  if (kind === 'heading') return now !== 'heading' || levelOf(block) !== level
  return now !== kind && (now !== 'heading' || !isListKind(kind))
}

/** "1. " begins a list; any other number only goes on with a list above, where it is that list's next, whatever stands between. */
function toOrdered(transaction: Transaction, match: RegExpExecArray): boolean {
  const number = Number(match[1])
  const { follows, next } = numbersHere(transaction)
  if (number === 1 || number === follows) return turnBlock(transaction, match[0].length, 'ordered', {})
  return number === next && turnBlock(transaction, match[0].length, 'ordered', { start: number })
}

/** `follows`: the number that an item here has by itself. `next`: the one after the last item as deep as here. */
function numbersHere({ doc, selection: { $from } }: Transaction): { follows?: number; next?: number } {
  if ($from.depth !== 1) return {}
  const count = numberCounter()
  const indent = indentOf($from.parent)
  let next: number | undefined
  for (let index = 0; index < $from.index(0); index++) {
    const block = countedOf(doc.child(index))
    const number = count(block)
    if (block.indent < indent) next = undefined
    else if (number !== undefined && block.indent === indent) next = number + 1
  }
  const follows = count({ indent, isOrdered: true, start: null })
  return { ...(follows !== undefined && { follows }), ...(next !== undefined && { next }) }
}

function toBare(name: 'rule' | 'contents'): ShortcutRule['apply'] {
  return (transaction, match) => {
    const { $from } = transaction.selection
    if (kindOf($from.parent) !== 'paragraph' || $from.parent.content.size > match[0].length) return false
    if ($from.depth !== 1) return false
    transaction.delete($from.start(), $from.end())
    return insertBare(transaction, name)
  }
}

type Marked = MarkName | 'highlight' | 'math' | 'link'

function markRule(pattern: RegExp, name: Marked): ShortcutRule {
  return { pattern, apply: (transaction, match) => markText(transaction, match, name) }
}

function markText(transaction: Transaction, match: RegExpExecArray, name: Marked): boolean {
  const { $from } = transaction.selection
  const type = transaction.doc.type.schema.marks[name]
  const [whole, inner = ''] = match
  const delimiter = (whole.length - inner.length) / 2
  const from = $from.pos - whole.length
  if (type === undefined || isWithinCode(transaction, match, name)) return false
  transaction.delete($from.pos - delimiter, $from.pos)
  transaction.delete(from, from + delimiter)
  transaction.addMark(from, from + inner.length, type.create())
  // What follows looks like the delimiters did, not like what they marked.
  transaction.setStoredMarks(type.removeFromSet($from.marks()))
  return true
}

/** What is typed as a link is one, where its address looks like one of the web: `rows[1](a.b)` stays as it is. */
function toLink(transaction: Transaction, match: RegExpExecArray): boolean {
  const [whole, words = '', typed = ''] = match
  const { $from } = transaction.selection
  const type = transaction.doc.type.schema.marks.link
  const href = /^(?:www\.|[a-z]+:)/i.test(typed) ? addressFromTyping(typed) : undefined
  if (type === undefined || href === undefined || isWithinCode(transaction, match, 'link')) return false
  const from = $from.pos - whole.length
  transaction.delete(from + 1 + words.length, $from.pos)
  transaction.delete(from, from + 1)
  transaction.removeMark(from, from + words.length, type)
  transaction.addMark(from, from + words.length, type.create({ href }))
  transaction.setStoredMarks(type.removeFromSet($from.marks()))
  return true
}

/** Delimiters mean nothing in inline code and formulas, nor behind the backtick that begins it. */
function isWithinCode({ doc, selection }: Transaction, match: RegExpExecArray, name: Marked): boolean {
  const { code, math } = doc.type.schema.marks
  const backticks = match.input.slice(0, match.index).split('`').length - 1
  if (name !== 'code' && backticks % 2 === 1) return true
  const from = selection.from - match[0].length
  return [code, math].some(type => type !== undefined && doc.rangeHasMark(from, selection.from, type))
}
