import type {
  BlockContent,
  Blockquote,
  List,
  ListItem,
  Literal,
  Paragraph,
  Parent as ParentNode,
  PhrasingContent,
  Root,
  RootContent,
} from 'mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { type Info, type Options, type State, toMarkdown } from 'mdast-util-to-markdown'
import { type Content, type ContentBlock, isSource, type TextBlock, type Tone } from '../content.ts'
import { countedIn } from '../counted-in.ts'
import { addressIn, figureHtml, isPlain } from '../figure.ts'
import { numberCounter } from '../numbers.ts'
import { addToAlert, emptyAlert, isNewAlert } from './alerts.ts'
import { DataStore } from './data-apart.ts'
import { standsBetweenDollars, withDollars } from './dollars.ts'
import { summaryOf } from './summary.ts'
import { tableOf } from './tables.ts'
import { phrasingOf, plainRuns } from './write-inline.ts'

type Parent = Root | ListItem | Details
/** `list`: undefined where what is open is a section that folds. */
type OpenList = { ordered: boolean; indent: number; list: List | undefined; item: ListItem | Details }

/**
 * Writes a document as GitHub's Markdown. What Markdown has no words for: underlined, raised, lowered and highlighted text
 * is HTML; colours, alignment, a paragraph that is
 * empty or indented under nothing, white space at the ends of bold, italic and struck words, and of tables the merged
 * cells, the widths and a first column that heads its rows, are not kept.
 */
export function writeMarkdown({ title, blocks }: Content): string {
  const name = title.replace(/\s+/g, ' ').trim()
  const root: Root = { type: 'root', children: [] }
  if (name !== '')
    root.children.push({ type: 'heading', depth: 1, children: [{ type: 'text', value: name }] })
  const store = new DataStore()
  const writer = new Nesting(root, { under: name === '' ? 0 : 1, store })
  for (const block of blocks) writer.add(block)
  const text = toMarkdown(root, {
    extensions: [gfmToMarkdown(), formulas],
    bullet: '-',
    bulletOther: '*',
    rule: '*',
    listItemIndent: 'one',
    fences: true,
  })
  return store.restored(text)
}

function formulaOf(value: string): BlockContent {
  return standsBetweenDollars(value) ? { type: 'math', value } : { type: 'code', lang: 'math', value }
}

declare module 'mdast' {
  interface BlockContentMap {
    details: Details
    math: Math
  }
  interface RootContentMap {
    details: Details
    math: Math
    inlineMath: InlineMath
  }
  interface PhrasingContentMap {
    inlineMath: InlineMath
  }
}
interface Details extends ParentNode {
  type: 'details'
  /** As HTML. */
  summary: string
  children: RootContent[]
}
interface Math extends Literal {
  type: 'math'
}
interface InlineMath extends Literal {
  type: 'inlineMath'
}

const formulas: Options = {
  handlers: {
    details: (node: Details, _parent: unknown, state: State, info: Info) => {
      const { children } = node
      const within =
        children.length === 0 ? '' : `${state.containerFlow({ type: 'root', children }, info)}\n\n`
      return `<details>\n<summary>${node.summary}</summary>\n\n${within}</details>`
    },
    math: ({ value }: Math) => `$$\n${value}\n$$`,
    inlineMath: ({ value }: InlineMath, _parent: unknown, _state: unknown, around: Info) =>
      withDollars(value, around),
  },
  // Dollars that are words must not be taken for a formula's, nor equals signs for a highlight's.
  unsafe: [
    { character: '$', inConstruct: 'phrasing' },
    { character: '=', before: '[^=\\w]', after: '=[^\\s=]', inConstruct: 'phrasing' },
  ],
}

/** Makes a tree of a flat list of blocks, as they come. */
class Nesting {
  readonly #root: Root
  readonly #under: number
  readonly #store: DataStore
  readonly #lists: OpenList[] = []
  readonly #count = numberCounter()

  /** `under`: how many levels of headings stand above all others. */
  constructor(root: Root, { under, store }: { under: number; store: DataStore }) {
    this.#root = root
    this.#under = under
    this.#store = store
  }

  add(block: ContentBlock): void {
    const number = this.#count(countedIn(block))
    if (block.type === 'rule') this.#parentAt(0).children.push({ type: 'thematicBreak' })
    // As many tools know it; it is text for the others.
    else if (block.type === 'contents') this.#parentAt(0).children.push({ type: 'html', value: '[TOC]' })
    else if (block.type === 'table') this.#parentAt(0).children.push(tableOf(block))
    else if (isItem(block)) this.#addItem(block, number)
    else this.#addBlock(block)
  }

