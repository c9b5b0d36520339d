import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { ReplaceStep } from '@tiptap/pm/transform'
import { fromYjs } from '../binding/binding.ts'
import { kindOf } from '../schema/block-attributes.ts'
import type { BlockKind, QuireEditor, Tone } from '../types.ts'
import { commitComposition } from '../view/composition.ts'
import { setBlockKind } from './block-commands.ts'
import type { HeadingLevel } from './commands.ts'
import { insertRule } from './typing-commands.ts'

/** What a person looks for in the menu of blocks: it opened with the slash at `from`, and `query` follows that. */
export type Slash = { from: number; query: string }

export type SlashChoice = { kind: BlockKind; level?: HeadingLevel; tone?: Tone } | { kind: 'rule' }

const slashKey = new PluginKey<Slash | undefined>('slash')
const closed = 'closed'

/** Longer than any name of a block: what is typed then is text. */
const longestQuery = 24

/** How long after a composition its last changes still come in, in ms. */
const settleInMs = 50

/**
 * Watches for a slash at the start of a block or after a space. What is typed stays ordinary text in the document, so that
 * composition, undo and others' edits need no special care: the menu only reads it.
 */
export function slashPlugin(): Plugin<Slash | undefined> {
  return new Plugin<Slash | undefined>({
    key: slashKey,
    state: {
      init: (): Slash | undefined => undefined,
      apply(transaction, slash) {
        if (transaction.getMeta(slashKey) === closed) return undefined
        const from = slash === undefined ? openedAt(transaction) : placeAfter(transaction, slash)
        return from === undefined ? undefined : slashAt(transaction, from)
      },
    },
  })
}

export function slashIn(editor: QuireEditor): Slash | undefined {
  return slashKey.getState(editor.state)
}

/** Closes the menu; the slash stays, as text. */
export function dismissSlash({ view, state }: QuireEditor): void {
  if (slashKey.getState(state) !== undefined) view.dispatch(state.tr.setMeta(slashKey, closed))
}

/** Makes of the block what was chosen. That and taking away what was typed for it is one step for undo. */
export function applySlash(editor: QuireEditor, choice: SlashChoice): void {
  const { view } = editor
  if (view.composing) {
    commitComposition(view.dom)
    setTimeout(() => !editor.isDestroyed && !view.composing && applySlash(editor, choice), settleInMs)
    return
  }
  const slash = slashIn(editor)
  if (slash === undefined || !editor.isEditable) return
  const transaction = view.state.tr.setMeta(slashKey, closed)
  transaction.delete(slash.from, slash.from + 1 + slash.query.length)
  if (choice.kind === 'rule') insertRule(transaction)
  else setBlockKind(transaction, choice.kind, choice.level ?? null, choice.tone)
  editor.undoManager.stopCapturing()
  view.dispatch(transaction.scrollIntoView())
  editor.undoManager.stopCapturing()
}

/** Where this person just typed a slash that may open the menu. */
function openedAt(transaction: Transaction): number | undefined {
  const [step, ...more] = transaction.steps
  if (!(step instanceof ReplaceStep) || more.length > 0) return undefined
  if (transaction.getMeta(fromYjs) === true || transaction.getMeta('paste') === true) return undefined
  const { content, openStart } = step.slice
  if (openStart > 0 || content.childCount !== 1 || content.firstChild?.text !== '/') return undefined
  const { $from, empty } = transaction.selection
  if (!empty || $from.pos !== step.from + 1) return undefined
  const before = $from.parent.textBetween(0, $from.parentOffset - 1, undefined, '\n')
  return before === '' || /\s$/.test(before) ? step.from : undefined
}

function placeAfter(transaction: Transaction, { from }: Slash): number | undefined {
  const { pos, deletedAfter } = transaction.mapping.mapResult(from, 1)
  return deletedAfter ? undefined : pos
}

function slashAt({ doc, selection }: Transaction, from: number): Slash | undefined {
  const { $from, empty } = selection
  const start = $from.depth === 1 ? $from.start() : Number.POSITIVE_INFINITY
  if (!empty || from < start || $from.pos <= from || kindOf($from.parent) === 'code') return undefined
  if (doc.type.schema.marks.code?.isInSet($from.marks())) return undefined
  const typed = $from.parent.textBetween(from - start, $from.parentOffset, undefined, '\n')
  const query = typed.slice(1)
  const isQuery = typed.startsWith('/') && query.length <= longestQuery && !/^\s|\n|\s\s|\//.test(query)
  return isQuery ? { from, query } : undefined
}
