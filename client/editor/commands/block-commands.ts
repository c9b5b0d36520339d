import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { AttributesStep } from '../schema/attributes-step.ts'
import {
  attributesAs,
  attributesOf,
  type BlockAttributes,
  blockAttributeNames,
  canBeAligned,
  indentOf,
  isBlock,
  isChecked,
  isListKind,
  kindOf,
  levelOf,
  maxIndent,
} from '../schema/block-attributes.ts'
import type { Alignment, BlockKind, Tone } from '../types.ts'
import type { HeadingLevel } from './commands.ts'
import { type PlacedBlock, selectedBlocks } from './selected-blocks.ts'

// All of these change attributes and nothing else: what others type in the blocks meanwhile is not touched.

export function setBlockKind(
  transaction: Transaction,
  kind: BlockKind,
  level: HeadingLevel | null,
  tone?: Tone,
): boolean {
  const blocks = selectedBlocks(transaction.doc, transaction.selection)
  setAttributes(transaction, blocks, node => {
    const attributes = attributesAs(kind, attributesOf(node), level)
    return tone === undefined ? attributes : { ...attributes, tone: storedTone(tone) }
  })
  return blocks.length > 0
}

export function toggleBlockKind(
  transaction: Transaction,
  kind: BlockKind,
  level: HeadingLevel | null,
): boolean {
  const blocks = selectedBlocks(transaction.doc, transaction.selection)
  const already = blocks.every(
    ({ node }) => kindOf(node) === kind && (kind !== 'heading' || level === null || levelOf(node) === level),
  )
  return setBlockKind(transaction, already ? 'paragraph' : kind, level)
}

export function setTone(transaction: Transaction, tone: Tone): boolean {
  const callouts = selectedBlocks(transaction.doc, transaction.selection).filter(
    ({ node }) => kindOf(node) === 'callout',
  )
  setAttributes(transaction, callouts, node => ({ ...attributesOf(node), tone: storedTone(tone) }))
  return callouts.length > 0
}

function storedTone(tone: Tone): BlockAttributes['tone'] {
  return tone === 'info' ? null : tone
}

export function alignBlocks(transaction: Transaction, align: Alignment): boolean {
  const blocks = selectedBlocks(transaction.doc, transaction.selection).filter(({ node }) =>
    canBeAligned(node),
  )
  const stored = align === 'start' ? null : align
  setAttributes(transaction, blocks, node => ({ ...attributesOf(node), align: stored }))
  return blocks.length > 0
}

/**
 * Moves the selected blocks in or out, and what is nested under them with them. A list item goes at most one deeper
 * than the block above it, so that it always has a parent. True where the selection has blocks that can be indented,
 * moved or not.
 */
export function indentBlocks(transaction: Transaction, by: 1 | -1): boolean {
  const { doc } = transaction
  const selected = selectedBlocks(doc, transaction.selection).filter(({ node }) => kindOf(node) !== 'heading')
  const indents = new Map<number, number>()
  for (const block of selected) {
    if (indents.has(block.index)) continue
    const room = by < 0 ? -1 : Math.min(1, deepest(doc, block, indents) - indentOf(block.node))
    if (by > 0 && room <= 0) continue
    for (const { index, node } of withNested(doc, block)) indents.set(index, clampIndent(indentOf(node) + by))
  }
  const moved = [...indents].map(([index]) => placed(doc, index))
  setAttributes(transaction, moved, (node, index) => ({
    ...attributesOf(node),
    indent: indents.get(index) || null,
  }))
  return selected.length > 0
}

/** How deep a block may go: in a list, one deeper than the item above it, or above the paragraphs of that item. */
function deepest(doc: Node, { node, index }: PlacedBlock, indents: ReadonlyMap<number, number>): number {
  if (!isListKind(kindOf(node))) return maxIndent
  for (let above = index - 1; above >= 0; above--) {
    const indent = indents.get(above) ?? indentOf(doc.child(above))
    if (isListKind(kindOf(doc.child(above)))) return Math.min(maxIndent, indent + 1)
    if (indent === 0) return 0
  }
  return 0
}

function withNested(doc: Node, block: PlacedBlock): { index: number; node: Node }[] {
  const nested = [{ index: block.index, node: block.node }]
  if (!isListKind(kindOf(block.node))) return nested
  for (let index = block.index + 1; index < doc.childCount; index++) {
    const node = doc.child(index)
    if (!isBlock(node) || indentOf(node) <= indentOf(block.node)) break
    nested.push({ index, node })
  }
  return nested
}

function clampIndent(indent: number): number {
  return Math.min(maxIndent, Math.max(0, indent))
}

export function toggleChecked(transaction: Transaction): boolean {
  const tasks = selectedBlocks(transaction.doc, transaction.selection).filter(
    ({ node }) => kindOf(node) === 'task',
  )
  const all = tasks.every(({ node }) => isChecked(node))
  setAttributes(transaction, tasks, node => ({ ...attributesOf(node), checked: all ? null : true }))
  return tasks.length > 0
}

function placed(doc: Node, index: number): PlacedBlock {
  let position = 0
  for (let child = 0; child < index; child++) position += doc.child(child).nodeSize
  return { node: doc.child(index), position, index }
}

export function setAttributes(
  transaction: Transaction,
  blocks: readonly PlacedBlock[],
  attributes: (node: Node, index: number) => BlockAttributes,
): void {
  const changes = new Map<number, BlockAttributes>()
  for (const { node, position, index } of blocks) {
    const changed = attributes(node, index)
    if (blockAttributeNames.some(name => node.attrs[name] !== changed[name])) changes.set(position, changed)
  }
  if (changes.size > 0) transaction.step(new AttributesStep(changes))
}
