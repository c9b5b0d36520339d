import { Plugin } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { kindOf } from '../../schema/block-attributes.ts'

/** Marks the formula in which the selection is: its text is shown then. */
export function writingPlugin(): Plugin {
  return new Plugin({
    props: {
      decorations({ doc, selection: { $from, $to } }) {
        if (!$from.sameParent($to) || kindOf($from.parent) !== 'math') return null
        return DecorationSet.create(doc, [
          Decoration.node($from.before(), $from.after(), { class: 'is-open' }),
        ])
      },
    },
  })
}
