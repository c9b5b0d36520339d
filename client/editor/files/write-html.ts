import type { Node } from '@tiptap/pm/model'
import { ClipboardSerializer } from '../clipboard/clipboard-serializer.ts'
import { languageIn } from '../clipboard/html-elements.ts'
import { type DrawFormula, placesForFormulas } from './page-formulas.ts'
import { pageStyle } from './page-style.ts'

export type HtmlPage = {
  title: string
  doc: Node
  language: string
  untitled: string
  pictures?: ReadonlyMap<string, string>
  /** Without it, formulas are what is written. */
  drawFormula?: DrawFormula | undefined
}

/** Says who wrote the page: read again, it needs no guesses. */
export const generator = 'Quire'

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
/** White space that a browser would fold. */
const folded = /^\s|\s$|[\t\r\n\f]| {2}/

/** A page that stands for itself: the document as plain elements, under its title. Nothing in it runs or is fetched. */
export function writeHtml({ title, doc, language, untitled, pictures, drawFormula }: HtmlPage): string {
  const name = title.replace(/\s+/g, ' ').trim()
  const page = document.implementation.createHTMLDocument('')
  page.documentElement.lang = language
  page.head.replaceChildren(
    meta(page, { charset: 'utf-8' }),
    meta(page, { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    meta(page, { name: 'generator', content: generator }),
    withText(page.createElement('title'), name || untitled),
  )
  const body = page.createElement('div')
  new ClipboardSerializer(doc.type.schema).serializeFragment(doc.content, { document: page }, body)
  for (const image of body.querySelectorAll('img')) {
    const picture = pictures?.get(image.getAttribute('src') ?? '')
    if (picture !== undefined) image.setAttribute('src', picture)
  }
  tidy(body, page)
  frame(body, page, language)
  listHeadings(body, page)
  // The title is the page's only heading of the first level; its sections are below it.
  if (name !== '') lowerHeadings(body, page)
  if (name !== '') page.body.append(withText(page.createElement('h1'), name))
  page.body.append(...body.childNodes)
  const withFormulas = drawFormula && placesForFormulas(page, drawFormula)
  const lines = [...page.head.children].map(element => element.outerHTML)
  const blocks = [...page.body.children].map(element => element.outerHTML).join('\n')
  // As text: the app's own policy lets no style sheet into a document that it makes.
  lines.push(`<style>${pageStyle}</style>`)
  return `<!doctype html>\n<html lang="${page.documentElement.lang}">\n<head>\n${lines.join('\n')}\n</head>\n<body>\n<main>\n${withFormulas?.(blocks) ?? blocks}\n</main>\n</body>\n</html>\n`
}

function tidy(body: HTMLElement, page: Document): void {
  for (const code of body.querySelectorAll('code')) code.removeAttribute('spellcheck')
  for (const link of body.querySelectorAll('a')) link.removeAttribute('target')
  for (const box of body.querySelectorAll('input')) box.setAttribute('disabled', '')
  // A link that must not be followed is its words.
  for (const span of body.querySelectorAll('span:not([class], [style])')) span.replaceWith(...span.childNodes)
  for (const block of body.querySelectorAll<HTMLElement>('p, li, summary, figcaption, h1, h2, h3')) {
    const text = ownText(block)
    if (rightToLeft.test(text)) block.dir = 'auto'
    if (folded.test(text)) keepSpace(block, page)
  }
}

/** What is wider than a page can be moved to and fro; what stands apart from the text is said to. */
function frame(body: HTMLElement, page: Document, language: string): void {
  for (const table of body.querySelectorAll('table')) {
    const around = page.createElement('div')
    table.replaceWith(around)
    around.append(table)
    // By keyboard as well: on a phone so many do not fit.
    if ((table.rows[0]?.cells.length ?? 0) > 3) around.setAttribute('tabindex', '0')
  }
  for (const box of body.querySelectorAll('li > input')) {
    const words = box.parentElement === null ? '' : ownText(box.parentElement).replace(/\s+/g, ' ').trim()
    if (words !== '') box.setAttribute('aria-label', words)
  }
  for (const callout of body.querySelectorAll('aside')) callout.setAttribute('role', 'note')
  for (const code of body.querySelectorAll<HTMLElement>('pre')) {
    const name = languageIn(code)
    if (name !== null && name !== 'math') code.dataset.language = name
  }
  for (const file of body.querySelectorAll<HTMLElement>('figure[data-bytes]'))
    file.dataset.size = sizeIn(Number(file.dataset.bytes), language)
}

/** As file managers count: a thousand of one make the next. */
function sizeIn(bytes: number, language: string): string {
  const step = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const value = bytes / 1000 ** step
  const format = {
    style: 'unit',
    unit: ['byte', 'kilobyte', 'megabyte', 'gigabyte'][step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value >= 100 ? 0 : 1,
  } as const
  return new Intl.NumberFormat(language, format).format(value)
}

/** Around the words alone: not of the items below them. */
function keepSpace(block: HTMLElement, page: Document): void {
  const words = page.createElement('span')
  words.setAttribute('style', 'white-space: pre-wrap')
  const own = [...block.childNodes].filter(child => !isPart(child))
  own[0]?.before(words)
  words.append(...own)
}

function ownText(block: Element): string {
  return [...block.childNodes]
    .filter(child => !isPart(child))
    .map(child => (child.nodeName === 'BR' ? ' .' : child.textContent))
    .join('')
    .replace(/ \.$/, '')
}

const parts = new Set(['UL', 'OL', 'P', 'H1', 'H2', 'H3', 'PRE', 'BLOCKQUOTE', 'HR', 'INPUT', 'DETAILS'])

/** An item's box, and what stands below its words. */
function isPart(child: globalThis.Node): boolean {
  return parts.has(child.nodeName)
}

/** Fills the lists of headings with links to them. */
function listHeadings(body: HTMLElement, page: Document): void {
  const lists = body.querySelectorAll('nav[role="doc-toc"]')
  if (lists.length === 0) return
  const headings = [...body.querySelectorAll('h1, h2, h3')].filter(
    ({ textContent }) => textContent.trim() !== '',
  )
  for (const [index, heading] of headings.entries()) heading.id = `section-${index + 1}`
  const top = Math.min(...headings.map(({ tagName }) => Number(tagName[1])))
  for (const nav of lists) {
    const list = nav.appendChild(page.createElement('ul'))
    for (const { id, textContent, tagName } of headings) {
      const item = list.appendChild(page.createElement('li'))
      const depth = Number(tagName[1]) - top
      if (depth > 0) item.setAttribute('style', `margin-inline-start: ${1.25 * depth}rem`)
      const link = withText(page.createElement('a'), textContent.replace(/\s+/g, ' ').trim())
      link.setAttribute('href', `#${id}`)
      item.append(link)
    }
  }
}

function lowerHeadings(body: HTMLElement, page: Document): void {
  for (const heading of body.querySelectorAll('h1, h2, h3')) {
    const lower = page.createElement(`h${Number(heading.tagName[1]) + 1}`)
    for (const { name, value } of heading.attributes) lower.setAttribute(name, value)
    lower.append(...heading.childNodes)
    heading.replaceWith(lower)
  }
}

function meta(page: Document, attributes: Record<string, string>): HTMLElement {
  const element = page.createElement('meta')
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  return element
}

function withText<E extends Element>(element: E, text: string): E {
  element.textContent = text
  return element
}
