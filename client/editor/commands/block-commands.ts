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
  isFigure,
  isHolder,
  isListKind,
  kindOf,
  levelOf,
  maxIndent,
} from '../schema/block-attributes.ts'
import { deepestToggle, indentInToggle } from '../schema/toggles.ts'
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
  // An image or a file is never made of words, nor words of these.
  const blocks = selectedBlocks(transaction.doc, transaction.selection).filter(
    ({ node }) => !isFigure(kind) && !isFigure(kindOf(node)),
  )
  if (!isHolder(kind)) outdentHeld(transaction, blocks)
  const least = new Map(
    blocks.map(({ position, parent, index }) => [position, indentInToggle(parent, index)]),
  )
  setAttributes(transaction, blocks, (node, position) => {
    const as = attributesAs(kind, attributesOf(node), level)
    const attributes = { ...as, indent: Math.max(as.indent ?? 0, least.get(position) ?? 0) || null }
    return tone === undefined ? attributes : { ...attributes, tone: storedTone(tone) }
  })
  return blocks.length > 0
}

/** What was in a section that folds is below it no more when that becomes text. */
function outdentHeld(transaction: Transaction, blocks: readonly PlacedBlock[]): void {
  const chosen = new Set(blocks.map(({ position }) => position))
  const held = blocks
    .filter(({ node }) => kindOf(node) === 'toggle')
    .flatMap(block => withNested(block).slice(1))
    .filter(({ position }) => !chosen.has(position))
  setAttributes(transaction, held, node => ({ ...attributesOf(node), indent: indentOf(node) - 1 || null }))
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
  const selected = selectedBlocks(transaction.doc, transaction.selection).filter(
    ({ node, parent, index }) => kindOf(node) !== 'heading' || deepestToggle(parent, index) > 0,
  )
  const indents: Indents = new Map()
  for (const block of selected) {
    if (indents.has(block.position)) continue
    const room = by < 0 ? -1 : Math.min(1, deepest(block, indents) - indentOf(block.node))
    if (by > 0 && room <= 0) continue
    for (const nested of withNested(block))
      indents.set(nested.position, { ...nested, indent: clampIndent(indentOf(nested.node) + by) })
  }
  const chosen = new Set(selected.map(({ position }) => position))
  setAttributes(transaction, [...indents.values()], (node, position) => {
    const attributes = { ...attributesOf(node), indent: indents.get(position)?.indent || null }
    // In another list, its number is that list's.
    return chosen.has(position) ? { ...attributes, start: null } : attributes
  })
  return selected.length > 0
}

/** The blocks that move, by their position, and where they go. */
type Indents = Map<number, PlacedBlock & { indent: number }>

/** How deep a block may go: in a list, one deeper than the item above it, or above the paragraphs of that item. */
function deepest({ node, position, index, parent }: PlacedBlock, indents: Indents): number {
  if (kindOf(node) === 'heading') return deepestToggle(parent, index)
  if (!isListKind(kindOf(node))) return maxIndent
  let at = position
  for (let above = index - 1; above >= 0; above--) {
    const other = parent.child(above)
    at -= other.nodeSize
    const indent = indents.get(at)?.indent ?? indentOf(other)
    if (isHolder(kindOf(other))) return Math.min(maxIndent, indent + 1)
    if (indent === 0) return 0
  }
  return 0
}

function withNested(block: PlacedBlock): PlacedBlock[] {
  const nested = [block]
  const { parent } = block
  if (!isHolder(kindOf(block.node))) return nested
  let position = block.position + block.node.nodeSize
  for (let index = block.index + 1; index < parent.childCount; index++) {
    const node = parent.child(index)
    if (!isBlock(node) || indentOf(node) <= indentOf(block.node)) break
    nested.push({ index, node, parent, position })
    position += node.nodeSize
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

export function setAttributes(
  transaction: Transaction,
  blocks: readonly Pick<PlacedBlock, 'node' | 'position'>[],
  attributes: (node: Node, position: number) => BlockAttributes,
): void {
  const changes = new Map<number, BlockAttributes>()
  for (const { node, position } of blocks) {
    const changed = attributes(node, position)
    if (blockAttributeNames.some(name => node.attrs[name] !== changed[name])) changes.set(position, changed)
  }
  if (changes.size > 0) transaction.step(new AttributesStep(changes))
}
