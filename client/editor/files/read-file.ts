import { Fragment, type Schema } from '@tiptap/pm/model'
import type { ContentBlock, ImageContent, TextBlock } from '../../../formats/content.ts'
import { maxDocumentBytes } from '../../../protocol/index.ts'
import { takeStyleSheets } from '../clipboard/inline-style-sheets.ts'
import { maxInsertion, weightOf } from '../clipboard/size-guard.ts'
import { imagesWeight, withoutImages } from '../images/lighten.ts'
import { readySource } from '../images/ready-source.ts'
import { withReadyImages } from '../images/take-images.ts'
import { createSchema } from '../schema/index.ts'
import { blocksOf, nodesOf, withTitle } from './content.ts'
import { decodeText } from './decode-text.ts'
import * as docx from './docx/in-worker.ts'
import { readDocxPage } from './docx/read-page.ts'
import { ThreadFailed } from './in-thread.ts'
import { readInWorker } from './markdown/in-worker.ts'
import type { MarkdownBlock } from './markdown/read-markdown.ts'
import { type PageBlocks, readBody, readHtml } from './read-html.ts'
import { NotOurs, readJson, UnknownPart } from './read-json.ts'

const mebi = 1024 * 1024
/** The largest file that is read at all. Word's are packed, and hold pictures; our own data says of each letter what it is. */
export const maxFileBytes: Record<Format, number> = {
  docx: 24 * mebi,
  json: 32 * mebi,
  html: 32 * mebi,
  markdown: 32 * mebi,
  text: 4 * mebi,
}

/** What the images of a document may take of it: the rest is for words. In characters. */
const maxImagesLength = 0.85 * maxDocumentBytes

type Format = 'docx' | 'json' | 'html' | 'markdown' | 'text'

/** Why nothing was read. `size`: what is read at most, in MiB; `what`: the part that is not known. */
export type ImportFailure =
  | { reason: 'notSupported' | 'notText' | 'unreadable' | 'tooMuch' | 'notOurs' }
  | { reason: 'tooLarge'; size: number }
  | { reason: 'unknownPart'; what: string }

/** What a file holds: its title (of the text, or else its name), and the blocks. */
export type Imported = { title: string; content: readonly object[] }

type ReadFile = { ok: true; imported: Imported } | { ok: false; failure: ImportFailure }

/** `language`: the reader's. Nothing of the file runs, and it fetches nothing. */
export async function readFile(file: File, language: string): Promise<ReadFile> {
  const format = formatOf(file)
  if (format === undefined) return { ok: false, failure: { reason: 'notSupported' } }
  const tooLarge = { reason: 'tooLarge', size: maxFileBytes[format] / mebi } as const
  if (file.size > maxFileBytes[format]) return { ok: false, failure: tooLarge }
  try {
    const read = await readAs(format, file, language)
    if ('reason' in read) return { ok: false, failure: read }
    const { title, blocks } = read
    if (
      weightOf(Fragment.from(withoutImages(blocks))) > maxInsertion ||
      imagesWeight(blocks) > maxImagesLength
    )
      return { ok: false, failure: tooLarge }
    const content = blocks.map(block => block.toJSON() as object)
    // Our own data says it when a document has no title.
    return { ok: true, imported: { title: title || (format === 'json' ? '' : nameOf(file)), content } }
  } catch (error) {
    return { ok: false, failure: failureOf(error) }
  }
}

async function readAs(format: Format, file: File, language: string): Promise<PageBlocks | ImportFailure> {
  const schema = createSchema()
  const bytes = await file.arrayBuffer()
  if (format === 'docx') {
    const read = await docx.readInWorker(bytes)
    if (!('page' in read)) return { reason: read.failure }
    const { page: html } = await withReadyImages(read.page.html)
    return readDocxPage({ ...read.page, html }, schema)
  }
  const text = decodeText(new Uint8Array(bytes), language)
  return text === undefined ? { reason: 'notText' } : readers[format](text, schema)
}

function failureOf(error: unknown): ImportFailure {
  if (error instanceof NotOurs) return { reason: 'notOurs' }
  if (error instanceof UnknownPart) return { reason: 'unknownPart', what: error.what }
  // A hostile file: nested so deeply that reading it runs out of room, or endless to read.
  if (error instanceof ThreadFailed || error instanceof RangeError) return { reason: 'unreadable' }
  throw error
}

type Read = (text: string, schema: Schema) => PageBlocks | Promise<PageBlocks>

const readers: Record<Exclude<Format, 'docx'>, Read> = {
  html: async (text, schema) => readHtml((await withReadyImages(text)).page, schema),
  json: readJson,
  text: (text, schema) => ({
    title: '',
    blocks: text
      .replace(/(?:\r\n?|\n)+$/, '')
      .split(/(?:\r\n?|\n){1,2}/)
      .map(line => schema.node('block', null, line === '' ? undefined : schema.text(line))),
  }),
  async markdown(text, schema) {
    const read = await Promise.all((await readInWorker(text)).map(block => contentOf(block, schema)))
    const { title, blocks } = withTitle(read.flat())
    return { title, blocks: nodesOf(blocks, schema) }
  },
}

/** What is HTML in the middle of Markdown is read as a page of its own. */
async function contentOf(block: MarkdownBlock, schema: Schema): Promise<ContentBlock[]> {
  if (block.type === 'block' && block.image !== undefined) return [await imageBlockOf(block, block.image)]
  if (block.type !== 'html') return [block]
  const { page } = await withReadyImages(takeStyleSheets(block.html).rest)
  const { body } = new DOMParser().parseFromString(page, 'text/html')
  const { indent } = block
  return blocksOf(Fragment.from(readBody(body, schema))).map(read =>
    read.type === 'block' && read.kind === 'image' && indent !== undefined ? { ...read, indent } : read,
  )
}

async function imageBlockOf(block: TextBlock, image: ImageContent): Promise<TextBlock> {
  const ready = await readySource(image.src)
  if (ready !== undefined) return { ...block, image: { ...image, ...ready } }
  // What stands for it, where it is none.
  const { image: _, ...words } = block
  return { ...words, kind: 'paragraph', runs: image.alt === '' ? [] : [{ text: image.alt, marks: {} }] }
}

function formatOf({ name, type }: File): Format | undefined {
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (['md', 'markdown', 'mdown', 'mkd'].includes(extension) || type === 'text/markdown') return 'markdown'
  if (extension === 'docx') return 'docx'
  if (extension === 'json' || type === 'application/json') return 'json'
  if (['html', 'htm', 'xhtml'].includes(extension) || type === 'text/html') return 'html'
  return ['txt', 'text', 'log'].includes(extension) || type === 'text/plain' ? 'text' : undefined
}

function nameOf({ name }: File): string {
  return name
    .replace(/\.[^.]*$/, '')
    .normalize('NFC')
    .trim()
}
