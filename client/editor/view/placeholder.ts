import { Plugin } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { isFiller } from '../binding/block-reader.ts'
import type { EditorLabels } from '../types.ts'

/** Shows a text in an empty document: as an attribute for the style sheet, and never part of the content. */
export function placeholderPlugin(labels: () => EditorLabels): Plugin {
  return new Plugin({
    props: {
      decorations({ doc }) {
        if (!isFiller(doc)) return null
        const placeholder = { class: 'is-empty', 'data-placeholder': labels().placeholder }
        return DecorationSet.create(doc, [Decoration.node(0, doc.content.size, placeholder)])
      },
    },
  })
}
