import { focusText, loadRich, type QuireEditor } from '../../editor/index.ts'

/** Asks for files of any kind, and puts them into the text: where the caret is, or was. */
export async function pickFiles(editor: QuireEditor, at = editor.state.selection.to): Promise<void> {
  const field = document.createElement('input')
  field.type = 'file'
  field.multiple = true
  const { promise, resolve } = Promise.withResolvers<readonly File[]>()
  field.addEventListener('change', () => resolve([...(field.files ?? [])]))
  field.addEventListener('cancel', () => resolve([]))
  // At once: browsers open it for a press alone.
  field.click()
  const files = await promise
  focusText(editor)
  if (files.length === 0) return
  const [{ insertFiles }] = await Promise.all([import('../../editor/images/index.ts'), loadRich(editor)])
  await insertFiles(editor, files, at)
}
