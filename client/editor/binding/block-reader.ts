import type { Node, Schema } from '@tiptap/pm/model'
import { blockAttributeNames, isBlock } from '../schema/block-attributes.ts'
import type { TableShape } from '../tables/tables-module.ts'
import { readBlock } from './read-blocks.ts'

/** Reads the content's children and remembers which of them hold what means nothing to this version. */
export class BlockReader {
  readonly #schema: Schema
  readonly #foreign = new Set<unknown>()
  /** Of the tables among the children. */
  readonly shapes = new WeakMap<object, TableShape>()

  constructor(schema: Schema) {
    this.#schema = schema
  }

  get foundForeign(): boolean {
    return this.#foreign.size > 0
  }

  read(element: unknown): Node {
    const { node, foreign, shape } = readBlock(element, this.#schema)
    if (shape !== undefined && element instanceof Object) this.shapes.set(element, shape)
    if (foreign) this.#foreign.add(element)
    else this.#foreign.delete(element)
    return node
  }

  forgetAllBut(elements: readonly unknown[]): void {
    if (this.#foreign.size === 0) return
    const present = new Set(elements)
    for (const element of this.#foreign) if (!present.has(element)) this.#foreign.delete(element)
  }

  /** A document of these blocks. An empty one shows a paragraph, which is written when somebody types in it. */
  document(nodes: readonly Node[]): Node {
    return this.#schema.node('doc', null, nodes.length > 0 ? nodes : this.#schema.node('block'))
  }
}

/** The paragraph that an empty document shows, and nothing else. */
export function isFiller(doc: Node): boolean {
  const block = doc.firstChild
  if (doc.childCount !== 1 || block === null || !isBlock(block) || block.content.size > 0) return false
  return blockAttributeNames.every(name => block.attrs[name] === null)
}
