import type { EditorLabels, EditorOptions, QuireEditor } from './types.ts'

/** An editor on a document. Mount it with `options.element` or `editor.mount(element)`; it writes nothing on load. */
export function createEditor(_options: EditorOptions): QuireEditor {
  throw new Error('not built yet')
}

/** Other texts inside the editor, when the reader changes the language. */
export function relabel(_editor: QuireEditor, _labels: EditorLabels): void {}

/** The document holds what this version does not know, and is open for reading only. */
export function isForeign(_editor: QuireEditor): boolean {
  return false
}
