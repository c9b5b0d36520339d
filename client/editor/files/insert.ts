import { Fragment, Slice } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import { lighten } from '../images/lighten.ts'
import type { QuireEditor } from '../types.ts'
import type { Imported } from './read-file.ts'

/** Writes what was read into a document that is empty, title and text as one step that one undo takes back. */
export function insertImported(editor: QuireEditor, doc: Y.Doc, { title, content }: Imported): void {
  const { undoManager, schema, state } = editor
  const blocks = content.map(json => schema.nodeFromJSON(json))
  const { content: light, fill } = lighten(Fragment.from(blocks))
  const [origin] = undoManager.trackedOrigins
  undoManager.stopCapturing()
  doc.transact(() => {
    doc.getText('title').insert(0, title)
    if (blocks.length === 0) return
    const all = new Slice(light, 0, 0)
    editor.view.dispatch(state.tr.replace(0, state.doc.content.size, all).setMeta('uiEvent', 'import'))
  }, origin)
  fill(editor.view)
  undoManager.stopCapturing()
}
