import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { ReplaceStep } from '@tiptap/pm/transform'
import { fromYjs } from '../binding/binding.ts'
import { isBlock, isFigure, isSource, kindOf } from '../schema/block-attributes.ts'
import type { QuireEditor } from '../types.ts'
import { commitComposition } from '../view/composition.ts'

/** What a person looks for in a menu: it opened with the sign at `from`, and `query` follows that. */
export type TypedQuery = {
  from: number
  query: string
  /** What is looked for was ended by the sign: it is no longer typed, and stays wherever the caret goes. */
  isWhole?: true
}

/** How long after a composition its last changes still come in, in ms. */
const settleInMs = 50
const closed = 'closed'

export interface Trigger {
  plugin(): Plugin<TypedQuery | undefined>
  read(state: EditorState): TypedQuery | undefined
  /** Closes the menu; what was typed stays, as text. */
  dismiss(editor: QuireEditor): void
  /** Takes away what was typed for the menu and lets `change` put something in its place: one step for undo. */
  apply(editor: QuireEditor, change: (transaction: Transaction, place: number) => void): void
}

interface TriggerOptions {
  sign: string
  /** What is typed then is text. */
  longest: number
  /** Whether the sign may open the menu behind this text of its block; else behind a space alone, or where there is none. */
  opensAfter?: (before: string) => boolean
  /** What one may look for, where not everything is a name. */
  query?: RegExp
  /** Whether the sign, typed once more, ends what is looked for. */
  endsWithSign?: boolean
}

/**
 * Watches for a sign at the start of a block or after a space. What is typed stays ordinary text in the document, so that
 * composition, undo and others' edits need no special care: the menu only reads it.
 */
export function createTrigger(options: TriggerOptions): Trigger {
  const { sign } = options
  const key = new PluginKey<TypedQuery | undefined>(`typed ${sign}`)
  const trigger: Trigger = {
    plugin: () =>
      new Plugin<TypedQuery | undefined>({
        key,
        state: {
          init: (): TypedQuery | undefined => undefined,
          apply(transaction, open) {
            if (transaction.getMeta(key) === closed) return undefined
            const opened = openedAt(transaction, options)
            const from = opened ?? (open && placeAfter(transaction, open))
            if (from === undefined) return undefined
            if (open?.isWhole && opened === undefined) return wholeAt(transaction, { ...open, from }, sign)
            return queryAt(transaction, from, options)
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
      transaction.delete(open.from, open.from + lengthOf(open))
      change(transaction, open.from)
      editor.undoManager.stopCapturing()
      view.dispatch(transaction.scrollIntoView())
      editor.undoManager.stopCapturing()
    },
  }
  return trigger
}

/** Where this person just typed a sign that may open the menu. */
function openedAt(
  transaction: Transaction,
  { sign, opensAfter = isBeginning }: TriggerOptions,
): number | undefined {
  const [step, ...more] = transaction.steps
  if (!(step instanceof ReplaceStep) || more.length > 0) return undefined
  if (transaction.getMeta(fromYjs) === true || transaction.getMeta('paste') === true) return undefined
  const { content, openStart } = step.slice
  if (openStart > 0 || content.childCount !== 1 || content.firstChild?.text !== sign) return undefined
  const { $from, empty } = transaction.selection
  if (!empty || $from.pos !== step.from + 1) return undefined
  const before = $from.parent.textBetween(0, $from.parentOffset - 1, undefined, '\n')
  return opensAfter(before) ? step.from : undefined
}

function isBeginning(before: string): boolean {
  return before === '' || /\s$/.test(before)
}

function placeAfter(transaction: Transaction, { from }: TypedQuery): number | undefined {
  const { pos, deletedAfter } = transaction.mapping.mapResult(from, 1)
  return deletedAfter ? undefined : pos
}

function queryAt(
  { doc, selection }: Transaction,
  from: number,
  { sign, longest, query: mayBe = anyName, endsWithSign = false }: TriggerOptions,
): TypedQuery | undefined {
  const { $from, empty } = selection
  const start = isBlock($from.parent) ? $from.start() : Number.POSITIVE_INFINITY
  if (!empty || from < start || $from.pos <= from || isSource(kindOf($from.parent))) return undefined
  // A caption is one, whatever one would make of it.
  if (sign === '/' && isFigure(kindOf($from.parent))) return undefined
  const { code, math } = doc.type.schema.marks
  if (code?.isInSet($from.marks()) || math?.isInSet($from.marks())) return undefined
  const typed = $from.parent.textBetween(from - start, $from.parentOffset, undefined, '\n')
  const isWhole = endsWithSign && typed.length > 2 && typed.endsWith(sign)
  const query = isWhole ? typed.slice(1, -1) : typed.slice(1)
  const isQuery =
    typed.startsWith(sign) && query.length <= longest && mayBe.test(query) && !query.includes(sign)
  if (!isQuery) return undefined
  return isWhole ? { from, query, isWhole } : { from, query }
}

/** A name in one line, as long as single spaces are all that is between its words. */
const anyName = /^(?!\s)(?!.*(?:\n|\s\s))/s

/** What was ended, for as long as it stands there as it was typed. */
function wholeAt({ doc }: Transaction, open: TypedQuery, sign: string): TypedQuery | undefined {
  const to = open.from + lengthOf(open)
  if (to > doc.content.size) return undefined
  return doc.textBetween(open.from, to, '\n', '\n') === `${sign}${open.query}${sign}` ? open : undefined
}

function lengthOf({ query, isWhole }: TypedQuery): number {
  return query.length + (isWhole ? 2 : 1)
}
