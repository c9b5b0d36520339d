import type { LiveTexts } from '../i18n/live/index.ts'
import { drawFormula } from './formulas.ts'
import type { OwnFiles } from './own-files.ts'
import { pictureOf } from './pictures.ts'

/** What is needed to draw anything. */
export interface Drawing {
  texts: LiveTexts
  files: Pick<OwnFiles, 'pathOf' | 'show' | 'lead'>
}

/** What may be on the page, and which attributes of it. Anything else is its content alone. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  P: ['dir'],
  H1: ['id', 'dir'],
  H2: ['id', 'dir'],
  H3: ['id', 'dir'],
  H4: ['id', 'dir'],
  BLOCKQUOTE: [],
  UL: [],
  OL: ['start'],
  LI: ['dir'],
  PRE: [],
  CODE: [],
  HR: [],
  BR: [],
  TABLE: [],
  TBODY: [],
  TR: [],
  TD: ['colspan', 'rowspan'],
  TH: ['colspan', 'rowspan', 'scope'],
  FIGURE: [],
  FIGCAPTION: [],
  DETAILS: [],
  SUMMARY: ['dir'],
  STRONG: [],
  EM: [],
  U: [],
  S: [],
  SUB: [],
  SUP: [],
  MARK: ['data-highlight'],
  SPAN: ['data-ink', 'data-mention'],
}

/** Of styles, what says how something stands. Set by script: a style that is written in an attribute is not allowed on this page. */
const allowedStyles = ['text-align', 'margin-inline-start', 'white-space'] as const

/** Makes elements of what the server has written of one block. What it writes is safe; here everything is made anew nevertheless, of nothing
 *  but what is known. */
export function draw(html: string, drawing: Drawing): Element {
  // Between quotes of an attribute alone, where a quote that somebody wrote cannot be.
  const held = html.replaceAll(' style="', ' data-style="').replaceAll(' src="', ' data-src="')
  const { body } = new DOMParser().parseFromString(held, 'text/html')
  const drawn = [...body.childNodes].flatMap(node => made(node, drawing)).filter(node => isWorth(node))
  const [only] = drawn
  if (drawn.length === 1 && only instanceof Element) return only
  const around = document.createElement('div')
  return filled(around, drawn)
}

/** One by one: a list of 200,000 is more than a call can be given. */
function filled<Parent extends Element>(parent: Parent, children: readonly Node[]): Parent {
  for (const child of children) parent.append(child)
  return parent
}

/** Line feeds between blocks are none of the document's. */
const isWorth = (node: Node) => node instanceof Element || node.textContent?.trim() !== ''

function made(node: Node, drawing: Drawing): Node[] {
  if (node instanceof Text) return [document.createTextNode(node.data)]
  if (!(node instanceof HTMLElement)) return []
  const { tagName } = node
  if (tagName === 'SCRIPT' || tagName === 'STYLE' || tagName === 'TEMPLATE') return []
  const special = specials[tagName]?.(node, drawing)
  if (special !== undefined) return [special]
  const children = [...node.childNodes].flatMap(child => made(child, drawing))
  const attributes = allowed[tagName]
  if (attributes === undefined) return children
  const element = document.createElement(tagName)
  copy(node, element, attributes)
  filled(element, tagName === 'LI' ? inTask(children) : children)
  return [directed(element)]
}

function copy(from: HTMLElement, to: HTMLElement, attributes: readonly string[]): void {
  for (const name of attributes) {
    const value = from.getAttribute(name)
    if (value !== null) to.setAttribute(name, value)
  }
  for (const style of (from.dataset.style ?? '').split(';')) {
    const [name = '', value = ''] = style.split(':').map(part => part.trim())
    if (allowedStyles.some(each => each === name)) to.style.setProperty(name, value)
  }
}

