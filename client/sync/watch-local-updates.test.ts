import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { watchLocalUpdates } from './watch-local-updates.ts'

/** A document of which a copy is made, from local changes alone. */
function watched() {
  const doc = new Y.Doc()
  const copy = new Y.Doc()
  const watch = () =>
    watchLocalUpdates(
      doc,
      origin => origin === 'others',
      update => Y.applyUpdate(copy, update),
    )
  return { doc, watch, text: doc.getText('text'), copied: () => copy.getText('text').toString() }
}

/** What somebody else wrote. */
function written(): Uint8Array {
  const doc = new Y.Doc()
  doc.getMap('others').set('key', 1)
  return Y.encodeStateAsUpdate(doc)
}

it('hears what is written here, and nothing of what others wrote', () => {
  const { doc, text, watch, copied } = watched()
  const stop = watch()
  text.insert(0, 'a')
  doc.transact(() => text.insert(1, 'b'), 'somebody here')
  expect(copied()).toBe('ab')
  Y.applyUpdate(doc, written(), 'others')
  expect(copied()).toBe('ab')
  stop()
  text.insert(2, 'c')
  expect(copied()).toBe('ab')
})

it('hears what an observer writes in answer to others', () => {
  const { doc, text, watch, copied } = watched()
  watch()
  doc.getMap('others').observe(() => text.insert(0, 'answer'))
  Y.applyUpdate(doc, written(), 'others')
  expect(copied()).toBe('answer')
})

it('hears the end of a transaction in which it began to listen', () => {
  const { doc, text, watch, copied } = watched()
  doc.transact(() => {
    text.insert(0, 'before ')
    watch()
    text.insert(7, 'and after')
  })
  expect(copied()).toBe('before and after')
})

it('lets Yjs encode nothing while what others wrote is applied', () => {
  const { doc, watch } = watched()
  watch()
  let listeners: unknown
  doc.on('afterTransaction', () => {
    listeners = doc._observers.get('update')
  })
  Y.applyUpdate(doc, written(), 'others')
  expect(listeners).toBeUndefined()
})
