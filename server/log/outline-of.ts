import * as Y from 'yjs'
import type { DeepRun } from './nesting.ts'
import type { Outline } from './outline.ts'
import { shallowDepth } from './update-limits.ts'

/** `bytes`: of the document as an update. */
export function outlineOf(doc: Y.Doc, bytes: number): Outline {
  const deep: DeepRun[] = []
  const depths = new Map<Y.AbstractType<unknown>, number>()
  let structs = 0
  for (const [client, ofClient] of doc.store.clients) {
    structs += ofClient.length
    let last: DeepRun | undefined
    for (const struct of ofClient) {
      if (!(struct instanceof Y.Item) || !(struct.parent instanceof Y.AbstractType)) continue
      const depth = depthIn(struct.parent, depths)
      if (depth <= shallowDepth) continue
      const start = struct.id.clock
      const end = start + struct.length
      if (last?.depth === depth && last.end === start) last.end = end
      else {
        last = { client, start, end, depth }
        deep.push(last)
      }
    }
  }
  return { roots: new Set(doc.share.keys()), bytes, structs, deep }
}

/** How deep the children of `type` are. Without recursion: the document may come from a time without limits. */
function depthIn(type: Y.AbstractType<unknown>, depths: Map<Y.AbstractType<unknown>, number>): number {
  const unknown: Y.AbstractType<unknown>[] = []
  let at: Y.AbstractType<unknown> | undefined = type
  while (at !== undefined && !depths.has(at)) {
    unknown.push(at)
    const parent: unknown = at._item?.parent
    at = parent instanceof Y.AbstractType ? parent : undefined
  }
  let depth = at === undefined ? 0 : (depths.get(at) ?? 0)
  for (const each of unknown.reverse()) depths.set(each, ++depth)
  return depth
}
