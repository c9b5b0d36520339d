import * as Y from 'yjs'
import { type ConcurrentChanges, type DeleteSet, isText } from './concurrent-changes.ts'

/** What a transaction deleted, though nobody says that they deleted it. */
export function unseenBy({ deleteSet }: Y.Transaction, { others, own }: ConcurrentChanges): DeleteSet {
  const deletedKnowingly = [...others, ...own].map(({ change }) => change.deleted)
  return difference(deleteSet, Y.mergeDeleteSets(deletedKnowingly))
}

/** The texts that were deleted as a whole, and of which something is in `set`. */
export function deletedTexts(transaction: Y.Transaction, set: DeleteSet): Set<Y.XmlText> {
  const texts = new Set<Y.XmlText>()
  Y.iterateDeletedStructs(transaction, set, struct => {
    if (!isText(struct) || !(struct.parent instanceof Y.XmlText)) return
    if (struct.parent._item?.deleted === true) texts.add(struct.parent)
  })
  return texts
}

/** What is in `set` and not in `without`. Both are sorted. */
function difference(set: DeleteSet, without: DeleteSet): DeleteSet {
  const rest = Y.createDeleteSet()
  for (const [client, ranges] of set.clients) {
    const others = without.clients.get(client) ?? []
    const left = ranges.flatMap(({ clock, len }) => {
      const gaps: typeof ranges = []
      let from = clock
      for (const other of others) {
        if (other.clock + other.len <= from) continue
        if (other.clock >= clock + len) break
        if (other.clock > from) gaps.push({ clock: from, len: other.clock - from })
        from = other.clock + other.len
      }
      if (from < clock + len) gaps.push({ clock: from, len: clock + len - from })
      return gaps
    })
    if (left.length > 0) rest.clients.set(client, left)
  }
  return rest
}
