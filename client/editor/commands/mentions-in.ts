import type { Mark, Node } from '@tiptap/pm/model'

/** A stretch of a block that means somebody. `isWhole`: it says the name, as it was put there. */
type Mention = { from: number; to: number; mark: Mark; isWhole: boolean }

/** Other marks may have cut a name into several pieces. */
export function mentionsIn(block: Node): Mention[] {
  const found: (Omit<Mention, 'isWhole'> & { text: string })[] = []
  block.forEach((child, offset) => {
    const mark = child.marks.find(({ type }) => type.name === 'mention')
    if (mark === undefined) return
    const last = found.at(-1)
    const to = offset + child.nodeSize
    if (last?.to === offset && last.mark.eq(mark)) {
      last.to = to
      last.text += child.text ?? '\n'
    } else {
      found.push({ from: offset, to, mark, text: child.text ?? '\n' })
    }
  })
  return found.map(({ text, ...mention }) => ({ ...mention, isWhole: says(text, mention.mark.attrs.name) }))
}

/** Once, or several times in a row: neighbours that mean one person are one stretch. */
function says(text: string, name: unknown): boolean {
  return typeof name === 'string' && text.replaceAll(`@${name}`, '') === ''
}
