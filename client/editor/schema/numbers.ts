import type { Node } from '@tiptap/pm/model'
import type { Counted } from '../../../formats/numbers.ts'
import { indentOf, isBlock, kindOf, startOf } from './block-attributes.ts'

export function countedOf(node: Node): Counted {
  const indent = isBlock(node) ? indentOf(node) : 0
  return { indent, isOrdered: kindOf(node) === 'ordered', start: startOf(node) }
}
