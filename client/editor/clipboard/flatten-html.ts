import { imagesModule } from '../images/loading.ts'
import { maxIndent } from '../schema/block-attributes.ts'
import { tablesModule } from '../tables/loading.ts'
import type { Alignment } from '../types.ts'
import { dropNumbersThatFollow, type FlatBlock, flatElement, paragraph } from './flat-block.ts'
import { isDisplayed, isFormula, texOf } from './formulas.ts'
import {
  alignmentIn,
  blockTags,
  codeIn,
  copyOf,
  headingLevel,
  isContents,
  isDropped,
  isElement,
  marksItsText,
  markTags,
  ownTask,
  textOfCode,
  toneIn,
} from './html-elements.ts'
import {
  googleTask,
  isEditorCode,
  isOnlyFilled,
  statedIndent,
  withoutStrike,
  wordListItem,
  wordStyle,
} from './origins.ts'

type Context = {
  block: FlatBlock
  /** What a block below an item's words is, a quote in it. */
  below?: FlatBlock | undefined
  /** Of the blocks around the place: the innermost that says it. */
  align: Alignment
  /** How many lists the place is in. */
  depth: number
  /** The inline elements around the place, outermost first, as they are copied around each piece of text. */
  inline: readonly Element[]
  /** How deep the sections that fold are around the place. */
  held: number
}

/**
 * Turns any HTML into the flat shape of our documents: a list of blocks (`p` and `pre`, their kind in `data-` attributes)
 * with nothing but inline content, and rules. Lists become items with indents; what cannot be kept is dropped.
 */
export function flattenHtml(root: Element): HTMLElement {
  const flattener = new Flattener(root.ownerDocument)
  // Of copied rows, ProseMirror hands on the body of a table alone.
  const from = root.tagName === 'TBODY' ? (root.parentElement?.parentElement ?? root) : root
  flattener.walkChildren(from, { block: paragraph, align: 'start', depth: 0, inline: [], held: 0 })
  for (const block of flattener.result.children) if (isOnlyFilled(block)) block.replaceChildren()
  dropNumbersThatFollow(flattener.result.children)
  return flattener.result
}

class Flattener {
  readonly result: HTMLElement
  readonly #owner: Document
  /** The block that text goes into; undefined where the next text begins a new one. */
  #open: HTMLElement | undefined
  /** What the next block is: the first of a list item is the item, the next ones are paragraphs below it. */
  #item: { block: FlatBlock; used: boolean } | undefined

  constructor(owner: Document) {
    this.#owner = owner
    this.result = owner.createElement('div')
  }

  walkChildren(parent: Node, context: Context): void {
    for (const child of parent.childNodes) this.#walk(child, context)
  }

