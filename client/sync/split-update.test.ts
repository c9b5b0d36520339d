import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { splitUpdate } from './split-update.ts'

const limit = 400_000
const picture = (index: number) => `${index}`.repeat(20_000)

/** Twenty large pictures, deleted at once, and brought back by one undo. */
function undone(): { before: Uint8Array; update: Uint8Array; after: string } {
  const doc = new Y.Doc()
  const content = doc.getXmlFragment('content')
  const undo = new Y.UndoManager(content)
  for (let index = 10; index < 30; index++) {
    const image = new Y.XmlElement('block')
    image.setAttribute('src', picture(index))
    image.insert(0, [new Y.XmlText('a caption')])
    content.push([image])
  }
  const before = Y.encodeStateAsUpdate(doc)
  undo.stopCapturing()
  const updates: Uint8Array[] = []
  content.delete(0, content.length)
  doc.on('update', (update: Uint8Array) => updates.push(update))
  undo.undo()
  const [update = new Uint8Array(2), ...more] = updates
  expect(more).toEqual([])
  const deleted = new Y.Doc()
  Y.applyUpdate(deleted, before)
  deleted.getXmlFragment('content').delete(0, content.length)
  return { before: Y.encodeStateAsUpdate(deleted), update, after: content.toString() }
}

it('makes parts of what is too large, each of which can be sent, and all of which are the same', () => {
  const { before, update, after } = undone()
  expect(update.length).toBeGreaterThan(2 * limit)
  const parts = splitUpdate(update, limit)
  expect(parts.length).toBeGreaterThan(5)
  const other = new Y.Doc()
  Y.applyUpdate(other, before)
  expect(other.getXmlFragment('content').length).toBe(0)
  for (const part of parts) {
    expect(part.length).toBeLessThan(limit / 2)
    const { from } = Y.parseUpdateMeta(part)
    // Each follows on what is there already: the server takes nothing else.
    for (const [client, clock] of from)
      expect(Y.decodeStateVector(Y.encodeStateVector(other)).get(client) ?? 0).toBe(clock)
    Y.applyUpdate(other, part)
  }
  expect(other.getXmlFragment('content').toString() === after).toBe(true)
  expect(other.store.pendingStructs).toBeNull()
})

it('leaves alone what is small, and what cannot be parted', () => {
  const doc = new Y.Doc()
  doc.getText('title').insert(0, 'x')
  const small = Y.encodeStateAsUpdate(doc)
  expect(splitUpdate(small, limit)).toEqual([small])
  const one = new Y.Doc()
  one.getText('title').insert(0, 'x'.repeat(limit + 1))
  const large = Y.encodeStateAsUpdate(one)
  const [same, ...more] = splitUpdate(large, limit)
  expect(same).toBe(large)
  expect(more).toEqual([])
})
