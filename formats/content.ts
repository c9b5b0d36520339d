import type { Counted } from './numbers.ts'

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

/** What a callout is about. */
export type Tone = 'info' | 'warning' | 'success'

/** To which side of the page a block's lines keep; start is where its language begins to read. */
export type Alignment = 'start' | 'center' | 'end'

/** A stretch of text with the same marks, by name; '\n' is a line break within the block. */
export type Run = { text: string; marks: { readonly [name: string]: { readonly [name: string]: unknown } } }

/** What a file says of an image, besides its caption. */
export type ImageContent = {
  src: string
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

/** What the number of an item, or of those below it, depends on. */
export function countedIn(block: ContentBlock | { type: 'html' }): Counted {
  if (block.type !== 'block') return { indent: 0, isOrdered: false, start: null }
  const { kind, indent = 0, start = null } = block
  return { indent, isOrdered: kind === 'ordered', start }
}

/** How each column of a table is aligned. `said`: of each row's cells, how the blocks in them are that can be. */
export function alignsOf(said: readonly (readonly (readonly Alignment[])[])[]): Alignment[] {
  const columns: Set<Alignment>[] = []
  for (const row of said)
    for (const [index, cell] of row.entries()) {
      columns[index] ??= new Set()
      for (const align of cell) columns[index].add(align)
    }
  return columns.map(all => (all.size === 1 ? ([...all][0] ?? 'start') : 'start'))
}
