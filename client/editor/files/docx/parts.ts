/** A stretch of text; '\n' is a line break. */
export type DocxRun = {
  text: string
  bold?: true
  italic?: true
  underline?: true
  strike?: true
  code?: true
  /** It is the TeX of a formula. */
  formula?: true
  sub?: true
  super?: true
  /** `rrggbb`: of the words, and behind them. */
  color?: string
  fill?: string
  /** An address, or `#` and a name within the document. */
  link?: string
}

/** How a paragraph is called in the file: what other applications know, or else what they show as we say. */
export type DocxStyle =
  | 'Normal'
  | 'Heading1'
  | 'Heading2'
  | 'Heading3'
  | 'Quote'
  | 'Code'
  | 'CalloutInfo'
  | 'CalloutWarning'
  | 'CalloutSuccess'
  /** The line of a section that folds, and where the section ends. */
  | 'Section'
  | 'SectionEnd'
  | 'Caption'

export type DocxParagraph = {
  is: 'paragraph'
  style: DocxStyle
  /** Of code. */
  language?: string
  /** `list` numbers the lists: two that follow on each other are not one. */
  item?: {
    kind: 'bullet' | 'ordered' | 'task'
    level: number
    list: number
    start: number
    checked?: boolean
  }
  /** Below the words of an item of this level. */
  below?: number
  align?: 'center' | 'right'
  /** In so many sections that fold. */
  inside?: number
  runs: DocxRun[]
}

export type DocxCell = { isHeader: boolean; columns: number; rows: number; parts: DocxPart[] }

export type DocxImage = {
  is: 'image'
  type: 'png' | 'jpg' | 'gif'
  bytes: Uint8Array<ArrayBuffer>
  /** In pixels, of which a page is `docxColumn` wide. */
  width: number
  height: number
  alt: string
  align?: 'center' | 'right'
}

export const docxColumn = 600

/** What a file is written from. Plain, so that it travels to the thread that writes. */
export type DocxPart =
  | DocxParagraph
  | DocxImage
  | { is: 'rule' }
  | { is: 'contents' }
  | { is: 'table'; rows: DocxCell[][]; widths: number[] }

export type DocxText = { title: string; parts: DocxPart[] }
