import { numberCounter } from '../../../formats/numbers.ts'
import { isSource } from '../schema/block-attributes.ts'
import type { Alignment, BlockKind, Tone } from '../types.ts'

/** What a block of pasted HTML is. `level` for headings, `indent` from 0, `checked` for tasks. */
export type FlatBlock = {
  kind: BlockKind
  level: number
  indent: number
  checked: boolean
  tone: Tone
  align: Alignment
  language: string | null
  /** Of a numbered item, where it is said. */
  start: number | null
}

export const paragraph: FlatBlock = {
  kind: 'paragraph',
  level: 1,
  indent: 0,
  checked: false,
  tone: 'info',
  align: 'start',
  language: null,
  start: null,
}

/** Takes the numbers away that follow from the items above. */
export function dropNumbersThatFollow(blocks: Iterable<Element>): void {
  const count = numberCounter()
  for (const block of blocks) {
    const { kind, indent, start } = block instanceof HTMLElement ? block.dataset : {}
    const counted = { indent: Number(indent ?? 0), isOrdered: kind === 'ordered' }
    const saved = start === undefined ? null : Number(start)
    const before = count({ ...counted, start: null })
    if (saved !== null && before !== saved) count({ ...counted, start: saved })
    else if (block instanceof HTMLElement) delete block.dataset.start
  }
}

/** The element by which a flat block reaches the parser; a `pre`, for its spaces count. */
export function flatElement(block: FlatBlock, owner: Document): HTMLElement {
  const element = owner.createElement(isSource(block.kind) ? 'pre' : 'p')
  element.dataset.kind = block.kind
  element.dataset.level = String(block.level)
  element.dataset.indent = String(block.indent)
  element.dataset.tone = block.tone
  element.dataset.align = block.align
  if (block.language !== null) element.dataset.language = block.language
  if (block.start !== null) element.dataset.start = String(block.start)
  element.dataset.checked = String(block.checked)
  return element
}
