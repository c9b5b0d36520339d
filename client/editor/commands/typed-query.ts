import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { ReplaceStep } from '@tiptap/pm/transform'
import { fromYjs } from '../binding/binding.ts'
import { isBlock, isSource, kindOf } from '../schema/block-attributes.ts'
import type { QuireEditor } from '../types.ts'
import { commitComposition } from '../view/composition.ts'

/** What a person looks for in a menu: it opened with the sign at `from`, and `query` follows that. */
export type TypedQuery = { from: number; query: string }

/** How long after a composition its last changes still come in, in ms. */
const settleInMs = 50
const closed = 'closed'

export interface Trigger {
  plugin(): Plugin<TypedQuery | undefined>
  read(state: EditorState): TypedQuery | undefined
  /** Closes the menu; what was typed stays, as text. */
  dismiss(editor: QuireEditor): void
  /** Takes away what was typed for the menu and lets `change` put something in its place: one step for undo. */
  apply(editor: QuireEditor, change: (transaction: Transaction) => void): void
}

/**
 * Watches for a sign at the start of a block or after a space. What is typed stays ordinary text in the document, so that
 * composition, undo and others' edits need no special care: the menu only reads it. `longest`: what is typed then is text.
 */
export function createTrigger({ sign, longest }: { sign: string; longest: number }): Trigger {
  const key = new PluginKey<TypedQuery | undefined>(`typed ${sign}`)
  const at = (transaction: Transaction, from: number) => queryAt(transaction, from, { sign, longest })
  const trigger: Trigger = {
    plugin: () =>
      new Plugin<TypedQuery | undefined>({
        key,
        state: {
          init: (): TypedQuery | undefined => undefined,
          apply(transaction, open) {
            if (transaction.getMeta(key) === closed) return undefined
            const from = open === undefined ? openedAt(transaction, sign) : placeAfter(transaction, open)
            return from === undefined ? undefined : at(transaction, from)
          },
        },
      }),
    read: state => key.getState(state),
    dismiss({ view, state }) {
      if (key.getState(state) !== undefined) view.dispatch(state.tr.setMeta(key, closed))
    },
    apply(editor, change) {
      const { view } = editor
      if (view.composing) {
        commitComposition(view.dom)
        setTimeout(() => !editor.isDestroyed && !view.composing && trigger.apply(editor, change), settleInMs)
        return
      }
      const open = key.getState(editor.state)
      if (open === undefined || !editor.isEditable) return
      const transaction = view.state.tr.setMeta(key, closed)
      transaction.delete(open.from, open.from + 1 + open.query.length)
      change(transaction)
      editor.undoManager.stopCapturing()
      view.dispatch(transaction.scrollIntoView())
      editor.undoManager.stopCapturing()
    },
  }
  return trigger
}

/** Where this person just typed a sign that may open the menu. */
function openedAt(transaction: Transaction, sign: string): number | undefined {
  const [step, ...more] = transaction.steps
  if (!(step instanceof ReplaceStep) || more.length > 0) return undefined
  if (transaction.getMeta(fromYjs) === true || transaction.getMeta('paste') === true) return undefined
  const { content, openStart } = step.slice
  if (openStart > 0 || content.childCount !== 1 || content.firstChild?.text !== sign) return undefined
  const { $from, empty } = transaction.selection
  if (!empty || $from.pos !== step.from + 1) return undefined
  const before = $from.parent.textBetween(0, $from.parentOffset - 1, undefined, '\n')
  return before === '' || /\s$/.test(before) ? step.from : undefined
}

function placeAfter(transaction: Transaction, { from }: TypedQuery): number | undefined {
  const { pos, deletedAfter } = transaction.mapping.mapResult(from, 1)
  return deletedAfter ? undefined : pos
}

function queryAt(
  { doc, selection }: Transaction,
  from: number,
  { sign, longest }: { sign: string; longest: number },
): TypedQuery | undefined {
  const { $from, empty } = selection
  const start = isBlock($from.parent) ? $from.start() : Number.POSITIVE_INFINITY
  if (!empty || from < start || $from.pos <= from || isSource(kindOf($from.parent))) return undefined
  const { code, math } = doc.type.schema.marks
  if (code?.isInSet($from.marks()) || math?.isInSet($from.marks())) return undefined
  const typed = $from.parent.textBetween(from - start, $from.parentOffset, undefined, '\n')
  const query = typed.slice(1)
  const isQuery =
    typed.startsWith(sign) && query.length <= longest && !/^\s|\n|\s\s/.test(query) && !query.includes(sign)
  return isQuery ? { from, query } : undefined
}
