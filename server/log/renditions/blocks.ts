import * as Y from 'yjs'
import type { DocumentId } from '../../../protocol/index.ts'
import { type Attributes, attributesOf } from './block-attributes.ts'
import { soundBlock } from './sound-blocks.ts'
import { type Table, tableOf } from './table.ts'

/** A stretch of text with the same marks, by name; '\n' is a line break within the block. */
export interface Run {
  text: string
  marks: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** A block of text, as the editor shows it. */
export interface TextBlock extends Attributes {
  type: 'text'
  /** Where its file is, on this site. */
  href?: string | undefined
  runs: readonly Run[]
}

export type Block = TextBlock | Table | { type: 'rule' } | { type: 'contents' }

export interface Content {
  title: string
  blocks: readonly Block[]
}

/** How much text of an unknown element is shown, in characters, and how many of its descendants are looked at: the same as the editor. */
const maxForeign = { characters: 10_000, nodes: 10_000 }

/** Reads the roots of Quire's own documents. What is unknown there is shown as its text. */
export function contentOf(doc: Y.Doc, documentId?: DocumentId): Content {
  const title = doc.share.has('title') ? plainText(doc.getText('title')) : ''
  const content = doc.share.has('content') ? doc.getXmlFragment('content').toArray() : []
  return {
    title: title.replace(/\s+/g, ' ').trim(),
    blocks: content.map(element => soundBlock(() => blockOf(element, documentId))),
  }
}

function blockOf(element: unknown, documentId: DocumentId | undefined): Block {
  if (element instanceof Y.XmlElement) {
    const { nodeName } = element
    const textBlock = (block: Y.XmlElement) => textBlockOf(block, documentId)
    if (nodeName === 'block') return textBlock(element)
    if ((nodeName === 'rule' || nodeName === 'contents') && element.length === 0) return { type: nodeName }
    const table = nodeName === 'table' ? tableOf(element, textBlock) : undefined
    if (table !== undefined) return table
  }
  return { ...attributesOf({}), type: 'text', runs: [{ text: textWithin(element), marks: {} }] }
}

export function textBlockOf(element: Y.XmlElement, documentId?: DocumentId): TextBlock {
  const attributes = attributesOf(element.getAttributes())
  const isThere = attributes.file !== undefined && documentId !== undefined
  const href = isThere ? `/api/documents/${documentId}/files/${attributes.file}` : undefined
  return { ...attributes, type: 'text', href, runs: element.toArray().flatMap(runsOf) }
}

function runsOf(child: unknown): Run[] {
  if (child instanceof Y.XmlElement && child.nodeName === 'hardBreak' && child.length === 0)
    return [{ text: '\n', marks: {} }]
  if (!(child instanceof Y.XmlText)) return []
  const delta: readonly { insert?: unknown; attributes?: Record<string, unknown> }[] = child.toDelta()
  return delta.flatMap(({ insert, attributes = {} }) => {
    if (typeof insert !== 'string') return []
    const marks = Object.entries(attributes).filter(([, value]) => value !== null)
    return { text: insert, marks: Object.fromEntries(marks.map(([name, value]) => [name, asObject(value)])) }
  })
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

/** Without recursion: what comes over the wire may nest deeper than the stack is. */
function textWithin(element: unknown): string {
  const ahead: unknown[] = [element]
  let text = ''
  for (let seen = 0; ahead.length > 0 && seen < maxForeign.nodes; seen++) {
    const next = ahead.pop()
    if (next instanceof Y.XmlText) text += plainText(next)
    else if (next instanceof Y.XmlElement) ahead.push(...next.toArray().reverse())
    if (text.length > maxForeign.characters) break
  }
  return text.slice(0, maxForeign.characters)
}

function plainText(text: Y.Text): string {
  const delta: readonly { insert?: unknown }[] = text.toDelta()
  return delta.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('')
}
