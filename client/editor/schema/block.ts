import { Node } from '@tiptap/core'
import type { DOMOutputSpec, Node as ProseMirrorNode } from '@tiptap/pm/model'
import {
  alignmentOf,
  attributesOf,
  blockAttributeNames,
  canBeAligned,
  imageRoom,
  indentOf,
  isChecked,
  kindOf,
  levelOf,
  toneOf,
} from './block-attributes.ts'

/**
 * Every block of text, whatever its kind. Levels 1–3 are h2–h4, for the page's title is its h1: so a screen reader's
 * list of headings is a true outline of the page, without ARIA.
 */
export const Block = Node.create({
  name: 'block',
  content: 'inline*',
  addAttributes() {
    return Object.fromEntries(blockAttributeNames.map(name => [name, { default: null, rendered: false }]))
  },
  renderHTML({ node }) {
    return blockSpec(node)
  },
})

/** The attributes of a block's outer element. Text that runs from right to left turns its block by itself; code never does. */
export function outerAttributes(block: ProseMirrorNode): Record<string, string> {
  const kind = kindOf(block) ?? 'paragraph'
  const indent = indentOf(block)
  const align = canBeAligned(block) ? alignmentOf(block) : 'start'
  return {
    'data-kind': kind,
    ...(kind === 'heading' ? { 'data-level': String(levelOf(block)) } : {}),
    ...(indent > 0 ? { 'data-indent': String(indent) } : {}),
    ...(kind === 'callout' ? { 'data-tone': toneOf(block) } : {}),
    ...(align !== 'start' ? { 'data-align': align } : {}),
    ...(kind === 'image' ? { style: styleOf(imageRoom(attributesOf(block))) } : {}),
    dir: kind === 'code' ? 'ltr' : 'auto',
  }
}

export function blockSpec(block: ProseMirrorNode): DOMOutputSpec {
  const outer = outerAttributes(block)
  switch (kindOf(block)) {
    case 'heading':
      return [`h${levelOf(block) + 1}`, outer, 0]
    case 'quote':
      return ['blockquote', outer, 0]
    case 'callout':
      // Not an aside, though copied as one: that would be a landmark, of which a page has few.
      return ['div', { ...outer, role: 'note' }, 0]
    case 'bullet':
      return ['ul', outer, ['li', 0]]
    case 'ordered':
      return ['ol', outer, ['li', 0]]
    case 'task':
      return ['ul', outer, ['li', ['input', checkboxAttributes(block)], ['div', 0]]]
    case 'code':
      return ['pre', { ...outer, spellcheck: 'false' }, ['code', 0]]
    case 'math':
    case 'toggle':
      return ['div', kindOf(block) === 'math' ? { ...outer, spellcheck: 'false' } : outer, 0]
    case 'image':
      return ['figure', outer, ['figcaption', 0]]
    default:
      return ['p', outer, 0]
  }
}

function styleOf(properties: Record<string, string>): string {
  return Object.entries(properties)
    .map(property => property.join(': '))
    .join('; ')
}

function checkboxAttributes(block: ProseMirrorNode): Record<string, string> {
  return { type: 'checkbox', ...(isChecked(block) ? { checked: '' } : {}) }
}
