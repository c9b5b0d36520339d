import { TextSelection } from '@tiptap/pm/state'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createEditor } from '../create-editor.ts'
import '../clipboard/html-reader.ts'
import '../tables/index.ts'
import type { EditorOptions, QuireEditor } from '../types.ts'

export const labels = {
  editor: 'Document',
  placeholder: 'Write something',
  checkbox: 'Task',
  callouts: { info: 'Note', warning: 'Warning', success: 'Success' },
}

/** A person with an editor of their own on a copy of their own. */
export type Writer = {
  doc: Y.Doc
  editor: QuireEditor
  /** What this person wrote and nobody has been given yet. */
  outbox: Uint8Array[]
  /** Types at the selection, character by character, as a keyboard does. */
  type: (text: string) => void
  press: (key: string, modifiers?: KeyboardEventInit) => void
  select: (anchor: number, head?: number) => void
  /** The blocks as text, their kinds and indents before them where they are not plain. */
  blocks: () => string[]
  leave: () => void
}

const people = new Set<Writer>()

/** Lets go of every editor that a test opened. */
export function leaveAll(): void {
  for (const person of people) person.leave()
}

export function writer(options: Partial<EditorOptions> = {}): Writer {
  const doc = options.doc ?? new Y.Doc()
  const awareness = options.awareness ?? new Awareness(doc)
  const element = document.body.appendChild(document.createElement('div'))
  const outbox: Uint8Array[] = []
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'network') outbox.push(update)
  })
  const editor = createEditor({
    doc,
    awareness,
    hold: () => () => {},
    person: () => undefined,
    onPeopleChange: () => () => {},
    editable: true,
    labels,
    element,
    ...options,
  })
  const person = {
    doc,
    editor,
    outbox,
    ...hands(editor),
    leave() {
      if (people.delete(person)) leave(editor, awareness, element)
    },
  }
  people.add(person)
  return person
}

function leave(editor: QuireEditor, awareness: Awareness, element: Element): void {
  editor.destroy()
  awareness.destroy()
  element.remove()
}

function hands(editor: QuireEditor): Pick<Writer, 'type' | 'press' | 'select' | 'blocks'> {
  return {
    type(text) {
      for (const character of text) typeCharacter(editor, character)
    },
    press(key, modifiers = {}) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers })
      const handled = editor.view.someProp('handleKeyDown', handle => handle(editor.view, event))
      if (!handled && (key === 'Backspace' || key === 'Delete')) eraseCharacter(editor, key)
    },
    select(anchor, head = anchor) {
      const { tr, doc } = editor.state
      editor.view.dispatch(tr.setSelection(TextSelection.create(doc, anchor, head)))
    },
    blocks() {
      const blocks: string[] = []
      editor.state.doc.forEach(block => {
        const { kind, level, indent, checked, tone, align, language } = block.attrs
        const prefix = [
          kind ?? (block.isTextblock ? '' : block.type.name),
          level,
          checked && 'checked',
          tone,
          align,
          language && `(${language})`,
        ]
        const text = block.textBetween(0, block.content.size, null, '\n')
        blocks.push(
          [...prefix.filter(part => part), indent && `>${indent}`, text].filter(part => part).join(' '),
        )
      })
      return blocks
    },
  }
}

/** The browser's part: an editor that does not take the character by itself gets it from the DOM. */
function typeCharacter(editor: QuireEditor, character: string): void {
  const { view } = editor
  const { from, to } = view.state.selection
  const insertion = () => view.state.tr.insertText(character, from, to).scrollIntoView()
  if (!view.someProp('handleTextInput', handle => handle(view, from, to, character, insertion))) {
    view.dispatch(insertion())
  }
}

/** The browser's part again: within text, Backspace and Delete are its own. */
function eraseCharacter({ view }: QuireEditor, key: 'Backspace' | 'Delete'): void {
  const { $from, from, empty } = view.state.selection
  if (!empty) return
  const { nodeBefore, nodeAfter } = $from
  const character =
    key === 'Backspace' ? [...(nodeBefore?.text ?? '.')].at(-1) : [...(nodeAfter?.text ?? '.')][0]
  const size = character?.length ?? 1
  if (key === 'Backspace' && nodeBefore !== null) view.dispatch(view.state.tr.delete(from - size, from))
  if (key === 'Delete' && nodeAfter !== null) view.dispatch(view.state.tr.delete(from, from + size))
}

/** Gives everybody what everybody wrote. */
export function exchange(...writers: Writer[]): void {
  for (const from of writers) {
    for (const update of from.outbox.splice(0)) {
      for (const to of writers) if (to !== from) Y.applyUpdate(to.doc, update, 'network')
    }
  }
}
