import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { printedSeed, seededRandom } from '../../e2e/support/seeded-random.ts'
import { copyDocument } from './copy-document.ts'

const random = seededRandom(printedSeed())

const snapshotOf = (doc: Y.Doc) => new Uint8Array(gzipSync(Y.encodeStateAsUpdateV2(doc)))

function copied(doc: Y.Doc, title: string) {
  const copy = copyDocument(snapshotOf(doc), title)
  if (copy === 'incomplete') throw new Error('the copy lacks something')
  const read = new Y.Doc()
  Y.applyUpdateV2(read, gunzipSync(copy.folded.bytes))
  return { read, ...copy }
}

/** Several people write at the same places, offline from each other, again and again. */
function writtenByMany(): Y.Doc {
  const docs = Array.from({ length: 5 }, () => {
    const doc = new Y.Doc()
    doc.clientID = Math.floor(random() * 2 ** 32)
    return doc
  })
  for (let round = 0; round < 12; round++) {
    for (const doc of docs) {
      const content = doc.getXmlFragment('content')
      if (content.length === 0 || random() < 0.2) {
        const block = new Y.XmlText(`block ${round}`)
        block.setAttribute('kind', random() < 0.5 ? 'heading' : 'task')
        content.insert(0, [block])
      }
      const block = content.get(0)
      if (!(block instanceof Y.XmlText)) continue
      block.insert(
        0,
        String.fromCharCode(97 + Math.floor(random() * 26)),
        random() < 0.3 ? { bold: true } : {},
      )
      if (block.length > 3 && random() < 0.3) block.delete(1, 2)
      doc.getMap('settings').set('last', round + random())
    }
    for (const from of docs) for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from))
  }
  const [doc = new Y.Doc()] = docs
  return doc
}

describe('a copy', () => {
  it('says the same, under another title, whoever wrote it and in whatever order', () => {
    for (let run = 0; run < 4; run++) {
      const doc = writtenByMany()
      doc.getText('title').insert(0, 'Minutes')
      const { read, folded } = copied(doc, 'Copy of Minutes')
      expect(read.getXmlFragment('content').toJSON()).toBe(doc.getXmlFragment('content').toJSON())
      expect(read.getMap('settings').toJSON()).toEqual(doc.getMap('settings').toJSON())
      expect(read.getText('title').toString()).toBe('Copy of Minutes')
      expect(folded).toMatchObject({ title: 'Copy of Minutes', foldedTitle: 'copy of minutes' })
    }
  })

  it('has none of the client IDs that it was written under, and names all of its own', () => {
    const doc = writtenByMany()
    const { read, clients } = copied(doc, 'x')
    const own = [...read.store.clients.keys()]
    expect(own.sort()).toEqual([...clients].sort())
    expect(own.filter(client => doc.store.clients.has(client))).toEqual([])
  })

  it('can be written in, by more than one, as any document', () => {
    const { read } = copied(writtenByMany(), 'x')
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(read))
    for (const doc of [read, other]) doc.getText('title').insert(1, String(doc.clientID))
    Y.applyUpdate(other, Y.encodeStateAsUpdate(read))
    Y.applyUpdate(read, Y.encodeStateAsUpdate(other))
    expect(other.getText('title').toString()).toBe(read.getText('title').toString())
  })

  it('begins with its title where nothing was written yet', () => {
    const copy = copyDocument(undefined, 'Copy of nothing')
    expect(copy).toMatchObject({ folded: { title: 'Copy of nothing', text: '' } })
  })

  it("leaves another application's document as it is, whatever it calls a title", () => {
    const doc = new Y.Doc()
    doc.getMap('title').set('en', 'Minutes')
    const { read } = copied(doc, 'x')
    expect(read.getMap('title').toJSON()).toEqual({ en: 'Minutes' })
  })
})
