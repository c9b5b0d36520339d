// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { count, countText } from './count-text.ts'
import { peopleAtTable, selectCells } from './tables/testing.ts'
import { leaveAll, writer } from './testing/writers.ts'

afterEach(leaveAll)

describe('counting', () => {
  it.each([
    ['', 0, 0],
    ['two words', 2, 9],
    ['don’t — stop', 2, 12],
    ['한글을 쓴다', 2, 6],
    ['한국', 1, 2],
    ['👩‍👩‍👧 e\u0301', 1, 3],
    ['line\nbreak', 2, 9],
    ['42 %', 1, 4],
  ])('“%s” has %i words and %i characters', (text, words, characters) => {
    expect(count(text)).toEqual({ words, characters })
  })

  it('finds words where no spaces are', () => {
    expect(count('我们一起写文章').words).toBeGreaterThan(1)
  })

  it('counts the selection, across blocks', async () => {
    const ann = writer()
    ann.type('one two')
    ann.press('Enter')
    ann.type('three four')
    ann.select(5, 10 + 5)
    expect(await countText(ann.editor, 'document', () => false)).toEqual({ words: 4, characters: 17 })
    expect(await countText(ann.editor, 'selection', () => false)).toEqual({ words: 2, characters: 8 })
  })

  it('counts the cells that are selected', async () => {
    const [ann] = peopleAtTable(1, [
      ['one', 'two three'],
      ['four', 'five'],
    ])
    if (ann === undefined) throw new Error('nobody is there')
    selectCells(ann, [0, 1], [1, 1])
    expect(await countText(ann.editor, 'selection', () => false)).toEqual({ words: 3, characters: 13 })
  })

  it('gives way between slices in a long document, and knows it afterwards', async () => {
    const doc = new Y.Doc()
    const blocks = Array.from({ length: 5_000 }, () => {
      const block = new Y.XmlElement('block')
      block.insert(0, [new Y.XmlText('a family 👩‍👩‍👧 and 다람쥐 헌 쳇바퀴 '.repeat(4))])
      return block
    })
    doc.getXmlFragment('content').push(blocks)
    const ann = writer({ doc })
    let slices = 0
    const isStale = () => {
      slices++
      return false
    }
    const first = await countText(ann.editor, 'document', isStale)
    expect(first?.words).toBe(5_000 * 24)
    expect(slices).toBeGreaterThan(1)
    const began = performance.now()
    expect(await countText(ann.editor, 'document', isStale)).toEqual(first)
    expect(performance.now() - began).toBeLessThan(100)
    expect(await countText(ann.editor, 'document', () => true)).toBeOneOf([first, undefined])
  })
})
