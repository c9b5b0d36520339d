import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { indentOf, isBlock, kindOf } from '../schema/block-attributes.ts'
import { changesStructure } from './structure.ts'

const numberingKey = new PluginKey<DecorationSet>('numbering')

/** Gives every numbered item its real number, as the `start` of its list. Typing within a block costs nothing here. */
export function numberingPlugin(): Plugin<DecorationSet> {
  return new Plugin({
    key: numberingKey,
    state: {
      init: (_, { doc }) => numbers(doc),
      apply(transaction, decorations) {
        if (!transaction.docChanged) return decorations
        if (changesStructure(transaction)) return numbers(transaction.doc)
        return decorations === DecorationSet.empty
          ? decorations
          : decorations.map(transaction.mapping, transaction.doc)
      },
    },
    props: { decorations: state => numberingKey.getState(state) },
  })
}

function numbers(doc: Node): DecorationSet {
  const decorations: Decoration[] = []
  const count = numberCounter()
  doc.forEach((block, position) => {
    const number = count(block)
    if (number !== undefined && number > 1) {
      decorations.push(Decoration.node(position, position + block.nodeSize, { start: String(number) }))
    }
  })
  return decorations.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, decorations)
}

/**
 * Called with each block in turn, it gives the number of those that have one. What is indented more deeply belongs
 * to the item above it and does not end its list; anything else that is not a numbered item does.
 */
export function numberCounter(): (block: Node) => number | undefined {
  const counters: number[] = []
  return block => {
    const indent = isBlock(block) ? indentOf(block) : 0
    if (kindOf(block) !== 'ordered') {
      counters.length = Math.min(counters.length, indent)
      return undefined
    }
    counters.length = Math.min(counters.length, indent + 1)
    const number = (counters[indent] ?? 0) + 1
    counters[indent] = number
    return number
  }
}
