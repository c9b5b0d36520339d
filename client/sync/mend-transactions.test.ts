import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { mendTransactions } from './mend-transactions.ts'
import { nestedDeeperThanTheStack } from './testing/nested-types.ts'

it('makes a document tell of changes again after Yjs has thrown while tidying up', async () => {
  const doc = new Y.Doc()
  const origins: unknown[] = []
  mendTransactions(doc, untold => origins.push(...untold.map(({ origin }) => origin)))
  const told: Uint8Array[] = []
  doc.on('update', update => told.push(update))
  const { types, deletion } = nestedDeeperThanTheStack()
  Y.applyUpdate(doc, types, 'others')
  await Promise.resolve()
  expect(origins).toEqual([])
  expect(() => Y.applyUpdate(doc, deletion, 'others')).toThrow(RangeError)
  doc.transact(() => doc.getText('text').insert(0, 'in the same task'), 'me')
  await Promise.resolve()
  expect(origins).toEqual(['others', 'me'])
  told.length = 0
  doc.getText('text').insert(0, 'and ')
  expect(told).toHaveLength(1)
})

it('leaves a document alone that is in order, also while observers answer', async () => {
  const doc = new Y.Doc()
  let mendings = 0
  const stop = mendTransactions(doc, () => mendings++)
  doc.getMap('asked').observe(() => doc.getText('text').insert(0, 'answer'))
  for (let i = 0; i < 3; i++) {
    doc.getMap('asked').set('key', i)
    await Promise.resolve()
  }
  expect(mendings).toBe(0)
  stop()
})
