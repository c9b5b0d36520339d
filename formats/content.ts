/** What a block of text is. */
export type BlockKind =
  | 'paragraph'
  | 'heading'
  | 'quote'
  | 'callout'
  | 'bullet'
  | 'ordered'
  | 'task'
  | 'code'
  | 'math'
  | 'toggle'
  | 'image'
  | 'file'

/** What a callout is about. */
export type Tone = 'info' | 'warning' | 'success'

/** To which side of the page a block's lines keep; start is where its language begins to read. */
export type Alignment = 'start' | 'center' | 'end'

/** A stretch of text with the same marks, by name; '\n' is a line break within the block. */
export type Run = { text: string; marks: { readonly [name: string]: { readonly [name: string]: unknown } } }

/** What a file says of an image, besides its caption. */
export type ImageContent = {
  src: string
  /** Of one that is a file of the document: its path, where whoever writes it knows of no site. */
  href?: string
  alt: string
  /** In percent of the column. */
  width?: number
  /** `640x480` */
  size?: string
  align?: Exclude<Alignment, 'start'>
}

export type TextBlock = {
  type: 'block'
  kind: BlockKind
  /** Of a heading: 1–3 in a document; a file may have more. */
  level?: number
  indent?: number
  checked?: boolean
  /** Of a callout that is no plain note. */
  tone?: Tone
  /** What code is written in. */
  language?: string
  /** Of an image; the runs are its caption. */
  image?: ImageContent
  /** Of a file: where it is. */
  href?: string
  /** Of a numbered item whose number does not follow from those above it. */
  start?: number
  runs: readonly Run[]
}

export type CellContent = { blocks: readonly TextBlock[]; colspan: number; rowspan: number }

export type TableBlock = {
  type: 'table'
  headerRow: boolean
  headerColumn: boolean
  /** Of each column, where all of it is aligned alike. */
  aligns: readonly Alignment[]
  /** Cells that another reaches over are not there. */
  rows: readonly (readonly CellContent[])[]
}

/** What has no text of its own. */
type BareBlock = { type: 'rule' } | { type: 'contents' }

/** What files are written from and read into. Plain, so that it travels to the thread that writes and reads. */
export type ContentBlock = TextBlock | TableBlock | BareBlock

export type Content = { title: string; blocks: readonly ContentBlock[] }

/** Its text is written in a language of its own, in which marks and shortcuts mean nothing. */
export function isSource(kind: string | undefined): boolean {
  return kind === 'code' || kind === 'math'
}
