import type { Node } from '@tiptap/pm/model'
import { ClipboardSerializer } from '../clipboard/clipboard-serializer.ts'

export type HtmlPage = {
  title: string
  doc: Node
  language: string
  untitled: string
  pictures?: ReadonlyMap<string, string>
}

/** Says who wrote the page: read again, it needs no guesses. */
export const generator = 'Quire'

/** What a page needs to be good to read, in any browser, on paper and in the dark. Nothing of it marks text. */
const style = `
:root { color-scheme: light dark; }
body { max-width: 45rem; margin: 3rem auto; padding: 0 1.5rem; font: 1.0625rem/1.7 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.3; margin: 2rem 0 0.75rem; break-after: avoid; }
blockquote { margin-inline: 0; padding-inline-start: 1.25rem; border-inline-start: 3px solid; }
pre { padding: 0.75rem 1rem; background: color-mix(in srgb, currentcolor 7%, transparent); border-radius: 8px; overflow-x: auto; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.875em; }
figure { margin: 1rem 0; }
figure img { max-width: 100%; height: auto; }
figcaption { font-size: 0.875rem; opacity: 0.75; }
li:has(> input) { list-style: none; }
li > input { margin: 0 0.5rem 0 -1.5rem; }
nav ul { list-style: none; padding: 0; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid color-mix(in srgb, currentcolor 30%, transparent); padding: 0.375rem 0.75rem; text-align: start; vertical-align: top; }
th { background: color-mix(in srgb, currentcolor 7%, transparent); }
:is(th, td) > * { margin: 0; }
@media print { body { max-width: none; margin: 0; padding: 0; } pre { white-space: pre-wrap; } }
`.replaceAll(/\s*\n\s*/g, '\n')

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
/** White space that a browser would fold. */
const folded = /^\s|\s$|[\t\r\n\f]| {2}/

/** A page that stands for itself: the document as plain elements, under its title. Nothing in it runs or is fetched. */
export function writeHtml({ title, doc, language, untitled, pictures }: HtmlPage): string {
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
  listHeadings(body, page)
  // The title is the page's only heading of the first level; its sections are below it.
  if (name !== '') lowerHeadings(body, page)
  if (name !== '') page.body.append(withText(page.createElement('h1'), name))
  page.body.append(...body.childNodes)
  const lines = [...page.head.children].map(element => element.outerHTML)
  const blocks = [...page.body.children].map(element => element.outerHTML)
  // As text: the app's own policy lets no style sheet into a document that it makes.
  lines.push(`<style>${style}</style>`)
  return `<!doctype html>\n<html lang="${page.documentElement.lang}">\n<head>\n${lines.join('\n')}\n</head>\n<body>\n${blocks.join('\n')}\n</body>\n</html>\n`
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

/** Around the words alone: not of the items below them. */
function keepSpace(block: HTMLElement, page: Document): void {
  const words = page.createElement('span')
  words.setAttribute('style', 'white-space: pre-wrap')
  const own = [...block.childNodes].filter(child => !isPart(child))
  own[0]?.before(words)
  words.append(...own)
}

function ownText(block: HTMLElement): string {
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
