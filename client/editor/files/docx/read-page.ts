import type { Schema } from '@tiptap/pm/model'
import { fileOf } from '../../../../formats/images/address.ts'
import { dimensionsOf } from '../../../../formats/images/raster-types.ts'
import { textOfCode } from '../../clipboard/html-elements.ts'
import { isImageWidth } from '../../schema/block-attributes.ts'
import { type PageBlocks, readBody, takeTitle } from '../read-html.ts'
import { makeTasks } from './make-tasks.ts'
import type { Look } from './note-looks.ts'
import { docxColumn } from './parts.ts'
import type { DocxPage } from './read-docx.ts'

/** White space that a page would fold, and a word processor does not. */
const folded = /^\s|\s$|[\t\r\n]| {2}/

/** Reads what a Word file became, as any page is read. */
export function readDocxPage({ html, looks, widths, ours }: DocxPage, schema: Schema): PageBlocks {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  foldSections(body)
  dress(body, looks)
  makeTasks(body)
  displayEquations(body)
  sizeImages(body, widths)
  pairCaptions(body)
  keepEmptyLines(body)
  keepSpaces(body)
  const named = takeNamedTitle(body)
  const title = named ?? (ours ? undefined : takeTitle(body)) ?? ''
  return { title: title.replace(/\s+/g, ' ').trim(), blocks: readBody(body, schema) }
}

/** A section's line and its end stand among what they hold, as paragraphs. An end that somebody deleted holds nothing. */
function foldSections(body: HTMLElement): void {
  const ends = [...body.querySelectorAll<HTMLElement>('p.section-end')]
  for (const end of ends) {
    // The nearest line before it that has no end yet: those within have theirs.
    const held: ChildNode[] = []
    let line = end.previousSibling
    while (line !== null && !isLine(line)) {
      held.unshift(line)
      line = line.previousSibling
    }
    if (line !== null) line.replaceWith(sectionOf(line, held))
    end.remove()
  }
  for (const line of body.querySelectorAll('p.section')) line.replaceWith(sectionOf(line, []))
}

function isLine(node: ChildNode): boolean {
  return node instanceof Element && node.matches('p.section')
}

function sectionOf(line: ChildNode, held: readonly ChildNode[]): HTMLElement {
  const section = document.createElement('details')
  const summary = document.createElement('summary')
  summary.append(...line.childNodes)
  section.append(summary, ...held)
  return section
}

function dress(body: HTMLElement, looks: ReadonlyMap<string, Look>): void {
  for (const words of body.querySelectorAll<HTMLElement>('span[class]')) {
    const { color, fill, align, code, number } = looks.get(words.className) ?? {}
    words.removeAttribute('class')
    if (color !== undefined) words.style.color = `#${color}`
    if (fill !== undefined) words.style.backgroundColor = `#${fill}`
    const block = words.closest<HTMLElement>('p, li, h1, h2, h3, h4, h5, h6')
    if (align !== undefined && block !== null) block.style.textAlign = align
    if (number !== undefined) words.closest('li')?.setAttribute('value', String(number))
    if (code && words.closest('pre, code') === null) {
      const element = body.ownerDocument.createElement('code')
      element.append(...words.childNodes)
      words.append(element)
    }
  }
}

/** They stand by themselves, whatever they are in. */
function displayEquations(body: HTMLElement): void {
  for (const words of body.querySelectorAll('code.math-displayed')) {
    const equation = body.ownerDocument.createElement('span')
    equation.className = 'katex-display'
    equation.append(words.textContent)
    words.replaceWith(equation)
  }
}

/** The file says of each image how wide it is, though mammoth does not. One that is as wide as it can be needs no word. */
function sizeImages(body: HTMLElement, widths: readonly number[]): void {
  const images = body.querySelectorAll('img')
  if (images.length !== widths.length) return
  for (const [index, image] of images.entries()) {
    const own = dimensionsOf(fileOf(image.getAttribute('src') ?? '')?.bytes ?? new Uint8Array())?.width
    const width = widths[index] ?? 0
    const isNatural = own === undefined || Math.abs(Math.min(own, docxColumn) - width) < 2
    const share = Math.min(100, Math.round((width / docxColumn) * 100))
    if (!isNatural && isImageWidth(share)) image.style.width = `${share}%`
  }
}

/** A paragraph with an image alone, and a caption below it, are one. */
function pairCaptions(body: HTMLElement): void {
  for (const image of body.querySelectorAll('img')) {
    const line = image.closest('p')
    const words = line?.nextElementSibling
    if (line === null || line.textContent.trim() !== '' || line.querySelectorAll('img').length > 1) continue
    const figure = body.ownerDocument.createElement('figure')
    if (line.style.textAlign !== '') figure.style.textAlign = line.style.textAlign
    figure.append(image)
    if (words?.matches('p.caption')) {
      const caption = figure.appendChild(body.ownerDocument.createElement('figcaption'))
      caption.append(...words.childNodes)
      words.remove()
    }
    line.replaceWith(figure)
  }
}

/** An element without words of its own is no line to who reads pages; with a break in it, it is an empty one. */
function keepEmptyLines(body: HTMLElement): void {
  for (const block of body.querySelectorAll('p, li, h1, h2, h3, h4, h5, h6')) {
    const own = [...block.childNodes].filter(child => !besideWords.has(child.nodeName))
    const isEmpty = own.every(child => child.textContent?.trim() === '' && !holdsMore(child))
    if (!isEmpty || block.querySelector(':scope > p') !== null) continue
    const end = [...block.childNodes].find(child => child.nodeName === 'UL' || child.nodeName === 'OL')
    block.insertBefore(body.ownerDocument.createElement('br'), end ?? null)
  }
  // The last line break of code is taken for its end.
  for (const code of body.querySelectorAll<HTMLElement>('pre')) {
    if (textOfCode(code).endsWith('\n')) code.append('\n')
  }
}

const besideWords = new Set(['INPUT', 'UL', 'OL'])

function holdsMore(node: Node): boolean {
  return node instanceof Element && (node.matches('br, img') || node.querySelector('br, img') !== null)
}

function keepSpaces(body: HTMLElement): void {
  const walker = body.ownerDocument.createTreeWalker(body, 4)
  const texts: Text[] = []
  while (walker.nextNode()) texts.push(walker.currentNode as Text)
  for (const text of texts) {
    // The space after a box belongs to the box.
    if (text.previousSibling?.nodeName === 'INPUT') text.data = text.data.replace(/^ /, '')
    if (!folded.test(text.data) || text.parentElement?.closest('pre') != null) continue
    const words = body.ownerDocument.createElement('span')
    words.style.whiteSpace = 'pre-wrap'
    text.replaceWith(words)
    words.append(text)
  }
}

/** What is called a title in the file, where it stands first. Others of the kind are headings of the first level. */
function takeNamedTitle(body: HTMLElement): string | undefined {
  const first = body.firstElementChild
  if (first === null || !first.matches('h1.title') || first.textContent.trim() === '') return undefined
  first.remove()
  return first.textContent
}
