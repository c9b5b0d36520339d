import * as Y from 'yjs'
import type { Returned } from './awaited.ts'
import type { ConcurrentChanges } from './concurrent-changes.ts'
import type { Copies } from './copies.ts'
import { type Character, readDeleted } from './deleted-text.ts'
import { Whereabouts } from './whereabouts.ts'

/**
 * Reads what a place's text was like while that can still be read. Answers, when all is back, where the place is then; undefined where its text was
 * not moved, nor joined to another.
 */
export function followPlace(
  doc: Y.Doc,
  place: Y.RelativePosition,
  changes: ConcurrentChanges,
  copies: Copies,
): () => Y.RelativePosition | undefined {
  const text = textOf(doc, place)
  const isGone = text?._item?.deleted === true
  const characters = isGone ? readDeleted(text, Y.createDeleteSet(), changes, copies)?.characters : undefined
  if (characters === undefined) return () => undefined
  const whereabouts = new Whereabouts(doc, changes, copies)
  const at = countBefore(characters, place)
  const ends = characters.map(({ id }) => whereabouts.end(id))
  return () => {
    const found = whereabouts.behind(ends.slice(0, at), ends.slice(at))
    return found && Y.createRelativePositionFromTypeIndex(found.text, found.index, -1)
  }
}

/** How many come before a caret. */
function countBefore(characters: readonly Character[], { item, assoc }: Y.RelativePosition): number {
  if (item === null) return assoc < 0 ? 0 : characters.length
  const at = characters.findIndex(({ id }) => Y.compareIDs(item, id))
  return at < 0 ? characters.length : at + (assoc < 0 ? 1 : 0)
}

function textOf({ store }: Y.Doc, { item, type }: Y.RelativePosition): Y.XmlText | undefined {
  const id = item ?? type
  if (id === null || Y.getState(store, id.client) <= id.clock) return undefined
  const found: unknown = Y.getItem(store, id)
  if (!(found instanceof Y.Item)) return undefined
  const text = item === null && found.content instanceof Y.ContentType ? found.content.type : found.parent
  return text instanceof Y.XmlText ? text : undefined
}

/** Of a place right before what others have brought back, the one behind it. */
export function placeBehind(
  { item, assoc }: Y.RelativePosition,
  returned: readonly Returned[],
): Y.RelativePosition | undefined {
  const last = returned.findLast(({ behind }) => assoc < 0 && Y.compareIDs(item, behind))?.last
  return last && new Y.RelativePosition(null, null, last, -1)
}
