import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { unsavedWords } from './unsaved-words.ts'

describe('the words that were not saved', () => {
  it('are those of the updates alone, a line for each block', () => {
    const { doc, write, unsaved } = document('First line', 'Second line')
    write(() => block(doc, 0).insert(5, ' and foremost'))
    write(() => block(doc, 1).insert(11, ', typed offline'))
    expect(unsavedWords(doc, unsaved)).toBe(' and foremost\n, typed offline')
  })

  it('are what one typed at the end of what is saved, though Yjs keeps both as one', () => {
    const { doc, write, unsaved } = document('Saved')
    for (const letter of ' but') write(() => block(doc, 0).insert(block(doc, 0).length, letter))
    expect(unsavedWords(doc, unsaved)).toBe(' but')
  })

  it('have a gap where saved words stand between', () => {
    const { doc, write, unsaved } = document('the middle')
    write(() => block(doc, 0).insert(0, 'before '))
    write(() => block(doc, 0).insert(block(doc, 0).length, ' after'))
    expect(unsavedWords(doc, unsaved)).toBe('before  …  after')
  })

  it('are not what was deleted again, nor what others wrote', () => {
    const { doc, write, unsaved } = document('')
    write(() => block(doc, 0).insert(0, 'mistake kept'))
    write(() => block(doc, 0).delete(0, 8))
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    block(other, 0).insert(0, 'theirs ')
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
    expect(unsavedWords(doc, unsaved)).toBe('kept')
  })

  it('begin with the title', () => {
    const { doc, write, unsaved } = document('text')
    write(() => doc.getText('title').insert(0, 'A name'))
    write(() => block(doc, 0).insert(4, ' more'))
    expect(unsavedWords(doc, unsaved)).toBe('A name\n more')
  })
})

function document(...lines: string[]) {
  const doc = new Y.Doc()
  doc.getXmlFragment('content').push(
    lines.map(line => {
      const element = new Y.XmlElement('block')
      element.insert(0, [new Y.XmlText(line)])
      return element
    }),
  )
  const unsaved: Uint8Array[] = []
  const write = (change: () => void) => {
    const note = (update: Uint8Array) => unsaved.push(update)
    doc.on('update', note)
    doc.transact(change)
    doc.off('update', note)
  }
  return { doc, write, unsaved }
}

function block(doc: Y.Doc, index: number): Y.XmlText {
  const element = doc.getXmlFragment('content').get(index)
  const text = element instanceof Y.XmlElement ? element.get(0) : undefined
  if (!(text instanceof Y.XmlText)) throw new Error(`there is no block ${index}`)
  return text
}
