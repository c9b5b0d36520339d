import type { Definition, PhrasingContent } from 'mdast'
import type { Run } from '../../../../formats/content.ts'
import { allowedAddress } from '../../../../formats/link-address.ts'
import {
  asWritten,
  highlightCloses,
  highlightOpens,
  highlightSigns,
  partedAtFormulas,
} from '../../../../formats/markdown/dollars.ts'

type Marks = Run['marks']

/** HTML within a line that says how its words look. */
const marksOfTags: { readonly [tag: string]: string } = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strike',
  del: 'strike',
  strike: 'strike',
  code: 'code',
  kbd: 'code',
  sub: 'subscript',
  sup: 'superscript',
  mark: 'highlight',
}

export function runsOf(nodes: readonly PhrasingContent[], definitions: Map<string, Definition>): Run[] {
  const reader = new InlineReader(definitions)
  reader.readAll(nodes, {})
  return reader.runs
}

class InlineReader {
  readonly runs: Run[] = []
  readonly #definitions: Map<string, Definition>
  /** The marks of HTML elements that have begun and not ended. */
  readonly #open: string[] = []

  constructor(definitions: Map<string, Definition>) {
    this.#definitions = definitions
  }

  readAll(nodes: readonly PhrasingContent[], marks: Marks): void {
    for (const node of nodes) this.#read(node, marks)
  }

  #read(node: PhrasingContent, marks: Marks): void {
    switch (node.type) {
      case 'text':
        // A line of the file is no line of the text.
        for (const [index, part] of partedAtFormulas(node.value).entries()) {
          if (index % 2 === 1) this.#add(part, { ...marks, math: {} })
          else this.#addWords(part.replace(/\s*\n\s*/g, ' '), marks)
        }
        return
      case 'strong':
        this.readAll(node.children, { ...marks, bold: {} })
        return
      case 'emphasis':
        this.readAll(node.children, { ...marks, italic: {} })
        return
      case 'delete':
        this.readAll(node.children, { ...marks, strike: {} })
        return
      case 'inlineCode':
        this.#add(asWritten(node.value), { ...marks, code: {} })
        return
      case 'break':
        this.#add('\n', marks)
        return
      case 'link':
        this.readAll(node.children, { ...marks, ...linked(node.url) })
        return
      case 'linkReference':
        this.readAll(node.children, { ...marks, ...linked(this.#definitions.get(node.identifier)?.url) })
        return
      case 'image':
        this.#add(node.alt ?? '', { ...marks, ...linked(node.url) })
        return
      case 'imageReference':
        this.#add(node.alt ?? '', { ...marks, ...linked(this.#definitions.get(node.identifier)?.url) })
        return
      case 'footnoteReference':
        this.#add(`[${node.label ?? node.identifier}]`, marks)
        return
      case 'html':
        this.#readTag(node.value, marks)
    }
  }

  #addWords(text: string, marks: Marks): void {
    for (const part of text.split(highlightSigns)) {
      if (part === highlightOpens) this.#open.push('highlight')
      else if (part === highlightCloses) this.#close('highlight')
      else this.#add(part, marks)
    }
  }

  #close(mark: string): void {
    if (this.#open.includes(mark)) this.#open.splice(this.#open.lastIndexOf(mark), 1)
  }

  #readTag(html: string, marks: Marks): void {
    const [, slash, name = ''] = /^<(\/?)([a-z]+)\b[^>]*>$/i.exec(html) ?? []
    const tag = name.toLowerCase()
    if (tag === 'br') this.#add('\n', marks)
    const mark = marksOfTags[tag]
    if (mark === undefined) return
    if (slash === '') this.#open.push(mark)
    else this.#close(mark)
  }

  #add(text: string, marks: Marks): void {
    if (text === '') return
    const open = Object.fromEntries(this.#open.map(mark => [mark, {}]))
    this.runs.push({ text, marks: { ...marks, ...open } })
  }
}

function linked(url: string | undefined): Marks {
  const href = allowedAddress(url && asWritten(url))
  return href === undefined ? {} : { link: { href } }
}
