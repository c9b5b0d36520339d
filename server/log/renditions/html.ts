import type * as Y from 'yjs'
import type { DocumentId } from '../../../protocol/index.ts'
import { hasWords, looksOf, paragraph, plainBlock, textOf, wordsOf } from './block-html.ts'
import { type Block, type Content, contentOf, type TextBlock } from './blocks.ts'
import { element, escaped, opening } from './inline-html.ts'
import { writeSound } from './sound-blocks.ts'
import type { Cell } from './table.ts'

/** An element that others are put into as they come. */
interface Holder {
  open: string
  close: string
  children: (string | Holder)[]
  /** By which a quote or a callout takes in the next one of its kind. */
  joins?: string
}

interface OpenList {
  kind: string
  indent: number
  list: Holder
  item: Holder
}

const isItem = ({ kind }: TextBlock) => kind === 'bullet' || kind === 'ordered' || kind === 'task'

/** A page that stands for itself, in the shape in which the editor writes one. Nothing in it runs. */
export function htmlOfDocument(doc: Y.Doc, documentId?: DocumentId): string {
  return writeSound(contentOf(doc, documentId), pageOf)
}

function pageOf({ title, blocks }: Content): string {
  const writer = new Writer(title === '' ? 0 : 1, blocks)
  for (const block of blocks) writer.add(block)
  const head = `<meta charset="utf-8">\n<meta name="generator" content="Quire">\n${element('title', {}, escaped(title))}`
  const heading = title === '' ? '' : `${element('h1', {}, escaped(title))}\n`
  return `<!doctype html>\n<html>\n<head>\n${head}\n</head>\n<body>\n${heading}${writer.html()}\n</body>\n</html>\n`
}

/** The same without the page around it, in pieces that stay the same as long as nobody changes what is in them. Together they are the
 *  document; a line feed ends a piece only where an element ends that is in no other one. */
export interface Pieces {
  title: string
  pieces: string[]
}

export function piecesOfDocument(doc: Y.Doc, documentId?: DocumentId): Pieces {
  return writeSound(contentOf(doc, documentId), ({ title, blocks }) => {
    // Where there is none, whoever shows it says so in its place.
    const writer = new Writer(1, blocks)
    for (const block of blocks) writer.add(block)
    return { title, pieces: writer.pieces() }
  })
}

/** Makes a tree of a flat list of blocks. */
class Writer {
  readonly #root = holder('', '')
  readonly #under: number
  readonly #contents: string
  readonly #lists: OpenList[] = []
  readonly #numbers: number[] = []
  #headings = 0

  /** `under`: how many levels of headings stand above all others. */
  constructor(under: number, blocks: readonly Block[]) {
    this.#under = under
    this.#contents = contentsOf(blocks)
  }

  html(): string {
    return this.#root.children.map(written).join('\n')
  }

