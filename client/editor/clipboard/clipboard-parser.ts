import type { Schema } from '@tiptap/pm/model'
import { DOMParser, type ParseOptions, type Slice, type TagParseRule } from '@tiptap/pm/model'
import { attributesAs, decodeAttributes } from '../schema/block-attributes.ts'
import { htmlReader } from './loading.ts'

/** Reads pasted HTML: first made flat by the HTML reader, which must have come, then parsed by the schema's rules for marks. */
export class ClipboardParser extends DOMParser {
  constructor(schema: Schema) {
    const ours = DOMParser.fromSchema(schema).rules
    super(schema, [flatCodeRule, flatBlockRule, ...ours])
  }

  override parseSlice(dom: globalThis.Node, options: ParseOptions = {}): Slice {
    return super.parseSlice((dom instanceof Element && htmlReader()?.flatten(dom)) || dom, options)
  }
}

const flatBlockRule: TagParseRule = {
  tag: '[data-kind]',
  node: 'block',
  getAttrs(element) {
    const { level, indent, checked, width, start, bytes } = element.dataset
    const { attributes } = decodeAttributes({
      ...element.dataset,
      level: Number(level),
      indent: Number(indent),
      checked: checked === 'true',
      width: Number(width),
      start: start === undefined ? null : Number(start),
      bytes: bytes === undefined ? null : Number(bytes),
    })
    const decoded = attributesAs(attributes.kind ?? 'paragraph', attributes, attributes.level)
    return { ...decoded, indent: attributes.indent }
  },
}

/** In code, the spaces that a line ends with count as well. */
const flatCodeRule: TagParseRule = { ...flatBlockRule, tag: 'pre[data-kind]', preserveWhitespace: 'full' }
