import type { Node } from '@tiptap/pm/model'
import { kindOf, levelOf } from '../schema/block-attributes.ts'
import type { QuireEditor } from '../types.ts'

/** A heading; `position` is where its block begins. */
export type Heading = { level: 1 | 2 | 3; text: string; position: number }

/** Blocks never change, they are replaced: each is looked at once. Positions count from the child's start. */
const known = new WeakMap<Node, readonly Heading[]>()
const none: readonly Heading[] = []

/** The headings that have words, in order. Cheap enough for every frame in which somebody writes. */
function headingsIn(doc: Node): Heading[] {
  const headings: Heading[] = []
  doc.forEach((child, position) => {
    let found = known.get(child)
    if (found === undefined) {
      found = headingsOf(child)
      known.set(child, found)
    }
    for (const heading of found) headings.push({ ...heading, position: position + heading.position })
  })
  return headings
}

function headingsOf(child: Node): readonly Heading[] {
  if (child.isTextblock) return headingOf(child, 0)
  const headings: Heading[] = []
  child.descendants((node, position) => {
    if (node.isTextblock) headings.push(...headingOf(node, position + 1))
    return !node.isTextblock
  })
  return headings
}

function headingOf(block: Node, position: number): readonly Heading[] {
  if (kindOf(block) !== 'heading') return none
  const text = block.textBetween(0, block.content.size, null, ' ').trim()
  return text === '' ? none : [{ level: levelOf(block), text, position }]
}

/** Headings as long as they stay the same: told once a frame, and only when one of them is another. */
export function watchHeadings(editor: QuireEditor): {
  get: () => readonly Heading[]
  subscribe: (listener: () => void) => () => void
} {
  const listeners = new Set<() => void>()
  let headings: readonly Heading[] = headingsIn(editor.state.doc)
  let frame: number | undefined
  const look = () => {
    frame = undefined
    if (editor.isDestroyed) return
    const next = headingsIn(editor.state.doc)
    if (sameHeadings(next, headings)) return
    headings = next
    for (const listener of listeners) listener()
  }
  const onTransaction = ({ transaction }: { transaction: { docChanged: boolean } }) => {
    if (transaction.docChanged) frame ??= requestAnimationFrame(look)
  }
  return {
    get: () => headings,
    subscribe(listener) {
      if (listeners.size === 0) {
        editor.on('transaction', onTransaction)
        frame ??= requestAnimationFrame(look)
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        editor.off('transaction', onTransaction)
        if (frame !== undefined) cancelAnimationFrame(frame)
        frame = undefined
      }
    },
  }
}

function sameHeadings(one: readonly Heading[], other: readonly Heading[]): boolean {
  if (one.length !== other.length) return false
  return one.every(({ level, text, position }, index) => {
    const heading = other[index]
    return heading?.level === level && heading.text === text && heading.position === position
  })
}