  #addItem(block: TextBlock, number: number | undefined): void {
    const { indent = 0 } = block
    const ordered = block.kind === 'ordered'
    this.#close(
      open =>
        open.indent > indent ||
        (open.indent === indent &&
          (open.ordered !== ordered || open.list === undefined || block.start !== undefined)),
    )
    const children = textOf(block)
    const item: ListItem = {
      type: 'listItem',
      spread: false,
      checked: block.kind === 'task' ? block.checked === true : null,
      children: children.length > 0 || block.kind === 'task' ? [{ type: 'paragraph', children }] : [],
    }
    let open = this.#lists.at(-1)
    if (open === undefined || open.indent < indent) {
      const list: List = { type: 'list', ordered, start: number ?? null, spread: false, children: [] }
      append(open?.item ?? this.#root, list)
      // Nothing but an empty line lets a list begin with an empty item.
      if (open?.item.type === 'listItem' && children.length === 0) open.item.spread = true
      open = { ordered, indent, list, item }
      this.#lists.push(open)
    }
    open.item = item
    open.list?.children.push(item)
  }

  #addBlock(block: TextBlock): void {
    const children = textOf(block)
    const isShownEmpty =
      isSource(block.kind) || ['heading', 'quote', 'callout', 'toggle', 'image'].includes(block.kind)
    if (!isShownEmpty && children.length === 0) return
    const parent = this.#parentAt(block.indent ?? 0)
    switch (block.kind) {
      case 'heading':
        append(parent, { type: 'heading', depth: this.#depth(block), children })
        return
      case 'code':
        append(parent, {
          type: 'code',
          lang: block.language ?? null,
          value: block.runs.map(run => run.text).join(''),
        })
        return
      case 'toggle': {
        const details: Details = { type: 'details', summary: summaryOf(plainRuns(block.runs)), children: [] }
        append(parent, details)
        this.#lists.push({ ordered: false, indent: block.indent ?? 0, list: undefined, item: details })
        return
      }
      case 'math':
        append(parent, formulaOf(block.runs.map(run => run.text).join('')))
        return
      case 'image':
        this.#addImage(block, parent, children)
        return
      case 'file': {
        const value =
          block.runs
            .map(run => run.text)
            .join('')
            .replace(/\s+/g, ' ')
            .trim() || 'File'
        const link = { type: 'link', url: block.href ?? '', children: [{ type: 'text', value }] } as const
        append(parent, {
          type: 'paragraph',
          children: block.href === undefined ? children : [{ ...link, children: [...link.children] }],
        })
        return
      }
      case 'quote':
        quoteIn(parent).children.push(orBlank({ type: 'paragraph', children }))
        return
      case 'callout':
        addCallout(parent, block.tone ?? 'info', { type: 'paragraph', children })
        return
      default:
        append(parent, { type: 'paragraph', children })
    }
  }

  /** GitHub's own words for it, where they are enough; of one that no browser may be shown, its words. */
  #addImage({ image, runs }: TextBlock, parent: Parent, caption: PhrasingContent[]): void {
    const address = image && addressIn(image)
    if (image === undefined || address === undefined) {
      const alt = image?.alt ?? ''
      const words = [...text(alt === '' || caption.length === 0 ? alt : `${alt} `), ...caption]
      if (words.length > 0) append(parent, { type: 'paragraph', children: words })
      return
    }
    const url = address.from === 'document' ? this.#store.keep(address.href) : address.href
    if (isPlain(image, runs))
      append(parent, { type: 'paragraph', children: [{ type: 'image', url, alt: image.alt }] })
    else append(parent, { type: 'html', value: figureHtml(image, url, plainRuns(runs)) })
  }

  #depth({ level = 1 }: TextBlock) {
    const depths = [1, 2, 3, 4, 5, 6] as const
    return depths[level - 1 + this.#under] ?? 6
  }

  /** What stands at an indent belongs to the item above it that is indented less. */
  #parentAt(indent: number): Parent {
    this.#close(open => open.indent >= indent)
    return this.#lists.at(-1)?.item ?? this.#root
  }

  #close(ends: (list: OpenList) => boolean): void {
    for (let last = this.#lists.at(-1); last !== undefined && ends(last); last = this.#lists.at(-1)) {
      this.#lists.pop()
    }
  }
}

function append(parent: Parent, child: BlockContent): void {
  if (parent.type === 'listItem') {
    // The line behind the marker must not be empty, or what follows is no part of the item.
    if (parent.children.length === 0) parent.children.push(blank())
    if (child.type !== 'list') parent.spread = true
    const {
      children: [first],
    } = parent
    if (first?.type === 'paragraph' && first.children.length === 0) first.children.push(space())
  }
  parent.children.push(child)
}

/** The quote that `parent` ends with, or a new one. */
function quoteIn(parent: Parent): Blockquote {
  const last = parent.children.at(-1)
  if (last?.type === 'blockquote' && last.data?.tone === undefined) return last
  const quote: Blockquote = { type: 'blockquote', children: [] }
  append(parent, quote)
  return quote
}

/** To the alert of this tone that `parent` ends with, or to a new one. */
function addCallout(parent: Parent, tone: Tone, paragraph: Paragraph): void {
  const last = parent.children.at(-1)
  if (last?.type === 'blockquote' && last.data?.tone === tone) {
    // Its first line had no words, and is one all the same.
    if (isNewAlert(last)) addToAlert(last, blank())
    addToAlert(last, orBlank(paragraph))
    return
  }
  const alert = emptyAlert(tone)
  append(parent, alert)
  if (paragraph.children.length > 0) addToAlert(alert, paragraph)
}

function isItem({ kind }: TextBlock): boolean {
  return kind === 'bullet' || kind === 'ordered' || kind === 'task'
}

function textOf(block: TextBlock): PhrasingContent[] {
  if (block.runs.every(run => run.text.trim() === '')) return []
  return phrasingOf(block.runs, { oneLine: block.kind === 'heading' })
}

/** A space that is written as a reference: the only way to say that there is a line, and nothing in it. */
function space(): PhrasingContent {
  return { type: 'text', value: ' ' }
}

function blank(): Paragraph {
  return { type: 'paragraph', children: [space()] }
}

function text(value: string): PhrasingContent[] {
  return value === '' ? [] : [{ type: 'text', value }]
}

function orBlank(paragraph: Paragraph): Paragraph {
  return paragraph.children.length === 0 ? blank() : paragraph
}
