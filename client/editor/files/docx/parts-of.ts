import { fileOf } from '../../../../formats/images/address.ts'
import { dimensionsOf } from '../../../../formats/images/raster-types.ts'
import { blockTags, isContents, languageIn, textOfCode } from '../../clipboard/html-elements.ts'
import {
  type DocxCell,
  type DocxImage,
  type DocxParagraph,
  type DocxPart,
  type DocxRun,
  type DocxStyle,
  docxColumn,
} from './parts.ts'

/** What stands around an element. */
type Place = {
  style: DocxStyle
  /** How deep in lists; 0: in none. */
  depth: number
  item: NonNullable<DocxParagraph['item']> | undefined
  marks: Omit<DocxRun, 'text'>
  /** In how many sections that fold. */
  inside: number
}

const plain: Place = { style: 'Normal', depth: 0, item: undefined, marks: {}, inside: 0 }

/**
 * Reads the page that is written for other applications (real lists, headings, quotes): whatever of our documents gets a form there has
 * one here. An element without a form of its own gives its words.
 */
export function partsOf(body: Element): DocxPart[] {
  const reader = new PageReader()
  reader.walk(body, plain)
  return reader.parts
}

const styles: Readonly<Record<string, DocxStyle>> = {
  H1: 'Heading1',
  H2: 'Heading2',
  H3: 'Heading3',
  H4: 'Heading3',
  H5: 'Heading3',
  H6: 'Heading3',
  BLOCKQUOTE: 'Quote',
}
const calloutStyles: Readonly<Record<string, DocxStyle>> = {
  warning: 'CalloutWarning',
  success: 'CalloutSuccess',
}

class PageReader {
  readonly parts: DocxPart[] = []
  #lists = 0
  #open: DocxParagraph | undefined

  walk(parent: Element, place: Place): void {
    for (const child of parent.childNodes) this.#node(child, place)
  }

  #node(node: Node, place: Place): void {
    if (node.nodeType === 3) this.#text(node.nodeValue ?? '', place)
    else if (node.nodeType === 1) this.#element(node as HTMLElement, place)
  }

  #element(element: HTMLElement, place: Place): void {
    const { tagName } = element
    if (tagName === 'BR') {
      // Alone it stands for an empty line; at the end of words it is one more.
      if (element.parentElement?.childNodes.length !== 1) this.#text('\n', place)
    } else if (tagName === 'HR') this.#add({ is: 'rule' })
    else if (isContents(element)) this.#add({ is: 'contents' })
    else if (tagName === 'PRE') this.#code(element, place)
    else if (tagName === 'UL' || tagName === 'OL') this.#list(element, place)
    else if (tagName === 'FIGURE') this.#figure(element, place)
    else if (tagName === 'TABLE') this.#table(element)
    else if (tagName === 'DETAILS') this.#section(element, place)
    else if (tagName !== 'INPUT' && tagName !== 'STYLE') this.#block(element, place)
  }

  #code(element: HTMLElement, place: Place): void {
    const open = this.#begin(element, { ...place, style: 'Code' })
    const language = languageIn(element)
    if (language !== null) open.language = language
    this.#text(textOfCode(element).replace(/\n$/, ''), place)
    this.#open = undefined
  }

  /** Its line, what is in it, and where it ends. */
  #section(element: HTMLElement, place: Place): void {
    const [line, ...rest] = element.childNodes
    this.#begin(element, { ...place, style: 'Section' })
    if (line instanceof Element) this.walk(line, place)
    this.#open = undefined
    for (const child of rest) this.#node(child, { ...place, inside: place.inside + 1 })
    this.#add({ is: 'paragraph', style: 'SectionEnd', runs: [] })
  }

  #block(element: HTMLElement, place: Place): void {
    const { tagName } = element
    if (tagName === 'BLOCKQUOTE' || tagName === 'ASIDE') {
      const tone = calloutStyles[element.dataset.tone ?? ''] ?? 'CalloutInfo'
      this.#open = undefined
      this.walk(element, { ...place, style: styles[tagName] ?? tone })
    } else if (tagName === 'P' || /^H[1-6]$/.test(tagName)) {
      this.#begin(element, { ...place, style: styles[tagName] ?? place.style })
      this.walk(element, place)
    } else if (blockTags.has(tagName)) {
      this.#open = undefined
      this.walk(element, place)
    } else {
      this.walk(element, { ...place, marks: { ...place.marks, ...marksOf(element) } })
      return
    }
    this.#open = undefined
  }

  #list(list: HTMLElement, place: Place): void {
    const isOrdered = list.tagName === 'OL'
    const start = Number(list.getAttribute('start') ?? 1) || 1
    const around = place.item
    // In a list that is marked as the one around it, each item of that begins it anew.
    const isSame = around !== undefined && isOrdered && around.kind === 'ordered' && around.start === start
    if (!isSame) this.#lists++
    const number = isSame ? around.list : this.#lists
    for (const element of list.children) {
      if (!(element.tagName === 'LI')) continue
      const box = [...element.children].find(child => child.tagName === 'INPUT')
      const item: NonNullable<DocxParagraph['item']> = {
        kind: box !== undefined ? 'task' : isOrdered ? 'ordered' : 'bullet',
        level: place.depth,
        list: number,
        start,
        ...(box !== undefined && { checked: box.hasAttribute('checked') }),
      }
      this.#open = undefined
      this.#begin(element as HTMLElement, { ...place, item })
      this.walk(element, { ...plain, depth: place.depth + 1, item })
      this.#open = undefined
    }
  }

  #figure(figure: HTMLElement, place: Place): void {
    const image = figure.querySelector('img')
    const align = alignOf(figure)
    const part = image === null ? undefined : imageOf(image)
    if (part !== undefined) this.#add({ ...part, ...(align && { align }) })
    else if (image === null) {
      // The name of a file, and where it is.
      this.#begin(figure, place)
      for (const child of figure.childNodes) if (child.nodeName !== 'FIGCAPTION') this.#node(child, place)
    } else {
      // Of another site's, where it is: the file holds nothing that would be fetched.
      const address = image.getAttribute('src') ?? ''
      const words = image.getAttribute('alt') || address
      this.#begin(figure, place)
      this.#text(words, address.startsWith('https:') ? { ...place, marks: { link: address } } : place)
    }
    const caption = figure.querySelector('figcaption')
    if (caption === null) return
    const open = this.#begin(caption, { ...place, style: 'Caption' })
    if (align !== undefined) open.align = align
    this.walk(caption, place)
    this.#open = undefined
  }

  #table(table: HTMLElement): void {
    const rows: DocxCell[][] = []
    for (const row of table.querySelectorAll('tr')) {
      if (row.closest('table') !== table) continue
      rows.push([...row.children].map(cell => cellOf(cell)))
    }
    if (rows.some(row => row.length > 0)) this.#add({ is: 'table', rows, widths: widthsOf(table) })
  }

  #add(part: DocxPart): void {
    this.#open = undefined
    this.parts.push(part)
  }

  #begin(element: HTMLElement, { style, depth, item, inside }: Place): DocxParagraph {
    const align = alignOf(element)
    // The first block of an item is the item; those after it stand below it.
    const isItem = element.tagName === 'LI'
    this.#open = {
      is: 'paragraph',
      style,
      ...(isItem && item && { item }),
      ...(!isItem && depth > 0 && { below: depth - 1 }),
      ...(inside > 0 && { inside }),
      ...(align && { align }),
      runs: [],
    }
    this.parts.push(this.#open)
    return this.#open
  }

  #text(text: string, { style, marks }: Place): void {
    if (text === '') return
    if (this.#open === undefined) {
      if (text.trim() === '') return
      this.#open = { is: 'paragraph', style, runs: [] }
      this.parts.push(this.#open)
    }
    this.#open.runs.push({ text, ...marks })
  }
}