  pieces(): string[] {
    return this.#root.children.flatMap(child => {
      const pieces = [...piecesIn(child)]
      return [...pieces.slice(0, -1), `${pieces.at(-1)}\n`]
    })
  }

  add(block: Block): void {
    if (block.type === 'text') {
      const number = this.#numberOf(block)
      if (isItem(block)) this.#addItem(block, number)
      else this.#addText(block)
      return
    }
    this.#numbers.length = 0
    const parent = this.#parentAt(0)
    if (block.type === 'rule') parent.children.push('<hr>')
    else if (block.type === 'contents') parent.children.push(this.#contents)
    else parent.children.push(tableHtml(block.rows))
  }

  /** As the editor counts: what is indented more deeply does not end a list, anything else does. */
  #numberOf({ kind, indent, start }: TextBlock): number | undefined {
    const isOrdered = kind === 'ordered'
    this.#numbers.length = Math.min(this.#numbers.length, isOrdered ? indent + 1 : indent)
    if (!isOrdered) return undefined
    const number = start ?? (this.#numbers[indent] ?? 0) + 1
    this.#numbers[indent] = number
    return number
  }

  #addItem(block: TextBlock, number: number | undefined): void {
    const { kind, indent, start } = block
    const begins = start !== undefined
    this.#close(open => open.indent > indent || (open.indent === indent && (open.kind !== kind || begins)))
    const box =
      kind === 'task'
        ? opening('input', { type: 'checkbox', ...flag('checked', block.checked), disabled: '' })
        : ''
    const item = holder(opening('li', looksOf(block)), '</li>', [box + wordsOf(block)])
    let open = this.#lists.at(-1)
    if (open === undefined || open.indent < indent) {
      const tag = kind === 'ordered' ? 'ol' : 'ul'
      const first = number !== undefined && (number !== 1 || begins) ? String(number) : undefined
      const list = holder(opening(tag, { start: first }), `</${tag}>`)
      ;(open?.item ?? this.#root).children.push(list)
      open = { kind, indent, list, item }
      this.#lists.push(open)
    }
    open.item = item
    open.list.children.push(item)
  }

  #addText(block: TextBlock): void {
    const { kind, indent } = block
    const parent = this.#parentAt(indent)
    if (kind === 'toggle') {
      const summary = element('summary', looksOf(block), wordsOf(block))
      const details = holder('<details open>', '</details>', [summary])
      parent.children.push(details)
      this.#lists.push({ kind, indent, list: details, item: details })
    } else if (kind === 'quote') joined(parent, 'blockquote', {}).children.push(paragraph(block))
    else if (kind === 'callout')
      joined(parent, 'aside', { 'data-tone': block.tone }).children.push(paragraph(block))
    else if (kind === 'heading') parent.children.push(this.#heading(block))
    else parent.children.push(plainBlock(block))
  }

  #heading(block: TextBlock): string {
    const id = hasWords(block) ? `section-${++this.#headings}` : undefined
    return element(`h${block.level + this.#under}`, { id, ...looksOf(block) }, wordsOf(block))
  }

  /** What stands at an indent belongs to the item above it that is indented less. */
  #parentAt(indent: number): Holder {
    this.#close(open => open.indent >= indent)
    return this.#lists.at(-1)?.item ?? this.#root
  }

  #close(ends: (list: OpenList) => boolean): void {
    for (let last = this.#lists.at(-1); last !== undefined && ends(last); last = this.#lists.at(-1))
      this.#lists.pop()
  }
}

function tableHtml(rows: readonly (readonly Cell[])[]): string {
  const lines = rows.map(cells => element('tr', {}, cells.map(cellHtml).join('')))
  return element('table', { border: '1' }, element('tbody', {}, lines.join('\n')))
}

function cellHtml({ heads, colspan, rowspan, blocks }: Cell): string {
  const writer = new Writer(0, [])
  for (const block of blocks) writer.add(block)
  const span = (count: number) => (count > 1 ? String(count) : undefined)
  const attributes = { scope: heads, colspan: span(colspan), rowspan: span(rowspan) }
  return element(heads === undefined ? 'td' : 'th', attributes, writer.html() || '<p><br></p>')
}

function contentsOf(blocks: readonly Block[]): string {
  const headings = blocks.filter(
    (block): block is TextBlock => block.type === 'text' && block.kind === 'heading' && hasWords(block),
  )
  const top = headings.reduce((top, { level }) => Math.min(top, level), Number.POSITIVE_INFINITY)
  const items = headings.map((heading, index) => {
    const depth = heading.level - top
    const style = depth > 0 ? `margin-inline-start: ${1.25 * depth}rem` : undefined
    const words = textOf(heading).replace(/\s+/g, ' ').trim()
    return element('li', { style }, element('a', { href: `#section-${index + 1}` }, escaped(words)))
  })
  return element('nav', { 'data-kind': 'contents', role: 'doc-toc' }, element('ul', {}, items.join('')))
}

/** The quote or callout of this kind that `parent` ends with, or a new one. */
function joined(parent: Holder, tag: string, attributes: Record<string, string>): Holder {
  const open = opening(tag, attributes)
  const last = parent.children.at(-1)
  if (typeof last === 'object' && last.joins === open) return last
  const made = { ...holder(open, `</${tag}>`), joins: open }
  parent.children.push(made)
  return made
}

function holder(open: string, close: string, children: (string | Holder)[] = []): Holder {
  return { open, close, children }
}

function written(part: string | Holder): string {
  return typeof part === 'string' ? part : part.open + part.children.map(written).join('') + part.close
}

/** Rows by themselves, and pictures, which are many times as long as what is around them. */
const seams = /(?<=<\/tr>)\n|(src="data:[^"]*")/

function* piecesIn(part: string | Holder): Generator<string> {
  if (typeof part === 'string') return yield* part.split(seams).filter(Boolean)
  yield part.open
  for (const child of part.children) yield* piecesIn(child)
  yield part.close
}

const flag = (name: string, isSet: boolean) => (isSet ? { [name]: '' } : {})
