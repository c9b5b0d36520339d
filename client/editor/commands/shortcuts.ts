import { type Command, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { fromYjs } from '../binding/binding.ts'
import { isBlock, isLanguage, isSource, kindOf } from '../schema/block-attributes.ts'
import { isFenceName } from '../schema/fence-names.ts'
import { shortcutRules, textUpTo } from './shortcut-rules.ts'

/**
 * `applied` right after a shortcut took effect, until this person does anything else; `fenced` while what they then type
 * in code may be its language.
 */
type ShortcutState = 'applied' | 'fenced' | undefined

const shortcutsKey = new PluginKey<ShortcutState>('shortcuts')
const applied = 'shortcutApplied'

export type Shortcuts = {
  plugin: Plugin<ShortcutState>
  /** Backspace right after a shortcut took effect gives back what was typed. */
  takeBack: Command
  /** Enter right after ``` ends the marker, as a space does: it is not the code's first line. A word before it is the language. */
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
    view.dispatch(transaction.setMeta(applied, 'applied' satisfies ShortcutState))
    undoManager.stopCapturing()
    step = undoManager.undoStack.at(-1)
  }
  return {
    plugin: shortcutsPlugin(apply),
    takeBack(state, dispatch) {
      if (shortcutsKey.getState(state) !== 'applied' || undoManager.undoStack.at(-1) !== step) return false
      if (dispatch) undoManager.undo()
      return true
    },
    endMarker,
  }
}

const endMarker: Command = (state, dispatch) => {
  const { $from } = state.selection
  const { parent } = $from
  const language = parent.textContent
  const now = shortcutsKey.getState(state)
  if (now === undefined || kindOf(parent) !== 'code' || (language !== '' && !isFenceName(language)))
    return false
  const transaction = state.tr.setMeta(applied, null)
  if (language !== '') {
    transaction.setNodeAttribute($from.before(), 'language', language).delete($from.start(), $from.end())
  }
  dispatch?.(transaction)
  return true
}

/** The caret is behind what may become the name of a language, and is all the code there is. */
function isFenced({ selection: { $from, empty } }: Transaction): boolean {
  const { parent, parentOffset } = $from
  return (
    empty &&
    kindOf(parent) === 'code' &&
    parentOffset === parent.content.size &&
    isLanguage(parent.textContent)
  )
}

function shortcutsPlugin(apply: (view: EditorView) => void): Plugin<ShortcutState> {
  return new Plugin({
    key: shortcutsKey,
    state: {
      init: (): ShortcutState => undefined,
      apply(transaction, value) {
        const now: unknown = transaction.getMeta(applied)
        if (now !== undefined) return now === 'applied' ? now : undefined
        if (transaction.getMeta(fromYjs) === true) return value
        if (!transaction.docChanged && !transaction.selectionSet) return value
        return value !== undefined && isFenced(transaction) ? 'fenced' : undefined
      },
    },
    props: {
      handleTextInput(view, from, to, text, insertion) {
        if (view.composing || !mayComplete(text)) return false
        if (
          text === ' ' &&
          shortcutsKey.getState(view.state) === 'applied' &&
          endMarker(view.state, view.dispatch)
        )
          return true
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
  return /[\s`\-*_~=$\])]$/.test(text)
}

function shortcutFor(transaction: Transaction): Transaction | undefined {
  const { $from, empty } = transaction.selection
  if (!empty || !isBlock($from.parent) || isSource(kindOf($from.parent))) return undefined
  const text = textUpTo($from.parent, $from.parentOffset)
  for (const { pattern, apply } of shortcutRules) {
    const match = pattern.exec(text)
    if (match !== null && apply(transaction, match)) return transaction
  }
  return undefined
}
