import { type Command, Extension, type RawCommands } from '@tiptap/core'
import type { Transaction } from '@tiptap/pm/state'
import type * as Y from 'yjs'
import type { MarkName } from '../types.ts'
import {
  alignBlocks,
  indentBlocks,
  setBlockKind,
  setTone,
  toggleBlockKind,
  toggleChecked,
} from './block-commands.ts'
import { clearLooks, setColor, setLink, toggleHighlight, toggleMark, unsetLink } from './mark-commands.ts'
import { insertBare } from './typing-commands.ts'
import './commands.ts'

export function commandsExtension(undoManager: () => Y.UndoManager): Extension {
  return Extension.create({
    name: 'quire',
    addCommands: () => ({ ...textCommands, ...undoCommands(undoManager) }),
  })
}

/** A command that writes to the transaction, or only asks whether it could. */
function change(apply: (transaction: Transaction) => boolean): Command {
  return ({ tr, state, dispatch, editor }) => {
    if (!editor.isEditable) return false
    if (dispatch === undefined) return apply(state.tr)
    const done = apply(tr)
    if (done) tr.scrollIntoView()
    return done
  }
}

function toggle(name: MarkName): () => Command {
  return () =>
    change(transaction => {
      const type = transaction.doc.type.schema.marks[name]
      return type !== undefined && toggleMark(transaction, type)
    })
}

const textCommands: Partial<RawCommands> = {
  setBlockKind: (kind, options) =>
    change(transaction => setBlockKind(transaction, kind, options?.level ?? null, options?.tone)),
  toggleBlockKind: (kind, options) =>
    change(transaction => toggleBlockKind(transaction, kind, options?.level ?? null)),
  indentBlock: () => change(transaction => indentBlocks(transaction, 1)),
  outdentBlock: () => change(transaction => indentBlocks(transaction, -1)),
  setAlignment: align => change(transaction => alignBlocks(transaction, align)),
  setTone: tone => change(transaction => setTone(transaction, tone)),
  toggleChecked: () => change(toggleChecked),
  toggleBold: toggle('bold'),
  toggleItalic: toggle('italic'),
  toggleUnderline: toggle('underline'),
  toggleStrike: toggle('strike'),
  toggleCode: toggle('code'),
  toggleSubscript: toggle('subscript'),
  toggleSuperscript: toggle('superscript'),
  setInk: color => change(transaction => setColor(transaction, 'ink', color)),
  setHighlight: color => change(transaction => setColor(transaction, 'highlight', color)),
  toggleHighlight: () => change(toggleHighlight),
  clearLooks: () => change(clearLooks),
  setLink: ({ href }) =>
    change(transaction => {
      const { link } = transaction.doc.type.schema.marks
      return link !== undefined && setLink(transaction, link, href)
    }),
  unsetLink: () =>
    change(transaction => {
      const { link } = transaction.doc.type.schema.marks
      return link !== undefined && unsetLink(transaction, link)
    }),
  insertContents: () => change(transaction => insertBare(transaction, 'contents')),
  setHorizontalRule: () => change(transaction => insertBare(transaction, 'rule')),
}

/** Undo changes the document through Yjs, not by the transaction that the command was given. */
function undoCommands(undoManager: () => Y.UndoManager): Partial<RawCommands> {
  const through =
    (can: () => boolean, run: () => unknown): Command =>
    ({ tr, dispatch, editor }) => {
      tr.setMeta('preventDispatch', true)
      if (!editor.isEditable || !can()) return false
      return dispatch === undefined || run() !== null
    }
  return {
    undo: () =>
      through(
        () => undoManager().canUndo(),
        () => undoManager().undo(),
      ),
    redo: () =>
      through(
        () => undoManager().canRedo(),
        () => undoManager().redo(),
      ),
  }
}
