import type { EditorView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { startOf, toAbsolute, toRelative } from '../binding/positions.ts'
import { bindingOf } from '../create-editor.ts'
import type { QuireEditor } from '../types.ts'
import { decodeCursor, decodePosition } from './published-caret.ts'

/** An awareness state as it came over the wire. */
type State = { readonly [key: string]: unknown }

/**
 * Where somebody's window begins: at a block, which it stays with whatever others write above it. `past`: how much of
 * the block lies above the window, as a share of its height; below 0, how many pixels the window begins above it.
 * `showsCaret`: their own caret is in sight there.
 */
export type SharedView = { block: Y.RelativePosition; past: number; showsCaret: boolean }

/** The position of somebody's caret; undefined where they have none in the text. */
export function caretPosition(editor: QuireEditor, state: State): number | undefined {
  const binding = bindingOf(editor)
  const cursor = decodeCursor(state)
  return binding && cursor && toAbsolute(binding, cursor.head)
}

/** What to share of a window whose text can be seen between these heights of the viewport. */
export function describeView(
  editor: QuireEditor,
  seen: { top: number; bottom: number },
): SharedView | undefined {
  const binding = bindingOf(editor)
  const { view } = editor
  const y = seen.top
  const block = firstBelow(view, y)
  if (binding === undefined || block === undefined) return undefined
  const index = view.state.doc.resolve(view.posAtDOM(block, 0)).index(0)
  const { top, height } = block.getBoundingClientRect()
  const past = y < top || height === 0 ? y - top : (y - top) / height
  const caret = view.coordsAtPos(view.state.selection.head)
  const showsCaret = view.hasFocus() && caret.top >= seen.top && caret.bottom <= seen.bottom
  return { block: toRelative(binding, startOf(binding.doc, index)), past, showsCaret }
}

/** At which height of this viewport somebody else's view begins; undefined where they share none. */
export function placeOfView(
  editor: QuireEditor,
  state: State,
): { y: number; showsCaret: boolean } | undefined {
  const binding = bindingOf(editor)
  const shared = decodeView(state)
  const position = binding && shared && toAbsolute(binding, shared.block)
  const block = position === undefined ? null : editor.view.nodeDOM(position)
  if (shared === undefined || !(block instanceof HTMLElement)) return undefined
  const { top, height } = block.getBoundingClientRect()
  const y = top + (shared.past < 0 ? shared.past : shared.past * height)
  return { y, showsCaret: shared.showsCaret }
}

/** Decodes another client's `view`. */
function decodeView({ view }: State): SharedView | undefined {
  if (typeof view !== 'object' || view === null || !('block' in view) || !('past' in view)) return undefined
  const block = decodePosition(view.block)
  const { past } = view
  if (block === undefined || typeof past !== 'number' || !(past >= -100_000 && past <= 1)) return undefined
  return { block, past, showsCaret: 'showsCaret' in view && view.showsCaret === true }
}

/** The first of the document's children that ends below `y`. */
function firstBelow({ dom }: EditorView, y: number): Element | undefined {
  let low = 0
  let high = dom.children.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((dom.children[middle]?.getBoundingClientRect().bottom ?? 0) > y) high = middle
    else low = middle + 1
  }
  return dom.children[low]
}
