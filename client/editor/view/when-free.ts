import type { EditorView } from '@tiptap/pm/view'

/** Waits until no letters are being composed: what is put in meanwhile would double or drop some. Tells whether one may write then. */
export async function whenFree(view: EditorView): Promise<boolean> {
  while (!view.isDestroyed && view.composing) await new Promise(resume => setTimeout(resume, 100))
  return !view.isDestroyed && view.editable
}
