import type { Node } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import type { Alignment, Difference } from './align-blocks.ts'
import { createElement } from './write-blocks.ts'

type Structure = {
  fragment: Y.XmlFragment
  /** What the fragment holds, child by child. */
  elements: readonly unknown[]
  /** The document to be written. */
  doc: Node
  differing: Difference
  alignment: Alignment
}

/**
 * Deletes and inserts elements, so that the differing part of the content has an element for each of its blocks;
 * returns those, in order. The elements of blocks that live on are not touched.
 */
export function writeStructure({ fragment, elements, doc, differing, alignment }: Structure): unknown[] {
  const kept = new Map(alignment.map(pair => [pair.after, elements[pair.before]]))
  deleteAllBut(fragment, new Set(alignment.map(pair => pair.before)), differing)
  const written: unknown[] = []
  let fresh: Y.XmlElement[] = []
  const insertFresh = () => {
    if (fresh.length > 0) fragment.insert(differing.start + written.length, fresh)
    for (const element of fresh) written.push(element)
    fresh = []
  }
  for (let index = differing.start; index < differing.afterEnd; index++) {
    const element = kept.get(index)
    if (element === undefined) {
      fresh.push(createElement(doc.child(index)))
    } else {
      insertFresh()
      written.push(element)
    }
  }
  insertFresh()
  return written
}

/** Neighbours go in one deletion: each costs a walk from the content's start. */
function deleteAllBut(
  fragment: Y.XmlFragment,
  kept: ReadonlySet<number>,
  { start, beforeEnd }: Difference,
): void {
  let end = beforeEnd
  while (end > start) {
    let from = end
    while (from > start && !kept.has(from - 1)) from--
    if (from < end) fragment.delete(from, end - from)
    end = from - 1
  }
}
