import { type DOMOutputSpec, DOMSerializer, Fragment, type Node, type Schema, Slice } from '@tiptap/pm/model'
import type { EditorView } from '@tiptap/pm/view'
import { numberCounter } from '../../../formats/numbers.ts'
import { imagesModule } from '../images/loading.ts'
import {
  alignmentOf,
  attributesOf,
  canBeAligned,
  indentOf,
  isChecked,
  isFigure,
  isListKind,
  isSource,
  kindOf,
  levelOf,
  startOf,
  toneOf,
} from '../schema/block-attributes.ts'
import { colorsForOthers } from '../schema/color-marks.ts'
import { countedOf } from '../schema/numbers.ts'
import { cellSpec } from '../schema/table.ts'
import type { Tone } from '../types.ts'

type OpenList = { kind: string | undefined; indent: number; list: HTMLElement; item: HTMLElement }

/** Writes blocks for other applications: real nested lists, headings from h1, quotes and code as one element each. */
export class ClipboardSerializer extends DOMSerializer {
  constructor(schema: Schema) {
    super(
      { ...DOMSerializer.nodesFromSchema(schema), table: tableForOthers, tableCell: cellForOthers },
      {
        ...DOMSerializer.marksFromSchema(schema),
        ...colorsForOthers,
        // GitHub's own, and for all others code.
        math: () => ['code', { class: 'language-math math-inline' }, 0],
      },
    )
  }

  override serializeFragment(
    fragment: Fragment,
    options: { document?: Document } = {},
    target?: HTMLElement | DocumentFragment,
  ): HTMLElement | DocumentFragment {
    const owner = options.document ?? window.document
    const root = target ?? owner.createDocumentFragment()
    if (fragment.firstChild?.isInline !== false) return super.serializeFragment(fragment, options, root)
    const lists: OpenList[] = []
    const count = numberCounter()
    fragment.forEach(block => {
      const number = count(countedOf(block))
      if (isListKind(kindOf(block))) this.#addItem(block, number, lists, root, owner)
      else this.#addBlock(block, lists, root, owner)
    })
    return root
  }

  #addItem(
    block: Node,
    number: number | undefined,
    lists: OpenList[],
    root: HTMLElement | DocumentFragment,
    owner: Document,
  ): void {
    const kind = kindOf(block)
    const indent = indentOf(block)
    // An item whose number does not follow begins a list of its own.
    const begins = startOf(block) !== null
    closeLists(
      lists,
      open => open.indent > indent || (open.indent === indent && (open.kind !== kind || begins)),
    )
    let open = lists.at(-1)
    const item = owner.createElement('li')
    if (open === undefined || open.indent < indent) {
      const list = owner.createElement(kind === 'ordered' ? 'ol' : 'ul')
      if (number !== undefined && (number !== 1 || begins)) list.setAttribute('start', String(number))
      ;(open?.item ?? root).append(list)
      open = { kind, indent, list, item }
      lists.push(open)
    }
    open.item = item
    open.list.append(item)
    if (kind === 'task') item.append(checkbox(isChecked(block), owner))
    this.#addContent(block, item, owner)
  }

  #addBlock(block: Node, lists: OpenList[], root: HTMLElement | DocumentFragment, owner: Document): void {
    const indent = indentOf(block)
    closeLists(lists, open => open.indent >= indent)
    const parent = lists.at(-1)?.item ?? root
    const kind = kindOf(block)
    if (kind === undefined) parent.append(this.serializeNode(block, { document: owner }))
    else if (kind === 'toggle') {
      // What is indented below it goes into it, as into an item.
      const details = parent.appendChild(owner.createElement('details'))
      details.open = true
      this.#addContent(block, details.appendChild(owner.createElement('summary')), owner)
      lists.push({ kind, indent, list: details, item: details })
    } else if (isSource(kind)) parent.append(codeElement(block, owner))
    else if (kind === 'quote')
      this.#addContent(block, quoteIn(parent, owner).appendChild(owner.createElement('p')), owner)
    else if (kind === 'callout')
      this.#addContent(
        block,
        calloutIn(parent, toneOf(block), owner).appendChild(owner.createElement('p')),
        owner,
      )
    else if (isFigure(kind)) this.#addFigure(block, parent, owner)
    else {
      const element = owner.createElement(kind === 'heading' ? `h${levelOf(block)}` : 'p')
      parent.append(element)
      this.#addContent(block, element, owner)
    }
  }

  #addFigure(block: Node, parent: HTMLElement | DocumentFragment, owner: Document): void {
    const figure = imagesModule()?.figure(block, owner)
    if (figure === undefined) this.#addContent(block, parent.appendChild(owner.createElement('p')), owner)
    else {
      parent.append(figure.element)
      if (alignmentOf(block) !== 'start') figure.element.style.textAlign = alignmentOf(block)
      if (figure.caption !== undefined)
        super.serializeFragment(block.content, { document: owner }, figure.caption)
    }
  }

  #addContent(block: Node, element: HTMLElement, owner: Document): void {
    if (canBeAligned(block) && alignmentOf(block) !== 'start') element.style.textAlign = alignmentOf(block)
    // An empty element is scaffolding to most readers; with a break in it, it is an empty line.
    if (block.content.size === 0) element.append(owner.createElement('br'))
    else super.serializeFragment(block.content, { document: owner }, element)
  }
}

