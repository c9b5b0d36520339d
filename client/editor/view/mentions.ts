import type { Node } from '@tiptap/pm/model'
import { Plugin, type Transaction } from '@tiptap/pm/state'
import { fromYjs } from '../binding/binding.ts'
import { mentionsIn } from '../commands/mentions-in.ts'

/** How long after a composition its last changes still come in, in ms. */
const settleInMs = 60

/**
 * Whoever writes within a person's name means the words: they mean nobody any more. What is being composed is left alone
 * until it is finished.
 */
export function mentionsPlugin(): Plugin {
  let isComposing = false
  return new Plugin({
    appendTransaction(transactions, _, { doc, tr }) {
      if (isComposing || !transactions.some(each => each.docChanged && each.getMeta(fromYjs) !== true))
        return null
      const [from, to] = changedRange(transactions)
      unmarkBroken(tr, doc, from, to)
      return tr.docChanged ? tr : null
    },
    props: {
      handleDOMEvents: {
        compositionstart() {
          isComposing = true
        },
        compositionend(view) {
          setTimeout(() => {
            isComposing = view.composing
            if (view.isDestroyed || isComposing || !view.editable) return
            const { doc, selection, tr } = view.state
            unmarkBroken(tr, doc, selection.from, selection.to)
            if (tr.docChanged) view.dispatch(tr)
          }, settleInMs)
        },
      },
    },
  })
}

function unmarkBroken(transaction: Transaction, doc: Node, from: number, to: number): void {
  doc.nodesBetween(from, Math.min(to, doc.content.size), (node, position) => {
    if (!node.isTextblock) return true
    for (const mention of mentionsIn(node)) {
      if (mention.isWhole) continue
      transaction.removeMark(position + 1 + mention.from, position + 1 + mention.to, mention.mark)
    }
    return false
  })
}

/** Between which places of the newest document anything changed. */
function changedRange(transactions: readonly Transaction[]): [number, number] {
  let range: [number, number] | undefined
  for (const { mapping } of transactions) {
    for (const map of mapping.maps) {
      if (range !== undefined) range = [map.map(range[0], -1), map.map(range[1], 1)]
      map.forEach((_from, _to, start, end) => {
        range = range === undefined ? [start, end] : [Math.min(range[0], start), Math.max(range[1], end)]
      })
    }
  }
  return range ?? [0, 0]
}