function alignOf(element: HTMLElement): 'center' | 'right' | undefined {
  const said = element.style?.textAlign
  if (said === 'center') return said
  return said === 'end' || said === 'right' ? 'right' : undefined
}

const docxTypes: Readonly<Record<string, DocxImage['type']>> = { png: 'png', jpeg: 'jpg', gif: 'gif' }

/** As wide as in the column of a page; undefined for what a word processor cannot show. */
function imageOf(image: HTMLElement): DocxImage | undefined {
  const { type = '', bytes = new Uint8Array() } = fileOf(image.getAttribute('src') ?? '') ?? {}
  const size = dimensionsOf(bytes)
  const docxType = docxTypes[type]
  if (docxType === undefined || size === undefined) return undefined
  const share = /^(\d+)%$/.exec(image.style?.width ?? '')?.[1]
  const own = Number(image.getAttribute('width')) || size.width
  const width = share === undefined ? Math.min(own, docxColumn) : (docxColumn * Number(share)) / 100
  const height = Math.round((width * size.height) / size.width)
  return {
    is: 'image',
    type: docxType,
    bytes,
    width: Math.round(width),
    height,
    alt: image.getAttribute('alt') ?? '',
  }
}

function cellOf(cell: Element): DocxCell {
  const span = (name: string) => Math.max(1, Number(cell.getAttribute(name) ?? 1) || 1)
  return {
    isHeader: cell.tagName === 'TH',
    columns: span('colspan'),
    rows: span('rowspan'),
    parts: partsOf(cell),
  }
}

const marksByTag: Readonly<Record<string, Omit<DocxRun, 'text'>>> = {
  STRONG: { bold: true },
  B: { bold: true },
  EM: { italic: true },
  I: { italic: true },
  U: { underline: true },
  S: { strike: true },
  DEL: { strike: true },
  SUB: { sub: true },
  SUP: { super: true },
  CODE: { code: true },
}

function marksOf(element: HTMLElement): Omit<DocxRun, 'text'> {
  const color = hexOf(element.style?.color)
  const fill = hexOf(element.style?.backgroundColor)
  const link = element.tagName === 'A' ? element.getAttribute('href') : null
  return {
    ...(element.classList.contains('math-inline') ? { formula: true } : marksByTag[element.tagName]),
    ...(color !== undefined && { color }),
    ...(fill !== undefined && { fill }),
    ...(link !== null && link !== '' && { link }),
  }
}

/** A colour, however the page gives it back, as `rrggbb`. */
function hexOf(css: string | undefined): string | undefined {
  const hex = /^#([0-9a-f]{6})$/i.exec(css ?? '')?.[1]
  if (hex !== undefined) return hex.toLowerCase()
  const rgb = /^rgb\((\d+),\s*(\d+),\s*(\d+)\)$/.exec(css ?? '')
  return rgb
    ?.slice(1, 4)
    .map(part => Number(part).toString(16).padStart(2, '0'))
    .join('')
}

/** In pixels; none where one is not said: then all are as wide as they need. */
function widthsOf(table: HTMLElement): number[] {
  const columns = [...table.querySelectorAll(':scope > colgroup > col')]
  const widths = columns.map(column => Number(column.getAttribute('width')))
  return widths.every(width => width >= 1) ? widths : []
}
