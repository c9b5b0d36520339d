import * as Y from 'yjs'
import { Nesting } from './nesting.ts'
import type { Outline } from './outline.ts'
import { weigh } from './update-limits.ts'

/** `bytes`: of the document as an update. */
export function outlineOf(doc: Y.Doc, bytes: number): Outline {
  const nesting = new Nesting()
  const depths = new Map<Y.AbstractType<unknown>, number>()
  const counts = { structs: 0, types: 0, subdocuments: 0, values: 0 }
  for (const [client, ofClient] of doc.store.clients) {
    counts.structs += ofClient.length
    for (const struct of ofClient) {
      if (!(struct instanceof Y.Item) || !(struct.parent instanceof Y.AbstractType)) continue
      count(struct.content, counts)
      const start = struct.id.clock
      nesting.add({ client, start, end: start + struct.length, depth: depthIn(struct.parent, depths) })
    }
  }
  return {
    roots: new Set(doc.share.keys()),
    bytes,
    weight: weigh(counts),
    deep: [...nesting],
    floor: nesting.floor,
  }
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

function count(content: Y.Item['content'], counts: Omit<Parameters<typeof weigh>[0], 'structs'>): void {
  if (content instanceof Y.ContentType) counts.types++
  else if (content instanceof Y.ContentDoc) counts.subdocuments++
  else if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON)
    counts.values += valuesIn(content.arr) - 1
  else if (content instanceof Y.ContentEmbed) counts.values += valuesIn(content.embed)
  else if (content instanceof Y.ContentFormat) counts.values += valuesIn(content.value)
}

/** Without recursion, as above. */
function valuesIn(value: unknown): number {
  let values = 0
  const ahead = [value]
  while (ahead.length > 0) {
    const each = ahead.pop()
    values++
    if (typeof each === 'object' && each !== null && !(each instanceof Uint8Array)) {
      for (const inner of Object.values(each)) ahead.push(inner)
    }
  }
  return values
}
