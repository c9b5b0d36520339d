import { Fragment, type Node, Slice } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { ReplaceStep } from '@tiptap/pm/transform'
import { AttributesStep } from '../schema/attributes-step.ts'
import { attributesOf, type BlockAttributes, isBlock } from '../schema/block-attributes.ts'
import { differingChildren } from './align-blocks.ts'

/** A document's children before and after others changed it: what stands for them in Yjs, and how they look. */
export type Children = { elements: readonly unknown[]; nodes: readonly Node[] }

/** Steps that change a document where it differs; all positions are those of the old document. */
type Edits = {
  replacements: { from: number; to: number; content: Fragment }[]
  attributes: Map<number, BlockAttributes>
}

/** So many replacements are made as one: each of them copies the list of all blocks. */
const manyReplacements = 100

/** Adds to `transaction` the smallest steps from one list of children to another. */
export function addSteps(transaction: Transaction, before: Children, after: Children): void {
  // An empty document shows one paragraph that is not in Yjs.
  if (before.elements.length === 0 && after.elements.length === 0) return
  const { replacements, attributes } = findEdits(before, after)
  if (replacements.length >= manyReplacements) {
    const content = Fragment.fromArray([...after.nodes])
    transaction.step(new ReplaceStep(0, transaction.doc.content.size, new Slice(content, 0, 0)))
    return
  }
  if (attributes.size > 0) transaction.step(new AttributesStep(attributes))
  // From the end, so that no replacement moves the place of another.
  for (const { from, to, content } of replacements.reverse()) {
    transaction.step(new ReplaceStep(from, to, new Slice(content, 0, 0)))
  }
}

/**
 * Elements never change their order in Yjs, so that a walk along both lists finds what came and what went. What
 * stayed is changed from within, so that selections, decorations and the screen of everything else stay as they are.
 */
function findEdits(before: Children, after: Children): Edits {
  const edits: Edits = { replacements: [], attributes: new Map() }
  const structural = before.elements !== after.elements
  const stays = new Set(structural ? after.elements : [])
  const stayed = new Set(structural ? before.elements : [])
  let position = 0
  let now = 0
  for (let old = 0; old < before.nodes.length || now < after.nodes.length; old++, now++) {
    const from = position
    const inserted: Node[] = []
    if (structural) {
      for (; old < before.nodes.length && !stays.has(before.elements[old]); old++)
        position += sizeOf(before.nodes[old])
      for (let node = after.nodes[now]; node && !stayed.has(after.elements[now]); node = after.nodes[++now]) {
        inserted.push(node)
      }
    }
    if (position > from || inserted.length > 0) {
      edits.replacements.push({ from, to: position, content: Fragment.fromArray(inserted) })
    }
    const oldNode = before.nodes[old]
    const newNode = after.nodes[now]
    if (oldNode && newNode && oldNode !== newNode) addChange(edits, position, oldNode, newNode)
    position += sizeOf(oldNode)
  }
  return edits
}

function sizeOf(node: Node | undefined): number {
  return node?.nodeSize ?? 0
}

function addChange({ replacements, attributes }: Edits, position: number, before: Node, after: Node): void {
  if (before.type !== after.type) {
    replacements.push({ from: position, to: position + before.nodeSize, content: Fragment.from(after) })
    return
  }
  if (!isBlock(after)) {
    addChangeWithin({ replacements, attributes }, position, before, after)
    return
  }
  if (!before.hasMarkup(after.type, after.attrs, after.marks)) attributes.set(position, attributesOf(after))
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null) return
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  replacements.push({
    from: position + 1 + start,
    to: position + 1 + end.a + overlap,
    content: after.content.cut(start, end.b + overlap),
  })
}

/** In a table: from its rows to the blocks in its cells, as deep as both have the same parts. */
function addChangeWithin(edits: Edits, position: number, before: Node, after: Node): void {
  if (before.eq(after)) return
  if (!before.hasMarkup(after.type, after.attrs)) {
    edits.replacements.push({ from: position, to: position + before.nodeSize, content: Fragment.from(after) })
    return
  }
  const { start, beforeEnd, afterEnd } = differingChildren(before, after, (one, other) => one.eq(other))
  let at = position + 1
  for (let index = 0; index < start; index++) at += before.child(index).nodeSize
  if (beforeEnd === afterEnd) {
    for (let index = start; index < beforeEnd; index++) {
      addChange(edits, at, before.child(index), after.child(index))
      at += before.child(index).nodeSize
    }
    return
  }
  let end = at
  for (let index = start; index < beforeEnd; index++) end += before.child(index).nodeSize
  const content = Fragment.fromArray(after.content.content.slice(start, afterEnd))
  edits.replacements.push({ from: at, to: end, content })
}
