import type {
  Blockquote,
  Code,
  Definition,
  List,
  ListItem,
  Paragraph,
  PhrasingContent,
  Root,
  RootContent,
  Table,
} from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import type { ContentBlock, Run, TextBlock } from '../../../../formats/content.ts'
import { countedIn } from '../../../../formats/counted-in.ts'
import { alertIn } from '../../../../formats/markdown/alerts.ts'
import { withDataApart } from '../../../../formats/markdown/data-apart.ts'
import { asWritten, withFormulasApart } from '../../../../formats/markdown/dollars.ts'
import { numberCounter } from '../../../../formats/numbers.ts'
import { isLanguage, maxIndent } from '../../schema/block-attributes.ts'
import { isBlank, partsAtImages, trimmed } from './images.ts'
import { runsOf } from './read-inline.ts'
import { readTable } from './read-table.ts'

/** HTML between the paragraphs, which takes a browser's page to read. */
export type MarkdownBlock = ContentBlock | { type: 'html'; html: string; indent?: number }

type Place = {
  indent: number
  /** What text is in there that is no item and no heading. */
  text: Pick<TextBlock, 'kind' | 'tone'>
  /** The item that the next text is; undefined where it has its text. */
  item: Omit<TextBlock, 'runs'> | undefined
}

/** Reads GitHub's Markdown. Headings keep the levels of the file. */
export function readMarkdown(file: string): MarkdownBlock[] {
  const { text, restored } = withDataApart(file)
  const source = withFormulasApart(withoutFrontMatter(text))
  const root = fromMarkdown(source, {
    extensions: [gfm()],
    // Their second look, at text alone, would make links of addresses that the file says are none.
    mdastExtensions: gfmFromMarkdown().map(({ transforms: _, ...extension }) => extension),
  })
  const reader = new Reader(root, source)
  reader.readAll(root.children, { indent: 0, text: { kind: 'paragraph' }, item: undefined })
  return withoutNumbersThatFollow(restored(reader.blocks))
}

/** `number`: what a list is said to begin with, for its first item. */
type ItemPlace = { ordered: boolean; number: number | undefined }

function withoutNumbersThatFollow(blocks: readonly MarkdownBlock[]): MarkdownBlock[] {
  const count = numberCounter()
  return blocks.map(block => {
    const counted = countedIn(block)
    const follows = count({ ...counted, start: null })
    if (block.type !== 'block' || block.start === undefined) return block
    if (block.start !== follows) {
      count(counted)
      return block
    }
    const { start: _, ...rest } = block
    return rest
  })
}

class Reader {
  readonly blocks: MarkdownBlock[] = []
  readonly #definitions: Map<string, Definition>
  readonly #source: string

  constructor(root: Root, source: string) {
    this.#source = source
    this.#definitions = definitionsIn(root)
  }

