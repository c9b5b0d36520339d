import { Plugin } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { isRichKind, kindOf } from '../schema/block-attributes.ts'

/**
 * Has the blocks drawn anew that were drawn before their views were there, and no others: a decoration that says nothing,
 * for as long as nothing else happens, makes ProseMirror look at them once more.
 */
export function redrawPlugin(): Plugin<DecorationSet> {
  const plugin: Plugin<DecorationSet> = new Plugin<DecorationSet>({
    state: {
      init(_, { doc }) {
        const stale: Decoration[] = []
        doc.descendants((node, position) => {
          if (isRichKind(kindOf(node) ?? '') || node.type.name === 'contents')
            stale.push(Decoration.node(position, position + node.nodeSize, {}))
          return !node.isTextblock
        })
        return DecorationSet.create(doc, stale)
      },
      apply: () => DecorationSet.empty,
    },
    props: { decorations: state => plugin.getState(state) },
  })
  return plugin
}
