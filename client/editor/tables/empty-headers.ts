import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { isFigure, kindOf } from '../schema/block-attributes.ts'

const key = new PluginKey<DecorationSet>('emptyHeaders')

/**
 * A header with nothing in it heads nothing: to screen readers it is a cell until somebody writes in it. The element
 * stays what it is, so that no composition ends when the first letter comes.
 */
export function emptyHeadersPlugin(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_, { doc }) => emptyHeaders(doc),
      apply: ({ docChanged, doc }, before) => (docChanged ? emptyHeaders(doc) : before),
    },
    props: { decorations: state => key.getState(state) },
  })
}

function emptyHeaders(doc: Node): DecorationSet {
  const found: Decoration[] = []
  doc.forEach((node, position) => {
    if (node.type.name !== 'table') return
    for (const { at, size } of emptyIn(node))
      found.push(Decoration.node(position + 1 + at, position + 1 + at + size, { role: 'cell' }))
  })
  return DecorationSet.create(doc, found)
}

type Place = { at: number; size: number }
/** A table that nobody changes is looked at once. */
const known = new WeakMap<Node, readonly Place[]>()

function emptyIn(table: Node): readonly Place[] {
  const before = known.get(table)
  if (before !== undefined) return before
  const places: Place[] = []
  table.descendants((node, at) => {
    if (node.type.name !== 'tableCell') return true
    if (node.attrs.header !== null && isEmpty(node)) places.push({ at, size: node.nodeSize })
    return false
  })
  known.set(table, places)
  return places
}

function isEmpty(cell: Node): boolean {
  return cell.textContent === '' && cell.children.every(block => !isFigure(kindOf(block)))
}