function cellForOthers(cell: Node): DOMOutputSpec {
  const [tag, attributes] = cellSpec(cell)
  return [tag, { ...attributes, class: null }, 0]
}

/** With borders, and as wide as here. */
function tableForOthers({ attrs }: Node): DOMOutputSpec {
  const { widths } = attrs as { widths: readonly (number | null)[] }
  const columns = widths.map(width => ['col', width === null ? {} : { width: String(width) }])
  const groups = widths.some(width => width !== null) ? [['colgroup', ...columns]] : []
  return ['table', { border: '1' }, ...groups, ['tbody', 0]]
}

function closeLists(lists: OpenList[], ends: (list: OpenList) => boolean): void {
  for (let open = lists.at(-1); open !== undefined && ends(open); open = lists.at(-1)) lists.pop()
}

function checkbox(checked: boolean, owner: Document): HTMLElement {
  const box = owner.createElement('input')
  box.type = 'checkbox'
  box.toggleAttribute('checked', checked)
  return box
}

/** The quote that `parent` ends with, or a new one. */
function quoteIn(parent: HTMLElement | DocumentFragment, owner: Document): HTMLElement {
  const last = parent.lastElementChild
  if (last?.tagName === 'BLOCKQUOTE' && last instanceof HTMLElement) return last
  return parent.appendChild(owner.createElement('blockquote'))
}

/** The callout of this tone that `parent` ends with, or a new one. */
function calloutIn(parent: HTMLElement | DocumentFragment, tone: Tone, owner: Document): HTMLElement {
  const last = parent.lastElementChild
  if (last?.tagName === 'ASIDE' && last instanceof HTMLElement && last.dataset.tone === tone) return last
  const callout = parent.appendChild(owner.createElement('aside'))
  callout.dataset.tone = tone
  return callout
}

function codeElement(block: Node, owner: Document): HTMLElement {
  const pre = owner.createElement('pre')
  const code = block.textBetween(0, block.content.size, null, '\n')
  // The last line break of a `pre` does not count: an empty last line takes one more.
  const element = pre.appendChild(owner.createElement('code'))
  element.textContent = code.endsWith('\n') ? `${code}\n` : code
  const { language } = attributesOf(block)
  if (language !== null) element.className = `language-${language}`
  if (kindOf(block) === 'math') element.className = 'language-math'
  return pre
}

/** A part of one block is text without the block around it: words from a heading are not a heading. */
export function withoutPartialKind(slice: Slice, view: EditorView): Slice {
  const { $from, $to } = view.state.selection
  const block = slice.content.firstChild
  // Words of a caption are not the image.
  const isFigured = block !== null && isFigure(kindOf(block))
  if (isFigured && slice.openStart === 0) return slice
  const whole = !isFigured && $from.parentOffset === 0 && $to.parentOffset === $to.parent.content.size
  if (block === null || slice.content.childCount !== 1 || whole || kindOf(block) === undefined) return slice
  if (isSource(kindOf(block))) return slice
  return new Slice(Fragment.from(block.type.create(null, block.content)), slice.openStart, slice.openEnd)
}

/** The same as plain text: list items with their markers, an empty line between paragraphs. */
export function plainTextOf({ content }: Slice): string {
  const count = numberCounter()
  let text = ''
  let last: Node | undefined
  content.forEach(block => {
    const number = count(countedOf(block))
    if (last !== undefined) text += isListKind(kindOf(last)) && isListKind(kindOf(block)) ? '\n' : '\n\n'
    if (content.childCount > 1) text += markerOf(block, number)
    text += block.isText ? block.text : block.textBetween(0, block.content.size, null, '\n')
    last = block
  })
  return text
}

function markerOf(block: Node, number: number | undefined): string {
  const indent = '  '.repeat(indentOf(block))
  switch (kindOf(block)) {
    case 'bullet':
      return `${indent}- `
    case 'ordered':
      return `${indent}${number}. `
    case 'task':
      return `${indent}- [${isChecked(block) ? 'x' : ' '}] `
    case undefined:
      return block.type.name === 'rule' ? '---' : ''
    default:
      return ''
  }
}
