import type { EditorView } from '@tiptap/pm/view'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type Rendering, toRelative } from '../binding/positions.ts'

/** A selection in an awareness state, under `cursor`: the same shape as y-prosemirror's. */
export type Cursor = { anchor: Y.RelativePosition; head: Y.RelativePosition }

/** Decodes another client's `cursor`; undefined where there is none, or none that could be one. */
export function decodeCursor(state: { readonly [key: string]: unknown }): Cursor | undefined {
  const { cursor } = state
  if (typeof cursor !== 'object' || cursor === null || !('anchor' in cursor) || !('head' in cursor))
    return undefined
  const anchor = decodePosition(cursor.anchor)
  const head = decodePosition(cursor.head)
  return anchor && head && { anchor, head }
}

/** Decodes a position in the text that came from another client. */
export function decodePosition(position: unknown): Y.RelativePosition | undefined {
  if (typeof position !== 'object' || position === null) return undefined
  const { type, tname, item, assoc } = position as { [key: string]: unknown }
  if (![type, item].every(id => id == null || isId(id))) return undefined
  if (tname != null && tname !== 'content') return undefined
  if (type == null && item == null && tname == null) return undefined
  return Y.createRelativePositionFromJSON({ type, tname, item, assoc: assoc === -1 ? -1 : 0 })
}

function isId(id: unknown): boolean {
  if (typeof id !== 'object' || id === null || !('client' in id) || !('clock' in id)) return false
  return Number.isSafeInteger(id.client) && Number.isSafeInteger(id.clock)
}

/** Tells the others where this person's selection is, while the editor has the focus. */
export function publishCaret(awareness: Awareness, rendering: Rendering, view: EditorView): void {
  const published = decodeCursor(awareness.getLocalState() ?? {})
  if (!view.hasFocus() || !view.editable) {
    withdrawCaret(awareness)
    return
  }
  const { anchor, head } = view.state.selection
  const cursor = { anchor: toRelative(rendering, anchor), head: toRelative(rendering, head) }
  if (
    published &&
    Y.compareRelativePositions(published.anchor, cursor.anchor) &&
    Y.compareRelativePositions(published.head, cursor.head)
  ) {
    return
  }
  awareness.setLocalStateField('cursor', cursor)
}

export function withdrawCaret(awareness: Awareness): void {
  const state = awareness.getLocalState()
  if (state !== null && state.cursor != null) awareness.setLocalStateField('cursor', null)
}
