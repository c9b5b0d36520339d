import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeAnew, holdsMoreThan, isNothing, mergeMany } from './updates.ts'

/** A document, and the update of each change to it. */
function written(changes: number) {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', update => updates.push(update))
  const text = doc.getText('text')
  for (let i = 0; i < changes; i++) text.insert(i, String(i % 10))
  return { doc, text, updates }
}

it('merges a long time of typing without a server in reasonable time', () => {
  const { doc, updates } = written(20_000)
  const startedAt = performance.now()
  const merged = mergeMany(updates)
  expect(performance.now() - startedAt).toBeLessThan(5_000)
  const copy = new Y.Doc()
  Y.applyUpdate(copy, merged)
  expect(copy.getText('text').toString()).toBe(doc.getText('text').toString())
})

it('notices what nobody accounts for', () => {
  const { doc, updates } = written(3)
  const none = new Uint8Array(2)
  const two = mergeMany(updates.slice(0, 2))
  const all = mergeMany(updates)
  expect(holdsMoreThan(doc, new Uint8Array([0]), all)).toBe(false)
  expect(holdsMoreThan(doc, new Uint8Array([0]), two)).toBe(true)
  expect(holdsMoreThan(doc, Y.encodeStateVector(doc), none)).toBe(false)
  expect(holdsMoreThan(doc, Y.encodeStateVectorFromUpdate(two), none)).toBe(true)
  expect(isNothing(none)).toBe(true)
  expect(isNothing(two)).toBe(false)
})

it('encodes what is left of a change, without what was deleted since', () => {
  const { doc, text, updates } = written(5)
  text.insert(5, 'x'.repeat(100_000))
  const late = updates.slice(5)
  text.delete(5, 100_000)
  const anew = encodeAnew(doc, late)
  expect(anew.length).toBeLessThan(100)
  const copy = new Y.Doc()
  Y.applyUpdate(copy, mergeMany(updates.slice(0, 5)))
  Y.applyUpdate(copy, anew)
  expect(copy.getText('text').toString()).toBe('01234')
})
