import type { ListNumbers } from './list-numbers.ts'

/** How words look, as mammoth has no words for it: by a name that goes through it as a highlight's. */
export type Look = { color?: string; fill?: string; code?: true } & ParagraphLook
/** Said with a paragraph's words. `number`: of an item that does not just follow. */
type ParagraphLook = { align?: 'center' | 'end'; number?: number }

/** A file has as many as its writer chose; one with more was made to have them. */
const maxLooks = 500
const monospaced = /^(consolas|courier|courier new|menlo|monaco|cascadia.*|.*\bmono\b.*)$/i

/** The few colours that Word's own highlighter has. */
const highlighter: Readonly<Record<string, string>> = {
  yellow: 'ffff00',
  green: '00ff00',
  cyan: '00ffff',
  magenta: 'ff00ff',
  blue: '0000ff',
  red: 'ff0000',
  darkYellow: '808000',
  lightGray: 'd3d3d3',
}

const tags =
  /<(\/?)w:(p|pPr|numId|ilvl|r|rPr|jc|color|shd|highlight|rFonts|pPrChange|rPrChange|t|br|drawing)(?=[\s/>])([^>]*?)(\/?)>/g
const attributeIn = (attributes: string, name: string): string | undefined =>
  new RegExp(`w:${name}="([^"]*)"`).exec(attributes)?.[1]

/**
 * Colours and alignment are not in what mammoth tells of a document. It does tell by which name words are highlighted: so each look that
 * differs gets a name, and every run with that look is highlighted by it.
 */
export function noteLooks(
  xml: string,
  numbers: ListNumbers,
): { xml: string; looks: ReadonlyMap<string, Look> } {
  const notes = new LookNotes(numbers)
  let out = ''
  let copied = 0
  for (const tag of xml.matchAll(tags)) {
    const [whole, slash, name = '', attributes = '', selfClosing] = tag
    const instead = notes.meet(name, attributes, {
      isEnd: slash === '/',
      isWhole: selfClosing === '/',
      whole,
    })
    if (instead === undefined) continue
    out += xml.slice(copied, tag.index) + instead
    copied = tag.index + whole.length
  }
  return { xml: out + xml.slice(copied), looks: notes.looks }
}

type Tag = { isEnd: boolean; isWhole: boolean; whole: string }

/** Follows the tags of a document, and says what is to stand in the place of one; undefined: what stands there. */
class LookNotes {
  readonly looks = new Map<string, Look>()
  readonly #names = new Map<string, string>()
  /** Paragraphs may stand in paragraphs: text boxes do. */
  readonly #paragraphs: Paragraph[] = []
  readonly #numbers: ListNumbers
  #run: { look: Look; hasSaid: boolean } | undefined
  /** In a paragraph's own properties, or in those that a run has. */
  #in: 'paragraph' | 'run' | undefined
  /** In what was before somebody changed it. */
  #former = 0

  constructor(numbers: ListNumbers) {
    this.#numbers = numbers
  }