  readAll(nodes: readonly RootContent[], place: Place): void {
    /** How many sections that fold are open here. */
    let held = 0
    for (const node of nodes) {
      const summary = node.type === 'html' ? summaryIn(node.value) : undefined
      const indent = Math.min(maxIndent, place.indent + held)
      if (summary !== undefined) {
        this.blocks.push({ type: 'block', kind: 'toggle', ...indented(indent), runs: this.#inHtml(summary) })
        place.item = undefined
        held++
      } else if (held > 0 && node.type === 'html' && /^<\/details>/i.test(node.value)) held--
      else this.#read(node, held === 0 ? place : { ...place, indent, item: undefined })
    }
  }

  /** A line of HTML: Markdown reads what stands in it. */
  #inHtml(html: string): Run[] {
    const [paragraph] = fromMarkdown(html.trim().replace(/\s+/g, ' ')).children
    return paragraph?.type === 'paragraph'
      ? this.#runs(paragraph.children)
      : plain(html.replace(/<[^>]*>/g, ''))
  }

  #read(node: RootContent, place: Place): void {
    switch (node.type) {
      case 'paragraph':
        if (this.#isContents(node, place)) this.blocks.push({ type: 'contents' })
        else this.#addText(node.children, { type: 'block', ...place.text }, place)
        return
      case 'heading':
        this.#addText(node.children, { type: 'block', kind: 'heading', level: node.depth }, place)
        return
      case 'code':
        if (node.lang === 'math') this.#add({ type: 'block', kind: 'math', runs: plain(node.value) }, place)
        else
          this.#add(
            { type: 'block', kind: 'code', ...written(node), runs: plain(asWritten(node.value)) },
            place,
          )
        return
      case 'blockquote':
        this.#readQuote(node, place)
        return
      case 'list':
        this.#readList(node, place)
        return
      case 'table':
        this.#readTable(node)
        return
      case 'thematicBreak':
        this.blocks.push({ type: 'rule' })
        return
      case 'html':
        this.blocks.push({ type: 'html', html: asWritten(node.value), ...indented(place.indent) })
        return
      case 'footnoteDefinition':
        this.#add(
          { type: 'block', kind: 'paragraph', runs: plain(`[${node.label ?? node.identifier}]`) },
          place,
        )
        this.readAll(node.children, place)
        return
      case 'definition':
        return
      default:
        if ('children' in node) this.readAll(node.children, place)
        else if ('value' in node)
          this.#add({ type: 'block', kind: 'paragraph', runs: plain(node.value) }, place)
    }
  }

  /** As it is written, for `\[TOC]` is text. */
  #isContents({ children, position }: Paragraph, { text, item }: Place): boolean {
    const written = this.#source.slice(position?.start.offset, position?.end.offset)
    if (
      text.kind !== 'paragraph' ||
      item !== undefined ||
      children.some(({ type }) => type === 'linkReference')
    )
      return false
    return /^(?:\[toc\]|\[\[_toc_\]\])$/i.test(written)
  }

  #readQuote(quote: Blockquote, place: Place): void {
    const alert = alertIn(quote, this.#source)
    const text: Place['text'] = alert === undefined ? { kind: 'quote' } : alert.text
    const { children } = alert ?? quote
    if (children.length === 0) this.#add({ type: 'block', ...text, runs: [] }, place)
    this.readAll(children, { ...place, text })
  }

  #readList({ ordered, start, children }: List, place: Place): void {
    for (const [index, item] of children.entries()) {
      const number = ordered === true && index === 0 ? (start ?? undefined) : undefined
      this.#readItem(item, { ordered: ordered === true, number }, place)
    }
  }

  #readItem({ checked, children }: ListItem, { ordered, number }: ItemPlace, place: Place): void {
    const isTask = typeof checked === 'boolean'
    const item: Place['item'] = {
      type: 'block',
      kind: isTask ? 'task' : ordered ? 'ordered' : 'bullet',
      ...indented(place.indent),
      ...(isTask && { checked }),
      ...(!isTask && number !== undefined && { start: number }),
    }
    const within: Place = { indent: Math.min(maxIndent, place.indent + 1), text: { kind: 'paragraph' }, item }
    if (children[0]?.type !== 'paragraph' && children[0]?.type !== 'heading') {
      this.blocks.push({ ...item, runs: [] })
      within.item = undefined
    }
    this.readAll(children, within)
  }

  #readTable({ children, align }: Table): void {
    const rows = children.map(row => row.children.map(cell => this.#runs(cell.children)))
    this.blocks.push(readTable(rows, align))
  }

  /** Images among the words are blocks of their own. */
  #addText(children: PhrasingContent[], block: Omit<TextBlock, 'runs'>, place: Place): void {
    const parts = partsAtImages(children, this.#definitions)
    for (const part of parts) {
      if ('image' in part) {
        const runs = part.caption === '' ? [] : [{ text: part.caption, marks: {} }]
        this.#add({ type: 'block', kind: 'image', image: part.image, runs }, place)
      } else if (parts.length === 1) this.#addWords(this.#runs(part), block, place)
      else if (!isBlank(part)) this.#addWords(trimmed(this.#runs(part)), block, place)
    }
  }

  #addWords(read: readonly Run[], block: Omit<TextBlock, 'runs'>, place: Place): void {
    // A line with one space, written as a reference, is an empty line.
    const runs = read.every(run => run.text === ' ') ? [] : read
    if (place.item === undefined) {
      this.#add({ ...block, runs }, place)
      return
    }
    this.blocks.push({ ...place.item, runs })
    place.item = undefined
  }

  #add(block: TextBlock, { indent }: Place): void {
    this.blocks.push({ ...block, ...indented(indent) })
  }

  #runs(children: readonly PhrasingContent[]): Run[] {
    return runsOf(children, this.#definitions)
  }
}

/** The summary of a section that begins here, and whose content is Markdown. */
function summaryIn(html: string): string | undefined {
  const begun = /^<details\b[^>]*>\s*(?:<summary\b[^>]*>([\s\S]*?)<\/summary>)?\s*$/i.exec(html)
  return begun === null ? undefined : (begun[1] ?? '')
}

function indented(indent: number): { indent?: number } {
  return indent === 0 ? {} : { indent }
}

/** A fence may say more than the name: `js title="x"`, or `{.js}`, or `js{1,3}`. */
function written({ lang }: Code): { language?: string } {
  const [language] = /^[\w+#.-]+/.exec(lang?.replace(/^\{\.?/, '') ?? '') ?? []
  return isLanguage(language) ? { language } : {}
}

function plain(text: string): Run[] {
  return text === '' ? [] : [{ text, marks: {} }]
}

function definitionsIn(root: Root): Map<string, Definition> {
  const definitions = new Map<string, Definition>()
  const stack: RootContent[] = [...root.children].reverse()
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    // The first of several counts.
    if (node.type === 'definition' && !definitions.has(node.identifier))
      definitions.set(node.identifier, node)
    if ('children' in node) stack.push(...[...node.children].reverse())
  }
  return definitions
}

/** What many tools put ahead of the text, for themselves. */
function withoutFrontMatter(text: string): string {
  return text.replace(/^---\r?\n(?:[\w-]+:.*\r?\n|[ \t]+.*\r?\n|- .*\r?\n)+---[ \t]*(?:\r?\n|$)/, '')
}
