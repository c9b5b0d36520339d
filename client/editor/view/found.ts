import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { DecorationSet } from '@tiptap/pm/view'

const foundKey = new PluginKey<DecorationSet>('found')

/** Shows what was found. Who looks for it says what that is; this keeps it with its text until then. */
export function foundPlugin(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key: foundKey,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, shown) {
        const next: unknown = transaction.getMeta(foundKey)
        if (next instanceof DecorationSet) return next
        return transaction.docChanged ? shown.map(transaction.mapping, transaction.doc) : shown
      },
    },
    props: { decorations: state => foundKey.getState(state) },
  })
}

export function showFound(transaction: Transaction, decorations: DecorationSet): Transaction {
  return transaction.setMeta(foundKey, decorations).setMeta('addToHistory', false)
}
