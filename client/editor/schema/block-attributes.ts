import type { Node } from '@tiptap/pm/model'
import { isSource } from '../../../formats/content.ts'
import type { HeadingLevel } from '../commands/commands.ts'
import type { Alignment, BlockKind, Tone } from '../types.ts'

export const maxIndent = 8
export const minImageWidth = 5

/**
 * A block's attributes. The default of each is null and is not written to the document: a plain paragraph carries no
 * attribute at all. Read them through `kindOf` and its neighbours, which fill the defaults in.
 */
export type BlockAttributes = {
  kind: Exclude<BlockKind, 'paragraph'> | null
  level: HeadingLevel | null
  indent: number | null
  checked: true | null
  tone: Exclude<Tone, 'info'> | null
  align: Exclude<Alignment, 'start'> | null
  /** What code is written in, as a fence of Markdown names it. */
  language: string | null
  /** Of an image; its text is its caption. `src` may be anything that somebody wrote: `imageAddress` says what may be shown. */
  src: string | null
  alt: string | null
  /** In percent of the column; null: as large as it is, where there is room. */
  width: number | null
  /** As it is by itself, `640x480`, so that its room is known before it has come. */
  size: string | null
  /** The number of a numbered item that does not follow from those above it. */
  start: number | null
  /** Of a file, or an image that is one: by this name the document's files are asked for; its text is its name, or the caption. */
  file: string | null
  /** Instead, while it is on its way: what whoever uploads it calls that. */
  upload: string | null
  /** How large it is. */
  bytes: number | null
}

export { isSource }

export type BlockAttributeName = keyof BlockAttributes

export const plainAttributes: BlockAttributes = {
  kind: null,
  level: null,
  indent: null,
  checked: null,
  tone: null,
  align: null,
  language: null,
  src: null,
  alt: null,
  width: null,
  size: null,
  start: null,
  file: null,
  upload: null,
  bytes: null,
}
export const blockAttributeNames = Object.keys(plainAttributes) as readonly BlockAttributeName[]

function isAttributeName(name: string): boolean {
  return (blockAttributeNames as readonly string[]).includes(name)
}

const kinds: readonly unknown[] = [
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
]
const levels: readonly unknown[] = [1, 2, 3]
const tones: readonly unknown[] = ['warning', 'success']
const alignments: readonly unknown[] = ['center', 'end']

function isKind(value: unknown): value is NonNullable<BlockAttributes['kind']> {
  return kinds.includes(value)
}

function isLevel(value: unknown): value is HeadingLevel {
  return levels.includes(value)
}

function isTone(value: unknown): value is NonNullable<BlockAttributes['tone']> {
  return tones.includes(value)
}

function isAlignment(value: unknown): value is NonNullable<BlockAttributes['align']> {
  return alignments.includes(value)
}