/** The words of a task by themselves: what is done is struck through, and not what hangs below it. */
function inTask(children: Node[]): Node[] {
  const [box, ...rest] = children
  if (!(box instanceof Element) || !box.classList.contains('box')) return children
  const below = rest.findIndex(child => child instanceof Element && blocks.has(child.tagName))
  const words = document.createElement('span')
  words.className = 'words'
  words.append(...(below < 0 ? rest : rest.slice(0, below)))
  return [box, words, ...(below < 0 ? [] : rest.slice(below))]
}

const blocks = new Set([
  'UL',
  'OL',
  'P',
  'PRE',
  'DIV',
  'BLOCKQUOTE',
  'DETAILS',
  'FIGURE',
  'HR',
  'H2',
  'H3',
  'H4',
])

type Make = (node: HTMLElement, drawing: Drawing) => Node | undefined

const specials: Readonly<Record<string, Make>> = {
  A: linkOf,
  ASIDE: (node, drawing) => {
    const note = within(node, drawing, 'div')
    note.dataset.kind = 'callout'
    note.setAttribute('role', 'note')
    note.dataset.tone = node.dataset.tone ?? 'info'
    return directed(note)
  },
  NAV: (node, drawing) => {
    const nav = within(node, drawing, 'nav')
    nav.dataset.kind = 'contents'
    nav.setAttribute('aria-label', drawing.texts.contents)
    return nav
  },
  TABLE: (node, drawing) => {
    // Wider than the page it scrolls by itself, by keyboard, too.
    const frame = document.createElement('div')
    frame.className = 'table-frame'
    frame.tabIndex = 0
    frame.setAttribute('role', 'group')
    frame.setAttribute('aria-label', drawing.texts.table)
    frame.append(directed(within(node, drawing, 'table')))
    return frame
  },
  INPUT: (node, { texts }) => {
    const isDone = node.hasAttribute('checked')
    const box = document.createElement('span')
    box.className = 'box'
    box.setAttribute('role', 'img')
    box.setAttribute('aria-label', isDone ? texts.done : texts.todo)
    if (isDone) box.dataset.checked = ''
    return box
  },
  IMG: pictureOf,
  PRE: node => {
    const code = node.firstElementChild
    if (code?.classList.contains('language-math') !== true) return undefined
    return drawFormula(code.textContent, true)
  },
  CODE: node => (node.classList.contains('math-inline') ? drawFormula(node.textContent, false) : undefined),
}

function within(node: HTMLElement, drawing: Drawing, tag: string): HTMLElement {
  const element = document.createElement(tag)
  return filled(
    element,
    [...node.childNodes].flatMap(child => made(child, drawing)),
  )
}

function linkOf(node: HTMLElement, drawing: Drawing): Node | undefined {
  const href = node.getAttribute('href') ?? ''
  const isWithin = href.startsWith('#')
  const file = drawing.files.pathOf(href)
  if (!isWithin && file === undefined && !/^(https?|mailto|tel):/i.test(href)) return undefined
  const link = document.createElement('a')
  if (file === undefined) link.href = href
  else drawing.files.lead(link, file)
  // Who follows one goes on reading along here, in a frame, too.
  if (!isWithin) Object.assign(link, { rel: 'noopener noreferrer', target: '_blank' })
  link.append(...[...node.childNodes].flatMap(child => made(child, drawing)))
  return link
}

const holders = new Set(['UL', 'OL', 'BLOCKQUOTE', 'DETAILS', 'DIV', 'TABLE'])
const firstLetter = /\p{L}/u
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** Lists, quotes and tables stand on the side on which their words begin. */
function directed(element: HTMLElement): HTMLElement {
  if (!holders.has(element.tagName)) return element
  const [letter = ''] = firstLetter.exec(element.textContent) ?? []
  if (!rightToLeft.test(letter)) return element
  element.dir = 'rtl'
  for (const child of element.children)
    if (child instanceof HTMLElement && child.dir === '' && child.tagName === 'LI') child.dir = 'auto'
  return element
}