  meet(name: string, attributes: string, { isEnd, isWhole, whole }: Tag): string | undefined {
    if (name === 'pPrChange' || name === 'rPrChange') {
      if (!isWhole) this.#former += isEnd ? -1 : 1
      return undefined
    }
    if (this.#former > 0) return undefined
    switch (name) {
      case 'p':
        if (isWhole) this.#numbers.next(undefined, 0)
        else if (isEnd) return this.#endParagraph(whole)
        else this.#paragraphs.push({ look: {}, level: 0, isCounted: false, hasWords: false })
        return undefined
      case 'pPr':
        this.#in = isEnd || isWhole ? undefined : 'paragraph'
        if (isEnd) this.#count()
        return undefined
      case 'r':
        this.#run = isEnd || isWhole ? undefined : { look: {}, hasSaid: false }
        return undefined
      case 'rPr':
        // A paragraph has such a thing, too, for its mark.
        if (this.#in === 'paragraph' || this.#run === undefined || isWhole) return undefined
        this.#in = isEnd ? undefined : 'run'
        return isEnd ? `${this.#say()}${whole}` : undefined
      case 't':
      case 'br':
      case 'drawing':
        this.#noteWords(name === 'br' || !isWhole)
        return isEnd || this.#run === undefined || this.#run.hasSaid ? undefined : this.#saidFirst(whole)
      default:
        return this.#property(name, attributes)
    }
  }

  #property(name: string, attributes: string): string | undefined {
    const value = attributeIn(attributes, 'val') ?? ''
    const paragraph = this.#paragraphs.at(-1)
    if (this.#in === 'paragraph' && paragraph !== undefined) noteProperty(paragraph, name, attributes)
    if (this.#in !== 'run' || this.#run === undefined) return undefined
    const { look } = this.#run
    if (name === 'color') Object.assign(look, hexAs('color', value))
    if (name === 'shd') Object.assign(look, hexAs('fill', attributeIn(attributes, 'fill') ?? ''))
    if (name === 'rFonts' && monospaced.test(attributeIn(attributes, 'ascii') ?? '')) look.code = true
    if (name !== 'highlight') return undefined
    Object.assign(look, hexAs('fill', highlighter[value] ?? ''))
    return ''
  }

  /** An item without words says its number with an empty line. */
  #endParagraph(whole: string): string | undefined {
    this.#count()
    this.#run = { look: {}, hasSaid: false }
    const { look, hasWords } = this.#paragraphs.at(-1) ?? {}
    const said =
      look?.number !== undefined && !hasWords
        ? `<w:r><w:rPr>${this.#say()}</w:rPr><w:br/></w:r>${whole}`
        : undefined
    this.#run = undefined
    this.#paragraphs.pop()
    return said
  }

  #noteWords(hasWords: boolean): void {
    const paragraph = this.#paragraphs.at(-1)
    if (paragraph !== undefined && hasWords) paragraph.hasWords = true
  }

  /** Where its properties end, or it has none. */
  #count(): void {
    const paragraph = this.#paragraphs.at(-1)
    if (paragraph === undefined || paragraph.isCounted) return
    paragraph.isCounted = true
    const number = this.#numbers.next(paragraph.list, paragraph.level)
    if (number !== undefined) paragraph.look.number = number
  }

  /** A run without properties of its own may be in a paragraph that is aligned. */
  #saidFirst(whole: string): string | undefined {
    const said = this.#say()
    return said === '' ? undefined : `<w:rPr>${said}</w:rPr>${whole}`
  }

  #say(): string {
    if (this.#run === undefined) return ''
    this.#run.hasSaid = true
    const paragraph = this.#paragraphs.at(-1)
    const look: Look = { ...this.#run.look, ...paragraph?.look }
    const key = JSON.stringify([look.color, look.fill, look.align, look.code, look.number])
    if (Object.keys(look).length === 0) return ''
    const name = this.#names.get(key) ?? `look${this.#names.size}`
    if (!this.#names.has(key)) {
      if (this.#names.size >= maxLooks) return ''
      this.#names.set(key, name)
      this.looks.set(name, look)
    }
    return `<w:highlight w:val="${name}"/>`
  }
}

type Paragraph = {
  look: ParagraphLook
  list?: string
  level: number
  isCounted: boolean
  /** Or anything else that is seen. */
  hasWords: boolean
}

function noteProperty(paragraph: Paragraph, name: string, attributes: string): void {
  const value = attributeIn(attributes, 'val') ?? ''
  if (name === 'numId') paragraph.list = value
  if (name === 'ilvl') paragraph.level = Number(value) || 0
  if (name !== 'jc') return
  if (value === 'center') paragraph.look.align = 'center'
  else if (value === 'right' || value === 'end') paragraph.look.align = 'end'
  else delete paragraph.look.align
}

function hexAs(name: 'color' | 'fill', value: string): Look {
  return /^[0-9a-f]{6}$/i.test(value) ? { [name]: value.toLowerCase() } : {}
}
