import { Node } from '@tiptap/core'

export const Content = Node.create({
  name: 'doc',
  topNode: true,
  content: '(block | rule | table | contents)+',
})

export const Text = Node.create({ name: 'text', group: 'inline' })

/** A line break within a block. In Yjs it is the character '\n' of the block's text, so that lines merge like words. */
export const HardBreak = Node.create({
  name: 'hardBreak',
  group: 'inline',
  inline: true,
  selectable: false,
  linebreakReplacement: true,
  parseHTML: () => [{ tag: 'br' }],
  renderHTML: () => ['br'],
  renderText: () => '\n',
})

export const Rule = Node.create({
  name: 'rule',
  parseHTML: () => [{ tag: 'hr' }],
  renderHTML: () => ['hr'],
})

/** The list of the document's headings. It has no text of its own: everybody's editor draws it from the headings that there are. */
export const Contents = Node.create({
  name: 'contents',
  parseHTML: () => [{ tag: 'nav' }],
  renderHTML: () => ['nav', { 'data-kind': 'contents', role: 'doc-toc' }],
})
