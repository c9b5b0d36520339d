import type { Node } from '@tiptap/pm/model'
import { indentOf, isBlock, kindOf } from './block-attributes.ts'

// A section that folds is a heading line of the kind `toggle`, and what is indented below it. So it merges as lists do.

/** The indices of the toggles around a child of the document, the innermost first. */
export function togglesAround(doc: Node, index: number): number[] {
  const around: number[] = []
  let indent = isBlock(doc.child(index)) ? indentOf(doc.child(index)) : 0
  for (let above = index - 1; above >= 0 && indent > 0; above--) {
    const block = doc.child(above)
    const its = isBlock(block) ? indentOf(block) : 0
    if (its >= indent) continue
    indent = its
    if (kindOf(block) === 'toggle') around.push(above)
  }
  return around
}

/** The least indent with which a child of the document is still in the toggle that it is in. */
export function indentInToggle(doc: Node, index: number): number {
  const [innermost] = togglesAround(doc, index)
  return innermost === undefined ? 0 : indentOf(doc.child(innermost)) + 1
}

/** How deep a child of the document may go into the toggles above it. */
export function deepestToggle(doc: Node, index: number): number {
  const above = index === 0 ? undefined : doc.child(index - 1)
  if (above === undefined) return 0
  return kindOf(above) === 'toggle' ? indentOf(above) + 1 : indentInToggle(doc, index - 1)
}
