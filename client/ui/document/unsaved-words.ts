import * as Y from 'yjs'

/** From where to where in a client's clock. */
interface Stretch {
  from: number
  to: number
}
type Stretches = Map<number, Stretch[]>

/** What these updates wrote and nobody has deleted since, in the document's order: a line for each block, with a gap where
 *  saved words stand between. */
export function unsavedWords(doc: Y.Doc, updates: readonly Uint8Array[]): string {
  const written = stretchesOf(updates)
  const lines = [doc.getText('title'), ...textsIn(doc.getXmlFragment('content'))].map(text =>
    wordsOf(text, written),
  )
  return lines.filter(line => line.trim() !== '').join('\n')
}

function stretchesOf(updates: readonly Uint8Array[]): Stretches {
  const stretches: Stretches = new Map()
  for (const update of updates) {
    for (const struct of Y.decodeUpdate(update).structs) {
      if (!(struct instanceof Y.Item)) continue
      const { client, clock } = struct.id
      const known = stretches.get(client) ?? []
      known.push({ from: clock, to: clock + struct.length })
      stretches.set(client, known)
    }
  }
  return stretches
}

/** Without recursion: what others wrote may nest without end. */
function* textsIn(content: Y.XmlFragment): Generator<Y.Text> {
  const stack: unknown[] = content.toArray().reverse()
  while (stack.length > 0) {
    const next = stack.pop()
    if (next instanceof Y.Text) yield next
    else if (next instanceof Y.XmlElement) stack.push(...next.toArray().reverse())
  }
}

const gap = ' … '

function wordsOf(text: Y.Text, written: Stretches): string {
  let words = ''
  let skipped = false
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue
    for (const { part, isNew } of partsOf(item, item.content.str, written)) {
      if (isNew) words += (skipped && words !== '' ? gap : '') + part
      skipped = !isNew
    }
  }
  return words
}

/** Yjs joins neighbours to one item, of which the later part alone may be new. */
function* partsOf({ id }: Y.Item, text: string, written: Stretches) {
  const stretches = written.get(id.client) ?? []
  const isNewAt = (offset: number) =>
    stretches.some(({ from, to }) => from <= id.clock + offset && id.clock + offset < to)
  let start = 0
  for (let end = 1; end <= text.length; end++) {
    const isNew = isNewAt(start)
    if (end < text.length && isNewAt(end) === isNew) continue
    yield { part: text.slice(start, end), isNew }
    start = end
  }
}
