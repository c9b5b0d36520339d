import type { Node, Schema } from '@tiptap/pm/model'
import * as v from 'valibot'
import * as Y from 'yjs'
import { readBlock } from '../binding/read-blocks.ts'
// What reads tables: a file may hold some.
import '../tables/index.ts'
import type { PageBlocks } from './read-html.ts'

/** It is no document of ours. */
export class NotOurs extends Error {}

/** It holds what this version does not know, named `what`: rather nothing is read than less than there is. */
export class UnknownPart extends Error {
  readonly what: string

  constructor(what: string) {
    super(`unknown: ${what}`)
    this.what = what
  }
}

const version = 1
/** As `writeJson` writes them. */
const maxDepth = 20

const runSchema = v.object({
  text: v.string(),
  marks: v.optional(v.record(v.string(), v.unknown())),
})
const fileSchema = v.object({
  format: v.literal('quire'),
  version: v.number(),
  title: v.string(),
  blocks: v.array(v.unknown()),
})
const partSchema = v.looseObject({
  type: v.string(),
  runs: v.optional(v.array(runSchema)),
  children: v.optional(v.array(v.unknown())),
})
type Part = v.InferOutput<typeof partSchema>

/**
 * Reads what `writeJson` wrote: as it is stored, and from there as any document is read that comes over the wire.
 * @throws {NotOurs}
 * @throws {UnknownPart}
 */
export function readJson(text: string, schema: Schema): PageBlocks {
  const file = v.safeParse(fileSchema, parsed(text))
  if (!file.success) throw new NotOurs(file.issues[0].message)
  if (file.output.version !== version) throw new UnknownPart(`version ${file.output.version}`)
  const { title, blocks } = file.output
  const doc = new Y.Doc()
  const content = doc.getXmlFragment('content')
  doc.transact(() => content.push(blocks.map(block => stored(decodePart(block), schema, 0))))
  const read = content.toArray().map((element, index): Node => {
    const { node, foreign } = readBlock(element, schema)
    if (foreign || lengthOf(node) !== lengthIn(blocks[index])) throw new UnknownPart(nameOf(blocks[index]))
    node.check()
    return node
  })
  doc.destroy()
  return { title, blocks: read }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new NotOurs(error.message)
  }
}

function decodePart(raw: unknown): Part {
  const part = v.safeParse(partSchema, raw)
  if (!part.success) throw new NotOurs(part.issues[0].message)
  return part.output
}

function nameOf(raw: unknown): string {
  const { type, kind } = decodePart(raw)
  return type === 'block' && typeof kind === 'string' ? kind : type
}

/** In characters, a line break being one. */
function lengthOf(node: Node): number {
  return node.textBetween(0, node.content.size, null, '\n').length
}

function lengthIn(raw: unknown): number {
  const { runs = [], children = [] } = decodePart(raw)
  const own = runs.reduce((sum, { text }) => sum + text.length, 0)
  return children.reduce<number>((sum, child) => sum + lengthIn(child), own)
}

function stored(part: Part, schema: Schema, depth: number): Y.XmlElement | Y.XmlText {
  const { type, runs, children, ...attributes } = withoutFile(part)
  if (depth > maxDepth) throw new NotOurs('nested too deeply')
  if (type === 'text') return storedText(runs ?? [], schema)
  const known = schema.nodes[type]
  // What a container is stored as within is for its reader to know.
  if (known === undefined && depth === 0) throw new UnknownPart(type)
  const element = new Y.XmlElement(type)
  for (const [name, value] of Object.entries(attributes)) {
    const isText = known?.isTextblock === true || known?.isLeaf === true
    if (isText && !Object.hasOwn(known.spec.attrs ?? {}, name)) throw new UnknownPart(`${type}, ${name}`)
    if (value !== null && !(name === 'kind' && value === 'paragraph')) setAttribute(element, name, value)
  }
  const parts = (children ?? []).map(child => stored(decodePart(child), schema, depth + 1))
  if (runs !== undefined && runs.length > 0) parts.unshift(storedText(runs, schema))
  if (parts.length > 0) element.insert(0, parts)
  return element
}

/** A document's files stay with it: elsewhere their names and captions are left. */
function withoutFile(part: Part): Part {
  const { file, upload, bytes, ...rest } = part
  if (part.type !== 'block' || (file == null && upload == null)) return part
  return { ...rest, kind: null, size: null, width: null, alt: null }
}

/** Yjs keeps any value, though its types say strings. */
function setAttribute(element: Y.XmlElement, name: string, value: unknown): void {
  element.setAttribute(name, value as string)
}

function storedText(runs: readonly v.InferOutput<typeof runSchema>[], schema: Schema): Y.XmlText {
  const text = new Y.XmlText()
  text.applyDelta(
    runs
      .filter(run => run.text !== '')
      .map(({ text: insert, marks = {} }) => {
        for (const [name, value] of Object.entries(marks)) {
          const known = schema.marks[name]?.spec.attrs ?? (schema.marks[name] && {})
          const names = typeof value === 'object' && value !== null ? Object.keys(value) : []
          if (known === undefined || !names.every(each => Object.hasOwn(known, each)))
            throw new UnknownPart(name)
        }
        return { insert, attributes: marks }
      }),
  )
  return text
}
