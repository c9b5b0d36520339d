import { PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** A place that somebody wants to see, though their caret is elsewhere: whatever hides it opens. */
export const wantedKey = new PluginKey('wanted place')

export function showPlace(view: EditorView, position: number): void {
  view.dispatch(view.state.tr.setMeta(wantedKey, position).setMeta('addToHistory', false))
}
