import { NodeSelection, Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

/** Where the heading begins that somebody has gone to: as its meta, a position. */
export const goneTo = new PluginKey<DecorationSet>('gone to')

/** The heading that was gone to can take the focus; from a list of headings that is selected, Tab leads into it. */
export function contentsPlugin(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key: goneTo,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, gone) {
        const position: unknown = transaction.getMeta(goneTo)
        if (typeof position !== 'number') return gone.map(transaction.mapping, transaction.doc)
        const size = transaction.doc.nodeAt(position)?.nodeSize ?? 0
        if (size === 0) return gone
        return DecorationSet.create(transaction.doc, [
          Decoration.node(position, position + size, { tabindex: '-1' }),
        ])
      },
    },
    props: {
      decorations: state => goneTo.getState(state),
      handleKeyDown(view, event) {
        const { selection } = view.state
        if (event.key !== 'Tab' || event.shiftKey || !(selection instanceof NodeSelection)) return false
        if (selection.node.type.name !== 'contents') return false
        const list = view.nodeDOM(selection.from)
        const link = list instanceof HTMLElement ? list.querySelector('a') : null
        link?.focus()
        return link !== null
      },
    },
  })
}