/** Any name is kept, also of languages that nobody here can colour. */
export function isLanguage(value: unknown): value is string {
  return typeof value === 'string' && /^[\w+#.-]{1,40}$/.test(value)
}

export function isImageWidth(value: unknown): value is number {
  return isWhole(value, minImageWidth, 100)
}

function isImageSize(value: unknown): boolean {
  return typeof value === 'string' && /^[1-9]\d{0,4}x[1-9]\d{0,4}$/.test(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isStart(value: unknown): value is number {
  return isWhole(value, 0, 999_999_999)
}

function isFileName(value: unknown): boolean {
  return typeof value === 'string' && /^[\w-]{1,128}$/.test(value)
}

function isIndent(value: unknown): value is number {
  return isWhole(value, 1, maxIndent)
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
}

/** What each may be, and what else says no more than its default. */
const meanings: {
  readonly [Name in BlockAttributeName]: [is: (value: unknown) => boolean, plain?: unknown]
} = {
  kind: [isKind, 'paragraph'],
  level: [isLevel],
  indent: [isIndent, 0],
  checked: [value => value === true, false],
  tone: [isTone, 'info'],
  align: [isAlignment, 'start'],
  language: [isLanguage],
  src: [isText],
  alt: [isText],
  width: [isImageWidth],
  size: [isImageSize],
  start: [isStart],
  file: [isFileName],
  upload: [isFileName],
  bytes: [value => isWhole(value, 0, Number.MAX_SAFE_INTEGER)],
}

/**
 * Decodes attributes that came over the wire. `known` is false where a name or a value means nothing to this version;
 * that attribute is then shown as its default, or not at all.
 */
export function decodeAttributes(raw: { readonly [name: string]: unknown }): {
  attributes: BlockAttributes
  known: boolean
} {
  const attributes: Record<string, unknown> = {}
  let known = Object.keys(raw).every(name => raw[name] == null || isAttributeName(name))
  for (const name of blockAttributeNames) {
    const value = raw[name]
    const [is, plain] = meanings[name]
    const isMeant = is(value)
    attributes[name] = isMeant ? value : null
    known &&= isMeant || value == null || value === plain
  }
  return { attributes: attributes as BlockAttributes, known }
}

export function attributesOf(block: Node): BlockAttributes {
  return decodeAttributes(block.attrs).attributes
}

export function isBlock(node: Node): boolean {
  return node.type.name === 'block'
}

/** The kind of a block; undefined for what is not a block of text, such as a rule. */
export function kindOf(node: Node): BlockKind | undefined {
  if (!isBlock(node)) return undefined
  return isKind(node.attrs.kind) ? node.attrs.kind : 'paragraph'
}

export function levelOf(block: Node): HeadingLevel {
  return isLevel(block.attrs.level) ? block.attrs.level : 1
}

export function indentOf(block: Node): number {
  return isIndent(block.attrs.indent) ? block.attrs.indent : 0
}

export function startOf(block: Node): number | null {
  return isStart(block.attrs.start) ? block.attrs.start : null
}

export function isChecked(block: Node): boolean {
  return block.attrs.checked === true
}

export function toneOf(block: Node): Tone {
  return isTone(block.attrs.tone) ? block.attrs.tone : 'info'
}

export function alignmentOf(block: Node): Alignment {
  return isAlignment(block.attrs.align) ? block.attrs.align : 'start'
}

/** Lines of code stand where their spaces put them. */
export function canBeAligned(block: Node): boolean {
  return isBlock(block) && !isSource(kindOf(block))
}

/** What is drawn with more than its text. */
export function isRichKind(kind: string): boolean {
  return isSource(kind) || kind === 'toggle' || isFigure(kind)
}

/** It is more than its words, and never made of words. */
export function isFigure(kind: string | undefined): kind is 'image' | 'file' {
  return kind === 'image' || kind === 'file'
}

/** What is indented below it belongs to it. */
export function isHolder(kind: BlockKind | undefined): boolean {
  return isListKind(kind) || kind === 'toggle'
}

export function isListKind(kind: BlockKind | undefined): boolean {
  return kind === 'bullet' || kind === 'ordered' || kind === 'task'
}

const noFigure = { src: null, alt: null, width: null, size: null, file: null, upload: null, bytes: null }

function figureAttributesOf({
  src,
  alt,
  width,
  size,
  file,
  upload,
  bytes,
}: BlockAttributes): Pick<BlockAttributes, keyof typeof noFigure> {
  return { src, alt, width, size, file, upload, bytes }
}

/** How many times as high as wide an image's room is at most: one that says more of itself would push all else out of reach. */
const maxShape = 30

/** The room that an image takes, as the properties by which its style sheet gives it. */
export function imageRoom({ width, size }: BlockAttributes): { '--wide': string; '--shape': string } {
  const [own, said] = size?.split('x') ?? []
  const height = Math.min(Number(said), Number(own) * maxShape)
  const wide = width === null ? (own === undefined ? 'auto' : `${own}px`) : `${width}%`
  return { '--wide': wide, '--shape': own === undefined ? 'auto' : `${own} / ${height}` }
}

/** What `from` becomes as `kind`: what means nothing to the new kind is dropped, indents survive between lists. */
export function attributesAs(
  kind: BlockKind,
  from: BlockAttributes,
  level: HeadingLevel | null,
): BlockAttributes {
  return {
    kind: kind === 'paragraph' ? null : kind,
    level: kind === 'heading' ? (level ?? from.level ?? 1) : null,
    indent: isHolder(kind) ? from.indent : null,
    checked: kind === 'task' ? from.checked : null,
    tone: kind === 'callout' ? from.tone : null,
    align: isSource(kind) ? null : from.align,
    language: kind === 'code' ? from.language : null,
    ...(isFigure(kind) ? figureAttributesOf(from) : noFigure),
    start: kind === 'ordered' ? from.start : null,
  }
}
