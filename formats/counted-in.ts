import type { ContentBlock } from './content.ts'
import type { Counted } from './numbers.ts'

/** What the number of an item, or of those below it, depends on. */
export function countedIn(block: ContentBlock | { type: 'html' }): Counted {
  if (block.type !== 'block') return { indent: 0, isOrdered: false, start: null }
  const { kind, indent = 0, start = null } = block
  return { indent, isOrdered: kind === 'ordered', start }
}
