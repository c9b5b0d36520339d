import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { excerpt, plainText } from './plain-text.ts'

function documentOf(...texts: string[]): Y.Doc {
  const doc = new Y.Doc()
  for (const text of texts) {
    const block = new Y.XmlElement('block')
    block.insert(0, [new Y.XmlText(text)])
    doc.getXmlFragment('content').push([block])
  }
  return doc
}

it('gives a line for each block', () => {
  const doc = documentOf('one', '', 'two\nlines')
  doc.getXmlFragment('content').push([new Y.XmlElement('rule')])
  expect(plainText(doc)).toBe('one\n\ntwo\nlines\n')
})

it('gives the first words on one line', () => {
  expect(excerpt(documentOf('', '  one  ', 'two\nthree'))).toBe('one two three')
  expect(excerpt(documentOf())).toBe('')
})

it('cuts an excerpt between characters', () => {
  const cut = excerpt(documentOf('🙂'.repeat(300)))
  expect([...cut]).toHaveLength(200)
  expect(cut.endsWith('🙂…')).toBe(true)
})

it('reads what it does not know as far as it is text', () => {
  const doc = documentOf('one')
  const table = new Y.XmlElement('table')
  doc.getXmlFragment('content').push([table])
  table.insert(0, [new Y.XmlText('a '), new Y.XmlElement('cell')])
  const cell = table.get(1)
  if (cell instanceof Y.XmlElement) cell.insert(0, [new Y.XmlText('b')])
  expect(plainText(doc)).toBe('one\na b')
})
