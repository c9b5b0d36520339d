import { type Command, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { fromYjs } from '../binding/binding.ts'
import { kindOf } from '../schema/block-attributes.ts'
import { shortcutRules, textUpTo } from './shortcut-rules.ts'

/** True right after a shortcut took effect, until this person does anything else. */
const shortcutsKey = new PluginKey<boolean>('shortcuts')
const applied = 'shortcutApplied'

export type Shortcuts = {
  plugin: Plugin<boolean>
  /** Backspace right after a shortcut took effect gives back what was typed. */
  takeBack: Command
  /** Enter right after ``` ends the marker, as a space does: it is not the code's first line. */
  endMarker: Command
}

/**
 * Markdown shortcuts as one types. What was typed goes into the document first, and the shortcut takes effect as a
 * step of its own: undo then gives back exactly what was typed.
 */
export function createShortcuts(undoManager: Y.UndoManager): Shortcuts {
  let step: unknown
  const apply = (view: EditorView) => {
    if (view.isDestroyed || view.composing || !view.editable) return
    const transaction = shortcutFor(view.state.tr)
    if (transaction === undefined) return
    undoManager.stopCapturing()
    view.dispatch(transaction.setMeta(applied, true))
    undoManager.stopCapturing()
    step = undoManager.undoStack.at(-1)
  }
  return {
    plugin: shortcutsPlugin(apply),
    takeBack(state, dispatch) {
      if (shortcutsKey.getState(state) !== true || undoManager.undoStack.at(-1) !== step) return false
      if (dispatch) undoManager.undo()
      return true
    },
    endMarker,
  }
}

const endMarker: Command = (state, dispatch) => {
  const { parent } = state.selection.$from
  if (shortcutsKey.getState(state) !== true || kindOf(parent) !== 'code' || parent.content.size > 0)
    return false
  dispatch?.(state.tr.setMeta(applied, false))
  return true
}

function shortcutsPlugin(apply: (view: EditorView) => void): Plugin<boolean> {
  return new Plugin({
    key: shortcutsKey,
    state: {
      init: () => false,
      apply(transaction, value) {
        const now: unknown = transaction.getMeta(applied)
        if (typeof now === 'boolean') return now
        if (transaction.getMeta(fromYjs) === true) return value
        return value && !transaction.docChanged && !transaction.selectionSet
      },
    },
    props: {
      handleTextInput(view, from, to, text, insertion) {
        if (view.composing || !mayComplete(text)) return false
        if (text === ' ' && endMarker(view.state, view.dispatch)) return true
        view.dispatch(insertion?.() ?? view.state.tr.insertText(text, from, to))
        apply(view)
        return true
      },
      handleDOMEvents: {
        compositionend(view) {
          // The composed text is in the document after the browser's own events.
          setTimeout(() => apply(view))
        },
      },
    },
  })
}

/** Every pattern ends in one of these. */
function mayComplete(text: string): boolean {
  return /[\s`\-*_~=]$/.test(text)
}

function shortcutFor(transaction: Transaction): Transaction | undefined {
  const { $from, empty } = transaction.selection
  if (!empty || $from.depth !== 1 || kindOf($from.parent) === 'code') return undefined
  const text = textUpTo($from.parent, $from.parentOffset)
  for (const { pattern, apply } of shortcutRules) {
    const match = pattern.exec(text)
    if (match !== null && apply(transaction, match)) return transaction
  }
  return undefined
}