  #walk(node: Node, context: Context): void {
    if (node.nodeType === 3) this.#addText(node.nodeValue ?? '', context)
    else if (isElement(node) && (isFormula(node) || node.tagName === 'IMG' || !isDropped(node)))
      this.#walkElement(node, context)
  }

  #walkElement(element: HTMLElement, context: Context): void {
    const tag = element.tagName
    if (isFormula(element)) this.#addFormula(element, context)
    else if ((tag === 'IMG' || tag === 'FIGURE') && this.#addImage(element, context)) return
    else if (tag === 'BR') this.#addBreak(element, context)
    else if (tag === 'HR') this.#addBare('hr')
    else if (isContents(element)) this.#addBare('nav')
    else if (tag === 'PRE' || isEditorCode(element)) this.#addCode(element, context)
    else if (tag === 'TABLE' && this.#addTable(element)) return
    else if (tag === 'TD' || tag === 'TH') this.#walkCell(element, context)
    else if (tag === 'DETAILS') this.#walkDetails(element, context)
    else if (blockTags.has(tag)) this.#walkBlock(element, context)
    else if (markTags.has(tag))
      this.walkChildren(element, { ...context, inline: [...context.inline, element] })
    else this.walkChildren(element, context)
  }

  #walkBlock(element: HTMLElement, context: Context): void {
    this.#open = undefined
    const outer = this.#item
    const inline = marksItsText(element) ? [...context.inline, element] : context.inline
    this.walkChildren(
      element,
      this.#contextWithin(element, { ...context, inline, align: alignmentIn(element) ?? context.align }),
    )
    this.#open = undefined
    if (element.tagName === 'LI') this.#item = outer
  }

  /** Its summary is the line that folds it; all else stands below that, one deeper. */
  #walkDetails(element: HTMLElement, context: Context): void {
    this.#open = undefined
    const item = this.#item
    const outer = context.depth > 0 ? clamp(context.block.indent + (item?.used === false ? 0 : 1)) : 0
    const held = context.held + outer
    this.#item = undefined
    const summary = [...element.children].find(child => child.tagName === 'SUMMARY')
    const line = flatElement({ ...paragraph, kind: 'toggle', indent: clamp(held) }, this.#owner)
    this.result.append(line)
    this.#open = line
    const within = { ...context, block: paragraph, align: 'start' as const, depth: 0 }
    if (summary !== undefined) this.walkChildren(summary, { ...within, held })
    this.#open = undefined
    for (const child of element.childNodes)
      if (child !== summary) this.#walk(child, { ...within, held: held + 1 })
    this.#open = undefined
    this.#item = item
  }

  #contextWithin(element: HTMLElement, context: Context): Context {
    const tag = element.tagName
    if (tag === 'UL' || tag === 'OL' || tag === 'MENU') {
      const kind = tag === 'OL' ? 'ordered' : 'bullet'
      const depth = context.depth + 1
      return { ...context, depth, block: { ...paragraph, kind, indent: clamp(depth - 1) } }
    }
    const item = tag === 'LI' ? this.#listItem(element, context) : wordListItem(element)
    if (item !== undefined) {
      this.#item = { block: item, used: false }
      return { ...context, block: item, below: undefined, depth: Math.max(context.depth, item.indent + 1) }
    }
    const framed = framedBlock(element)
    if (tag !== 'LI' && context.depth > 0)
      return framed === undefined ? context : { ...context, below: framed }
    const level = headingLevel(element)
    if (level !== undefined) return { ...context, block: { ...paragraph, kind: 'heading', level } }
    const styled = wordStyle(element)
    if (styled !== undefined) return { ...context, block: styled }
    return framed === undefined ? context : { ...context, block: framed }
  }

  #listItem(element: HTMLElement, { block, depth }: Context): FlatBlock {
    const nested = depth > 0 ? block : { ...paragraph, kind: 'bullet' as const }
    const inList = { ...nested, indent: Math.max(nested.indent, statedIndent(element)) }
    const kind = inList.kind === 'ordered' ? 'ordered' : 'bullet'
    const checked = googleTask(element) ?? ownTask(element)
    if (checked === undefined) return { ...inList, kind, start: kind === 'ordered' ? startIn(element) : null }
    if (checked) withoutStrike(element)
    return { ...inList, kind: 'task', checked }
  }

  #walkCell(element: HTMLElement, context: Context): void {
    if (this.#open !== undefined) this.#open.append(' ')
    this.walkChildren(element, context)
  }

  #addTable(element: HTMLElement): boolean {
    const table = tablesModule()?.flatten(element, flattenHtml)
    if (table === undefined) return false
    this.#open = undefined
    this.result.append(table)
    return true
  }

  #addText(text: string, context: Context): void {
    if (this.#open === undefined && !/[^ \t\r\n\f]/.test(text)) return
    this.#append(this.#owner.createTextNode(text), context)
  }

  #addBreak(element: Element, context: Context): void {
    if (element.classList.contains('Apple-interchange-newline')) return
    if (this.#open === undefined) {
      this.#begin(context)
      this.#open = undefined
    } else {
      this.#append(this.#owner.createElement('br'), context)
    }
  }

  #addBare(tag: 'hr' | 'nav'): void {
    this.#open = undefined
    this.result.append(this.#owner.createElement(tag))
  }

  /** False where the element is no more than what is in it. */
  #addImage(element: HTMLElement, context: Context): boolean {
    const flat = imagesModule()?.flatten(element)
    if (flat === undefined) return false
    const { words, block, caption } = flat
    if (words !== undefined) this.#append(words, context)
    if (block === undefined) return true
    const item = context.depth > 0 ? this.#item : undefined
    const indent = item === undefined ? 0 : item.block.indent + Number(item.used)
    block.dataset.indent = String(clamp(indent + context.held))
    block.dataset.align ||= context.align
    this.result.append(block)
    this.#open = block
    if (caption !== undefined) this.walkChildren(caption, { ...context, inline: [] })
    this.#open = undefined
    return true
  }

  /** A formula of a page: its TeX, where that says it. */
  #addFormula(element: HTMLElement, context: Context): void {
    const tex = texOf(element)
    if (tex === '') return
    if (isDisplayed(element)) {
      const indent = clamp(this.#indentBelowItem(context) + context.held)
      const block = flatElement({ ...paragraph, kind: 'math', indent }, this.#owner)
      this.#addLines(block, tex)
      this.result.append(block)
      this.#open = undefined
      return
    }
    const formula = this.#owner.createElement('span')
    formula.dataset.math = ''
    formula.style.whiteSpace = 'pre-wrap'
    formula.append(tex)
    this.#append(formula, context)
  }

  #addCode(element: HTMLElement, context: Context): void {
    const block = flatElement(
      { ...paragraph, ...codeIn(element), indent: clamp(this.#indentBelowItem(context) + context.held) },
      this.#owner,
    )
    this.#addLines(block, textOfCode(element).replace(/\r\n?/g, '\n').replace(/\n$/, ''))
    this.result.append(block)
    this.#open = undefined
  }

  #addLines(block: HTMLElement, text: string): void {
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) block.append(this.#owner.createElement('br'))
      block.append(line)
    }
  }

  /** Code in an item, and what is displayed, stands below its words, or where it has none, below an empty item. */
  #indentBelowItem(context: Context): number {
    if (this.#item === undefined || context.depth === 0) return 0
    if (!this.#item.used) this.#begin(context)
    return this.#item.block.indent + 1
  }

  #append(leaf: Node, context: Context): void {
    const block = this.#open ?? this.#begin(context)
    let node = leaf
    for (const wrapper of [...context.inline].reverse()) {
      const copy = copyOf(wrapper, context.inline)
      copy.append(node)
      node = copy
    }
    block.append(node)
  }

  #begin({ block, below = paragraph, depth, align, held }: Context): HTMLElement {
    let begun = block
    if (this.#item !== undefined && depth > 0) {
      // A second block in a list item belongs to the item.
      if (this.#item.used) begun = { ...below, indent: clamp(this.#item.block.indent + 1) }
      else begun = this.#item.block
      this.#item.used = true
    }
    this.#open = flatElement({ ...begun, align, indent: clamp(begun.indent + held) }, this.#owner)
    this.result.append(this.#open)
    return this.#open
  }
}

/** What an element says of all the blocks in it. */
function framedBlock(element: HTMLElement): FlatBlock | undefined {
  if (element.tagName === 'BLOCKQUOTE') return { ...paragraph, kind: 'quote' }
  return element.tagName === 'ASIDE' ? { ...paragraph, kind: 'callout', tone: toneIn(element) } : undefined
}

/** The number that an item is said to have, or that its list is said to begin with. */
function startIn(item: Element): number | null {
  const said = item.getAttribute('value') ?? firstNumber(item)
  return said !== null && /^\d{1,9}$/.test(said) ? Number(said) : null
}

function firstNumber({ previousElementSibling, parentElement }: Element): string | null {
  if (previousElementSibling !== null || parentElement?.tagName !== 'OL') return null
  return parentElement.getAttribute('start')
}

function clamp(indent: number): number {
  return Math.min(maxIndent, indent)
}
