import * as Y from 'yjs'
import type { ConcurrentChanges } from './concurrent-changes.ts'
import { readDeleted } from './deleted-text.ts'
import { findDestination } from './destination.ts'
import { unseenBy } from './lost-words.ts'

/**
 * Reads what a place's text was like while that can still be read. Answers, when all is back, where the place is then; undefined where its text was
 * not moved, nor joined to another.
 */
export function followPlace(
  doc: Y.Doc,
  place: Y.RelativePosition,
  transaction: Y.Transaction,
  changes: ConcurrentChanges,
): () => Y.RelativePosition | undefined {
  const text = textOf(doc, place)
  const isGone = text?._item?.deleted === true
  const deleted = isGone ? readDeleted(text, unseenBy(transaction, changes), changes) : undefined
  if (deleted === undefined) return () => undefined
  const { after, lost } = deleted.whereIs(place)
  const piece = deleted.pieces.find(piece => piece.after === after)?.words.length ?? 0
  return () => {
    const destination = findDestination(doc, deleted)
    if (destination === undefined) return undefined
    // What was brought back before the first character that was seen has moved that one.
    const index = destination.behind(after) + lost - (after === 0 ? piece : 0)
    return Y.createRelativePositionFromTypeIndex(destination.text, Math.max(0, index), -1)
  }
}

function textOf({ store }: Y.Doc, { item, type }: Y.RelativePosition): Y.XmlText | undefined {
  const id = item ?? type
  if (id === null || Y.getState(store, id.client) <= id.clock) return undefined
  const found: unknown = Y.getItem(store, id)
  if (!(found instanceof Y.Item)) return undefined
  const text = item === null && found.content instanceof Y.ContentType ? found.content.type : found.parent
  return text instanceof Y.XmlText ? text : undefined
}
