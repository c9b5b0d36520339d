import type { Node } from '@tiptap/pm/model'

/** From where to where, as positions. */
export type Match = { from: number; to: number }

/** Stands for what is no text within a line: nobody types it. */
const noText = '\ufffc'

/** What is found within a child of the document. Positions count from the child's start. */
export function findInNode(child: Node, pattern: RegExp): readonly Match[] {
  const matches: Match[] = []
  const look = (block: Node, contentStart: number) => {
    const text = block.textBetween(0, block.content.size, null, leaf =>
      leaf.type.name === 'hardBreak' ? '\n' : noText,
    )
    for (const { index, 0: found } of text.matchAll(pattern)) {
      matches.push({ from: contentStart + index, to: contentStart + index + found.length })
    }
  }
  if (child.isTextblock) look(child, 1)
  else {
    child.descendants((node, position) => {
      if (node.isTextblock) look(node, position + 2)
      return !node.isTextblock
    })
  }
  return matches
}
