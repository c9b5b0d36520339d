import type { Node } from '@tiptap/pm/model'
import type { Hit } from './search-texts.ts'

/** From where to where, as positions. `groups`: what a pattern found in each pair of its parentheses. */
export type Match = { from: number; to: number; groups?: readonly (string | null)[] }

/** Stands for what is no text within a line: nobody types it. */
const noText = '\ufffc'

/** The text of each block within a child of the document. `start` counts from the child's start. */
export type BlockText = { text: string; start: number }

export function textsIn(child: Node): BlockText[] {
  const texts: BlockText[] = []
  const read = (block: Node, start: number) => {
    const text = block.textBetween(0, block.content.size, null, leaf =>
      leaf.type.name === 'hardBreak' ? '\n' : noText,
    )
    texts.push({ text, start })
  }
  if (child.isTextblock) read(child, 1)
  else {
    child.descendants((node, position) => {
      if (node.isTextblock) read(node, position + 2)
      return !node.isTextblock
    })
  }
  return texts
}

export function matchOf(start: number, { index, length, groups }: Hit): Match {
  const from = start + index
  return { from, to: from + length, ...(groups !== undefined && { groups }) }
}

/** What is found within a child of the document. Positions count from the child's start. */
export function findInNode(child: Node, pattern: RegExp): readonly Match[] {
  return textsIn(child).flatMap(({ text, start }) =>
    Array.from(text.matchAll(pattern), ({ index, 0: { length } }) => matchOf(start, { index, length })),
  )
}
