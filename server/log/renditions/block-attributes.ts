const kinds = [
  'heading',
  'quote',
  'callout',
  'bullet',
  'ordered',
  'task',
  'code',
  'math',
  'toggle',
  'image',
  'file',
] as const
const tones = ['warning', 'success'] as const
const alignments = ['center', 'end'] as const

/** What a block says of itself, as the editor's schema has it (`client/editor/schema/block-attributes.ts`). */
export interface Attributes {
  kind: (typeof kinds)[number] | 'paragraph'
  level: number
  indent: number
  checked: boolean
  tone: (typeof tones)[number] | 'info'
  align: (typeof alignments)[number] | 'start'
  language: string | undefined
  src: string
  alt: string
  width: number | undefined
  size: string | undefined
  start: number | undefined
  /** Of a file of the document, or an image that is one; undefined as long as it is not all there. */
  file: string | undefined
}

/** Anybody may have written anything: what means nothing is as if it were not there. */
export function attributesOf(raw: Readonly<Record<string, unknown>>): Attributes {
  const { kind, level, indent, checked, tone, align, language, src, alt, width, size, start, file } = raw
  return {
    kind: oneOf(kinds, kind) ?? 'paragraph',
    level: between(1, 3, level) ?? 1,
    indent: between(0, 8, indent) ?? 0,
    checked: checked === true,
    tone: oneOf(tones, tone) ?? 'info',
    align: oneOf(alignments, align) ?? 'start',
    language: matching(/^[\w+#.-]{1,40}$/, language),
    src: matching(/^/, src) ?? '',
    alt: matching(/^/, alt) ?? '',
    width: between(5, 100, width),
    size: matching(/^[1-9]\d{0,4}x[1-9]\d{0,4}$/, size),
    start: between(0, 999_999_999, start),
    file: matching(/^[\w-]{1,128}$/, file),
  }
}

function oneOf<T>(all: readonly T[], value: unknown): T | undefined {
  return all.find(each => each === value)
}

function between(least: number, most: number, value: unknown): number | undefined {
  const isOne = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
  return isOne ? value : undefined
}

function matching(pattern: RegExp, value: unknown): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined
}
