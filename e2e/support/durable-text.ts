import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as v from 'valibot'
import * as Y from 'yjs'

const row = v.object({ at: v.number(), bytes: v.instance(Uint8Array) })

/** How much text of a document was in the server's log, and from when on. In characters, title and content. */
export interface DurableText {
  /** At a time in milliseconds since 1970, by the clock of this machine. */
  charactersAt(time: number): number
  readonly updates: number
}

/** Reads the log's own table, past the server. For documents that have not been compacted, and that only grow. */
export function durableText(dataDir: string, documentId: string): DurableText {
  const database = new DatabaseSync(join(dataDir, 'quire.sqlite'), { readOnly: true })
  const rows = database
    .prepare(
      'SELECT at, bytes FROM updates WHERE document = (SELECT key FROM documents WHERE id = ?) ORDER BY seq',
    )
    .all(documentId)
    .map(found => v.parse(row, found))
  database.close()
  const doc = new Y.Doc()
  const steps = rows.map(({ at, bytes }) => {
    Y.applyUpdate(doc, bytes)
    return { at, characters: charactersIn(doc) }
  })
  return {
    charactersAt: time => steps.findLast(({ at }) => at <= time)?.characters ?? 0,
    updates: rows.length,
  }
}

function charactersIn(doc: Y.Doc): number {
  const texts = doc
    .getXmlFragment('content')
    .toArray()
    .flatMap(block => (block instanceof Y.XmlElement ? block.toArray() : []))
  const lengths = texts.map(text => (text instanceof Y.XmlText ? text.length : 0))
  return lengths.reduce((sum, length) => sum + length, doc.getText('title').length)
}
