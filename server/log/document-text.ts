import * as Y from 'yjs'
import { fold } from '../../protocol/search.ts'

/** What a document says, for lists and search. */
export interface DocumentText {
  title: string
  /** How the text begins, on one line. */
  excerpt: string
  /** A line for each block. */
  text: string
  /** Title and text as a search compares them. */
  foldedTitle: string
  foldedText: string
}

const maxTitleLength = 300
const maxExcerptLength = 300
/** A search looks no further into a text: what it takes for each document is bounded. A long novel is twice that. */
const maxFoundLength = 250_000

/** Reads the roots of Quire's own documents: 'title', a text, and 'content', an XML fragment. Those of other
 *  applications give empty strings, whatever they keep under these names. */
export function describeDocument(doc: Y.Doc): DocumentText {
  const text = doc.share.has('content') ? storable(linesOf(doc.getXmlFragment('content')).join('\n')) : ''
  const title = doc.share.has('title')
    ? shorten(storable(plainText(doc.getText('title'))), maxTitleLength)
    : ''
  return {
    title,
    excerpt: shorten(text, maxExcerptLength),
    text,
    foldedTitle: fold(title),
    foldedText: fold(text.slice(0, maxFoundLength)),
  }
}

/** All that it says: its title, and a line for each block. */
export function textOf(doc: Y.Doc): string {
  const title = doc.share.has('title') ? plainText(doc.getText('title')).replace(/\s+/g, ' ').trim() : ''
  const lines = doc.share.has('content') ? linesOf(doc.getXmlFragment('content')) : []
  return storable([...(title === '' ? [] : [title]), ...lines].join('\n'))
}

/** Composed, as most keyboards write it: an accent, or a Korean letter, is then one character however it was typed. Postgres holds no
 *  character 0. */
function storable(text: string): string {
  return text.normalize('NFC').replaceAll('\0', '')
}

/** Without recursion: a document may be nested deeper than the stack is. */
function linesOf(content: Y.XmlFragment): string[] {
  const lines: string[] = []
  let line = ''
  const endLine = () => {
    if (line.trim() !== '') lines.push(line)
    line = ''
  }
  const ahead: unknown[] = [content]
  while (ahead.length > 0) {
    const node = ahead.pop()
    if (node instanceof Y.XmlText) {
      line += plainText(node)
    } else if (node instanceof Y.XmlFragment) {
      // An element, be it a block or a hard break, begins a line and ends one.
      endLine()
      ahead.push(lineEnd)
      for (const child of node.toArray().reverse()) ahead.push(child)
    } else if (node === lineEnd) {
      endLine()
    }
  }
  endLine()
  return lines
}

const lineEnd = Symbol('the end of an element')

/** Without marks and embedded objects. */
function plainText(text: Y.Text): string {
  let plain = ''
  const delta: readonly { insert?: unknown }[] = text.toDelta()
  for (const { insert } of delta) if (typeof insert === 'string') plain += insert
  return plain
}

function shorten(text: string, maxLength: number): string {
  // No more than what can matter is searched for white space.
  const line = text
    .slice(0, 4 * maxLength)
    .replace(/\s+/g, ' ')
    .trim()
  if (line.length <= maxLength) return line
  // A character beyond the basic plane takes two code units, and half of one is nothing.
  return line
    .slice(0, maxLength)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()
}
