import * as Y from 'yjs'

/** Blocks that speak of an upload, by its token: one may have been copied meanwhile. */
export function markedBlocks(doc: Y.Doc): Map<string, Y.XmlElement[]> {
  const found = new Map<string, Y.XmlElement[]>()
  for (const element of doc.getXmlFragment('content').toArray()) {
    const token: unknown = element instanceof Y.XmlElement ? element.getAttribute('upload') : undefined
    if (typeof token !== 'string' || !(element instanceof Y.XmlElement)) continue
    found.set(token, [...(found.get(token) ?? []), element])
  }
  return found
}

/** The file is there: from now on the blocks speak of it. No step for anybody's undo. */
export function markDone(doc: Y.Doc, token: string, file: string, origin: unknown): void {
  doc.transact(() => {
    for (const block of markedBlocks(doc).get(token) ?? []) {
      block.setAttribute('file', file)
      block.removeAttribute('upload')
    }
  }, origin)
}
