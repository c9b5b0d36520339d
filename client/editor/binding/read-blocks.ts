import { Fragment, Mark, type Node, type Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { decodeAttributes } from '../schema/block-attributes.ts'
import { decodeMark } from '../schema/decode-mark.ts'
import { tablesModule, wantTables } from '../tables/loading.ts'
import type { TableShape } from '../tables/tables-module.ts'

/** A child of the content as the editor shows it. `foreign`: some of it means nothing to this version. */
export type ReadBlock = { node: Node; foreign: boolean; shape?: TableShape }

/** How much text of an unknown element is shown, in characters, and how many of its descendants are looked at. */
const maxForeignText = 10_000
const maxForeignNodes = 10_000

/** What has nothing in it. */
const bareNames = new Set(['rule', 'contents'])

/**
 * Reads one child of the content. It never changes the document and never throws on what it does not know: such
 * content is shown as far as it is text, and reported, so that the editor opens for reading only.
 */
export function readBlock(element: unknown, schema: Schema): ReadBlock {
  if (element instanceof Y.XmlElement) {
    if (element.nodeName === 'block') return readTextBlock(element, schema)
    if (bareNames.has(element.nodeName) && element.nodeName in schema.nodes && isBare(element)) {
      return { node: schema.node(element.nodeName), foreign: false }
    }
    if (element.nodeName === 'table') {
      const read = tablesModule()?.read(element, schema)
      if (read !== undefined) return read
      wantTables()
      return { node: schema.node('table'), foreign: false }
    }
  }
  return readForeign(element, schema)
}

/** What means nothing to this version, as a paragraph of its text. */
export function readForeign(element: unknown, schema: Schema): ReadBlock {
  const text = textWithin(element)
  return { node: schema.node('block', null, text ? schema.text(text) : undefined), foreign: true }
}

export function readTextBlock(element: Y.XmlElement, schema: Schema): ReadBlock {
  const { attributes, known } = decodeAttributes(element.getAttributes())
  const inline: Node[] = []
  let foreign = !known
  for (const child of element.toArray()) {
    if (child instanceof Y.XmlText) {
      if (!readText(child, schema, inline)) foreign = true
    } else if (child instanceof Y.XmlElement && child.nodeName === 'hardBreak' && isBare(child)) {
      inline.push(schema.node('hardBreak'))
    } else {
      foreign = true
    }
  }
  return { node: schema.node('block', attributes, Fragment.fromArray(inline)), foreign }
}

/** There is nothing in it, nor anything said of it. */
function isBare(element: Y.XmlElement): boolean {
  return element.length === 0 && Object.keys(element.getAttributes()).length === 0
}

/** Appends a text's runs to `inline`. False where it holds embeds or marks that mean nothing here. */
function readText(text: Y.XmlText, schema: Schema, inline: Node[]): boolean {
  let known = true
  for (const run of text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]) {
    if (typeof run.insert !== 'string') {
      known = false
      continue
    }
    const { marks, allKnown } = readMarks(run.attributes ?? {}, schema)
    if (!allKnown) known = false
    pushLines(run.insert, marks, schema, inline)
  }
  return known
}

function pushLines(text: string, marks: readonly Mark[], schema: Schema, inline: Node[]): void {
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    if (index > 0) inline.push(schema.node('hardBreak', null, undefined, marks))
    if (line !== '') inline.push(schema.text(line, marks))
  }
}

function readMarks(
  attributes: Record<string, unknown>,
  schema: Schema,
): { marks: Mark[]; allKnown: boolean } {
  let allKnown = true
  const marks: Mark[] = []
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) continue
    const mark = decodeMark(schema, name, value)
    if (mark === undefined) allKnown = false
    else marks.push(mark)
  }
  return { marks: [...Mark.setFrom(marks)], allKnown }
}

/** The text within an unknown element, without recursion: what comes over the wire may nest without end. */
function textWithin(element: unknown): string {
  const stack: unknown[] = [element]
  let text = ''
  for (let seen = 0; stack.length > 0 && seen < maxForeignNodes && text.length < maxForeignText; seen++) {
    const next = stack.pop()
    if (typeof next === 'string') text += next
    else if (next instanceof Y.XmlText) text += plainRuns(next)
    else if (next instanceof Y.XmlElement) stack.push(...next.toArray().reverse())
  }
  return text.slice(0, maxForeignText)
}

function plainRuns(text: Y.XmlText): string {
  const runs = text.toDelta() as { insert: unknown }[]
  return runs.map(run => (typeof run.insert === 'string' ? run.insert : '')).join('')
}
