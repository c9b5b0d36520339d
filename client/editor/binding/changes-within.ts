import type { Node } from '@tiptap/pm/model'
import type { StepMap } from '@tiptap/pm/transform'
import type { Change } from './find-change.ts'

/**
 * The stretches that one step changed within blocks, by the block's index; undefined where it changed anything else. What
 * is between two stretches may be somebody else's, who is writing there at this moment.
 */
export function changesWithin(
  before: Node,
  after: Node,
  maps: readonly StepMap[],
): ReadonlyMap<number, readonly Change[]> | undefined {
  const [map] = maps
  if (map === undefined || maps.length > 1 || before.childCount !== after.childCount) return undefined
  const found = new Map<number, Change[]>()
  let [index, start, isWithin] = [0, 0, true]
  map.forEach((from, to, newFrom, newTo) => {
    let child = before.maybeChild(index)
    while (child && start + child.nodeSize <= from) {
      start += child.nodeSize
      child = before.maybeChild(++index)
    }
    if (!child?.isTextblock || from <= start || to >= start + child.nodeSize) isWithin = false
    const change = { start: from - start - 1, removed: to - from, inserted: newTo - newFrom }
    const changes = found.get(index)
    if (changes === undefined) found.set(index, [change])
    else changes.push(change)
  })
  return isWithin ? found : undefined
}
