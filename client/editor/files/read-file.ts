import { Fragment, type Node, type Schema } from '@tiptap/pm/model'
import { takeStyleSheets } from '../clipboard/inline-style-sheets.ts'
import { maxInsertion, weightOf } from '../clipboard/size-guard.ts'
import { createSchema } from '../schema/index.ts'
import { blocksOf, type ContentBlock, nodesOf, withTitle } from './content.ts'
import { decodeText } from './decode-text.ts'
import { MarkdownFailed, readInWorker } from './markdown/in-worker.ts'
import type { MarkdownBlock } from './markdown/read-markdown.ts'
import { readBody, readHtml } from './read-html.ts'

/** The largest file that is read at all. */
export const maxFileBytes = 4 * 1024 * 1024

export type ImportFailure = 'notSupported' | 'notText' | 'tooLarge' | 'unreadable'

/** What a file holds: its title (of the text, or else its name), and the blocks. */
export type Imported = { title: string; content: readonly object[] }

type ReadFile = { ok: true; imported: Imported } | { ok: false; reason: ImportFailure }

/** `language`: the reader's. Nothing of the file runs, and it fetches nothing. */
export async function readFile(file: File, language: string): Promise<ReadFile> {
  const format = formatOf(file)
  if (format === undefined) return { ok: false, reason: 'notSupported' }
  if (file.size > maxFileBytes) return { ok: false, reason: 'tooLarge' }
  const text = decodeText(new Uint8Array(await file.arrayBuffer()), language)
  if (text === undefined) return { ok: false, reason: 'notText' }
  try {
    const { title, blocks } = await readers[format](text, createSchema())
    if (weightOf(Fragment.from(blocks)) > maxInsertion) return { ok: false, reason: 'tooLarge' }
    const content = blocks.map(block => block.toJSON() as object)
    return { ok: true, imported: { title: title || nameOf(file), content } }
  } catch (error) {
    // A hostile file: nested so deeply that reading it runs out of room, or endless to read.
    if (!(error instanceof MarkdownFailed || error instanceof RangeError)) throw error
    return { ok: false, reason: 'unreadable' }
  }
}

type Format = 'markdown' | 'html' | 'text'
type Read = { title: string; blocks: Node[] }

const readers: Record<Format, (text: string, schema: Schema) => Read | Promise<Read>> = {
  html: readHtml,
  text: (text, schema) => ({
    title: '',
    blocks: text
      .replace(/(?:\r\n?|\n)+$/, '')
      .split(/(?:\r\n?|\n){1,2}/)
      .map(line => schema.node('block', null, line === '' ? undefined : schema.text(line))),
  }),
  async markdown(text, schema) {
    const { title, blocks } = withTitle((await readInWorker(text)).flatMap(block => contentOf(block, schema)))
    return { title, blocks: nodesOf(blocks, schema) }
  },
}

/** What is HTML in the middle of Markdown is read as a page of its own. */
function contentOf(block: MarkdownBlock, schema: Schema): ContentBlock[] {
  if (block.type !== 'html') return [block]
  const { body } = new DOMParser().parseFromString(takeStyleSheets(block.html).rest, 'text/html')
  return blocksOf(Fragment.from(readBody(body, schema)))
}

function formatOf({ name, type }: File): Format | undefined {
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (['md', 'markdown', 'mdown', 'mkd'].includes(extension) || type === 'text/markdown') return 'markdown'
  if (['html', 'htm', 'xhtml'].includes(extension) || type === 'text/html') return 'html'
  return ['txt', 'text', 'log'].includes(extension) || type === 'text/plain' ? 'text' : undefined
}

function nameOf({ name }: File): string {
  return name
    .replace(/\.[^.]*$/, '')
    .normalize('NFC')
    .trim()
}
