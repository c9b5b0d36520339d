import { Mark } from '@tiptap/core'
import { allowedAddress } from '../../../formats/link-address.ts'

// No mark excludes another: two people who mark the same words at once keep both marks.

export const Bold = Mark.create({
  name: 'bold',
  parseHTML: () => [
    // Google Docs wraps everything that it copies in a <b> of normal weight.
    { tag: 'b', getAttrs: element => (element.style.fontWeight === 'normal' ? false : null) },
    { tag: 'strong' },
    { style: 'font-weight=400', clearMark: mark => mark.type.name === 'bold' },
    { style: 'font-weight=normal', clearMark: mark => mark.type.name === 'bold' },
    { style: 'font-weight', getAttrs: weight => (/^(bold(er)?|[6-9]\d{2})$/.test(weight) ? null : false) },
  ],
  renderHTML: () => ['strong', 0],
})

export const Italic = Mark.create({
  name: 'italic',
  parseHTML: () => [
    { tag: 'i', getAttrs: element => (element.style.fontStyle === 'normal' ? false : null) },
    { tag: 'em' },
    { style: 'font-style=normal', clearMark: mark => mark.type.name === 'italic' },
    { style: 'font-style=italic' },
  ],
  renderHTML: () => ['em', 0],
})

export const Underline = Mark.create({
  name: 'underline',
  parseHTML: () => [
    { tag: 'u' },
    {
      style: 'text-decoration',
      consuming: false,
      getAttrs: line => (line.includes('underline') ? null : false),
    },
  ],
  renderHTML: () => ['u', 0],
})

export const Strike = Mark.create({
  name: 'strike',
  parseHTML: () => [
    { tag: 's' },
    { tag: 'del' },
    { tag: 'strike' },
    {
      style: 'text-decoration',
      consuming: false,
      getAttrs: line => (line.includes('line-through') ? null : false),
    },
  ],
  renderHTML: () => ['s', 0],
})

export const Subscript = Mark.create({
  name: 'subscript',
  parseHTML: () => [{ tag: 'sub' }, { style: 'vertical-align=sub', consuming: false }],
  renderHTML: () => ['sub', 0],
})

export const Superscript = Mark.create({
  name: 'superscript',
  parseHTML: () => [{ tag: 'sup' }, { style: 'vertical-align=super', consuming: false }],
  renderHTML: () => ['sup', 0],
})

export const Code = Mark.create({
  name: 'code',
  parseHTML: () => [{ tag: 'code' }, { tag: 'kbd' }, { tag: 'samp' }, { tag: 'tt' }],
  renderHTML: () => ['code', { spellcheck: 'false' }, 0],
})

/**
 * Somebody who is meant: the words are the sign and the name as it was then, so that they merge, are found and are counted
 * as words are. `user` is null for a guest whom the server does not know.
 */
export const Mention = Mark.create({
  name: 'mention',
  inclusive: false,
  addAttributes: () => ({
    name: { default: '', rendered: false },
    user: { default: null, rendered: false },
  }),
  parseHTML: () => [
    {
      tag: 'span[data-mention]',
      getAttrs: ({ dataset }) => ({ name: dataset.mention, user: dataset.user ?? null }),
    },
  ],
  renderHTML({ mark: { attrs } }) {
    const user = typeof attrs.user === 'string' ? { 'data-user': attrs.user } : {}
    return ['span', { class: 'mention', 'data-mention': String(attrs.name), ...user }, 0]
  },
})

/** A formula within a line: its text is TeX, which merges as words do. */
export const Formula = Mark.create({
  name: 'math',
  inclusive: false,
  parseHTML: () => [{ tag: 'span[data-math]' }],
  renderHTML: () => ['span', { 'data-math': '', spellcheck: 'false' }, 0],
})

/** A link whose address is not allowed, however it came into the document, is shown as plain text. */
export const Link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ href: { default: null, rendered: false } }),
  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: element => {
        const href = allowedAddress(element.getAttribute('href'))
        return href === undefined ? false : { href }
      },
    },
  ],
  renderHTML({ mark }) {
    const href = allowedAddress(mark.attrs.href)
    if (href === undefined) return ['span', 0]
    const target = href.startsWith('#') ? {} : { target: '_blank' }
    return ['a', { href, ...target, rel: 'noopener noreferrer' }, 0]
  },
})
