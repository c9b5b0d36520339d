// @vitest-environment happy-dom
import { TextSelection } from '@tiptap/pm/state'
import { expect, it, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createEditor } from '../create-editor.ts'
import { htmlReader } from './loading.ts'

const labels = {
  editor: 'Document',
  placeholder: 'Write something',
  checkbox: 'Task',
  callouts: { info: 'Note', warning: 'Warning', success: 'Success' },
}

// What reads HTML has not come yet: it does once in a page's life.
it('pastes where it was asked for, though one writes on while the code for it is fetched', async () => {
  const doc = new Y.Doc()
  const editor = createEditor({
    doc,
    awareness: new Awareness(doc),
    hold: () => () => {},
    person: () => undefined,
    onPeopleChange: () => () => {},
    editable: true,
    labels,
    element: document.body.appendChild(document.createElement('div')),
  })
  const { view } = editor
  const type = (words: string) => view.dispatch(view.state.tr.insertText(words))
  type('Before. After.')
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, 9)))
  const paste = (html: string) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', html)
    expect(htmlReader()).toBeUndefined()
    view.dom.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }
  paste('<p><b>Pasted.</b></p>')
  paste('<p><b>Twice.</b></p>')
  paste('<p><b>Thrice.</b></p>')
  type('Typed')
  await vi.waitFor(() => expect(editor.getText()).toContain('Thrice.'), { timeout: 20_000 })
  type('. ')
  expect(editor.getText()).toBe('Before. Pasted.Twice.Thrice.Typed. After.')
  editor.destroy()
}, 30_000)
