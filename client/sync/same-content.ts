import * as Y from 'yjs'

/** Whether the server has at `at` what `struct` has at `clock`. What it has deleted may have been anything: it is taken for that. */
export function sameContentAt(
  server: Y.Doc,
  struct: Y.Item | Y.GC,
  clock: number,
  at = Y.createID(struct.id.client, clock),
): boolean {
  const theirs = Y.getItem(server.store, at)
  if (!(struct instanceof Y.Item) || !(theirs instanceof Y.Item) || theirs.deleted) return true
  if (struct.content instanceof Y.ContentDeleted) return true
  if (struct.content.constructor !== theirs.content.constructor) return false
  if (struct.content instanceof Y.ContentType && theirs.content instanceof Y.ContentType)
    return struct.content.type.constructor === theirs.content.type.constructor
  return pieceAt(struct, clock) === pieceAt(theirs, at.clock)
}

function pieceAt({ id, content }: Y.Item, clock: number): string | undefined {
  const at = clock - id.clock
  if (content instanceof Y.ContentString) return content.str[at]
  if (content instanceof Y.ContentFormat) return JSON.stringify([content.key, content.value])
  return JSON.stringify(content.getContent()[at])
}
