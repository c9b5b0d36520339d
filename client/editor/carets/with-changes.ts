import type { EditorView } from '@tiptap/pm/view'
import type { Binding } from '../binding/binding.ts'
import { outsideComposition } from '../view/composition.ts'

/**
 * Draws what is known of others together with the change of the text that it came with: in a long document each time that
 * the editor draws costs much. What came by itself is drawn by `draw`, but never beside a character that is being composed.
 */
export function withChanges(
  view: EditorView,
  { fragment }: Pick<Binding, 'fragment'>,
  draw: () => void,
): { ask: () => void; done: () => void; destroy: () => void } {
  const { doc } = fragment
  const outside = outsideComposition(view, draw)
  let isChanging = false
  let isWanted = false
  const begin = () => {
    isChanging = true
  }
  const end = () => {
    isChanging = false
    if (isWanted) outside.ask()
    isWanted = false
  }
  doc?.on('beforeTransaction', begin)
  doc?.on('afterTransaction', end)
  return {
    ask() {
      if (isChanging) isWanted = true
      else outside.ask()
    },
    /** It was drawn with something else. */
    done() {
      isWanted = false
    },
    destroy() {
      doc?.off('beforeTransaction', begin)
      doc?.off('afterTransaction', end)
      outside.destroy()
    },
  }
}
