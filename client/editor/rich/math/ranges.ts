import type { Node } from '@tiptap/pm/model'

/** A formula within a block: its place from the start of the block's content, and its TeX. */
export type FormulaRange = { from: number; to: number; tex: string }

const known = new WeakMap<Node, readonly FormulaRange[]>()

/** The formulas of a block of text. Blocks never change, they are replaced: each is looked through once. */
export function formulasIn(block: Node): readonly FormulaRange[] {
  let ranges = known.get(block)
  if (ranges === undefined) {
    ranges = find(block)
    known.set(block, ranges)
  }
  return ranges
}

function find(block: Node): FormulaRange[] {
  const ranges: FormulaRange[] = []
  block.forEach((child, from) => {
    if (!child.marks.some(({ type }) => type.name === 'math')) return
    const to = from + child.nodeSize
    const text = child.isText ? (child.text ?? '') : '\n'
    const last = ranges.at(-1)
    if (last?.to === from) ranges[ranges.length - 1] = { from: last.from, to, tex: last.tex + text }
    else ranges.push({ from, to, tex: text })
  })
  return ranges
}
