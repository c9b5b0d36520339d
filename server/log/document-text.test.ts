import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { describeDocument } from './document-text.ts'

/** As the compaction meets it: loaded from bytes, its roots still without a type. */
function loaded(make: (doc: Y.Doc) => void): Y.Doc {
  const [author, reader] = [new Y.Doc(), new Y.Doc()]
  make(author)
  Y.applyUpdate(reader, Y.encodeStateAsUpdate(author))
  return reader
}

function element(name: string, ...children: (string | Y.XmlElement)[]): Y.XmlElement {
  const made = new Y.XmlElement(name)
  made.insert(
    0,
    children.map(child => (typeof child === 'string' ? new Y.XmlText(child) : child)),
  )
  return made
}

const withContent = (...blocks: Y.XmlElement[]) =>
  loaded(doc => doc.getXmlFragment('content').insert(0, blocks))

describe('what lists show of a document', () => {
  it('is its title, and a line for each block, however it is nested', () => {
    const doc = withContent(
      element('block', 'First.'),
      element('block'),
      element(
        'table',
        element('row', element('cell', element('block', 'A1')), element('cell', element('block', 'B1'))),
      ),
      element('block', 'One', element('hardBreak'), 'two.'),
    )
    expect(describeDocument(doc).text).toBe('First.\nA1\nB1\nOne\ntwo.')
    expect(describeDocument(doc).excerpt).toBe('First. A1 B1 One two.')
    expect(describeDocument(loaded(doc => doc.getText('title').insert(0, ' 회의록\n ')))).toMatchObject({
      title: '회의록',
      excerpt: '',
      text: '',
    })
  })

  it('is composed, without characters that a store cannot hold, and folded for searches', () => {
    const doc = withContent(element('block', 'Cafe\u0301 \0 \u1112\u1161\u11ab글'))
    expect(describeDocument(doc)).toMatchObject({ text: 'Café  한글', foldedText: 'café  한글' })
    const long = describeDocument(withContent(element('block', 'X'.repeat(300_000))))
    expect([long.text.length, long.foldedText.length]).toEqual([300_000, 250_000])
  })

  it('leaves marks and embedded things out', () => {
    const text = new Y.XmlText()
    text.insert(0, 'plain and bold', {})
    text.format(10, 4, { bold: true })
    text.insertEmbed(5, { image: 'x.png' })
    const block = new Y.XmlElement('block')
    block.insert(0, [text])
    expect(describeDocument(withContent(block)).text).toBe('plain and bold')
  })

  it('has an excerpt of no more than 300 characters, and halves none', () => {
    expect(describeDocument(withContent(element('block', 'word '.repeat(200)))).excerpt).toHaveLength(299)
    const faces = describeDocument(withContent(element('block', `a${'😀'.repeat(200)}`))).excerpt
    expect(faces).toBe(`a${'😀'.repeat(149)}`)
  })

  it('is empty for documents of other applications, whatever they keep under the same names', () => {
    const empty = { title: '', excerpt: '', text: '' }
    const foreign: ((doc: Y.Doc) => void)[] = [
      () => {},
      doc => doc.getMap('cells').set('A1', 3),
      doc => doc.getMap('content').set('title', new Y.Map()),
      doc => doc.getArray('content').insert(0, [1, { two: 3 }, new Y.Array()]),
      doc => doc.getText('content').insert(0, 'a text, not a fragment'),
      doc => doc.getMap('title').set('en', 'Title'),
      doc => doc.getArray('title').insert(0, ['Title']),
      doc => doc.getXmlFragment('title').insert(0, [new Y.XmlElement('h1')]),
      doc => doc.getXmlFragment('content').insert(0, [new Y.XmlElement('image')]),
      doc => doc.getArray('content').insert(0, [new Y.Doc()]),
    ]
    for (const make of foreign) expect(describeDocument(loaded(make))).toMatchObject(empty)
  })

  it('does not mind how deep a document is nested', () => {
    const doc = new Y.Doc()
    doc.transact(() => {
      let parent: Y.XmlFragment = doc.getXmlFragment('content')
      for (let depth = 0; depth < 15_000; depth++) {
        const child = new Y.XmlElement('quote')
        parent.insert(0, [child])
        parent = child
      }
      parent.insert(0, [new Y.XmlText('deep')])
    })
    expect(describeDocument(doc).text).toBe('deep')
  })
})
