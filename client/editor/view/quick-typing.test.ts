// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { addColumn, addRow, toggleHeader } from '../tables/index.ts'
import { cellsOf, peopleAtTable, write } from '../tables/testing.ts'
import { newSeed, randomFrom } from '../testing/random.ts'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'

afterEach(leaveAll)

const silence = (event: Event) => event.stopImmediatePropagation()

/** The browser puts the caret there, and tells of it later. */
function moveUntold({ editor: { view } }: Writer, offset: number): void {
  const text = document.createTreeWalker(view.dom, NodeFilter.SHOW_TEXT).nextNode()
  document.addEventListener('selectionchange', silence, { capture: true })
  document.getSelection()?.collapse(text, offset)
  document.removeEventListener('selectionchange', silence, { capture: true })
}

function beginToMove({ editor: { view } }: Writer, event: Event): void {
  view.focus()
  view.dom.dispatchEvent(event)
}

const key = () => new KeyboardEvent('keydown', { key: 'Shift', bubbles: true })

describe('a caret that the browser has moved and not told of', () => {
  it.each([
    ['a key', key],
    ['a press', () => new MouseEvent('mousedown', { button: 1, bubbles: true })],
  ])('stays where %s put it while others write', (_, event) => {
    const [ann, bob] = [writer(), writer()]
    ann.type('words')
    exchange(ann, bob)
    beginToMove(ann, event())
    moveUntold(ann, 2)
    bob.press('Enter')
    bob.type('more')
    exchange(ann, bob)
    ann.type('!')
    expect(ann.blocks()).toEqual(['', 'morewo!rds'])
  })

  const seed = newSeed()
  it(`stays there in a table, whatever another does to that meanwhile (seed ${seed})`, () => {
    const random = randomFrom(seed)
    const [ann, bob] = peopleAtTable(2, [['words', '']])
    if (ann === undefined || bob === undefined) throw new Error('two were asked for')
    let expected = 'words'
    for (let turn = 0; turn < 15; turn++) {
      const at = random.below(expected.length + 1)
      beginToMove(ann, key())
      moveUntold(ann, at)
      write(bob, 0, 1, 'x')
      random.pick([
        () => addRow(bob.editor, 'after'),
        () => addColumn(bob.editor, 'after'),
        () => toggleHeader(bob.editor, 'headerRow'),
        () => toggleHeader(bob.editor, 'headerColumn'),
        () => true,
      ])()
      exchange(ann, bob)
      ann.type('a')
      expected = `${expected.slice(0, at)}a${expected.slice(at)}`
      exchange(ann, bob)
      expect(cellsOf(ann)[0]?.[0]).toBe(expected)
    }
    expect(cellsOf(bob)).toEqual(cellsOf(ann))
  })

  it('stays there while others move about', () => {
    const doc = new Y.Doc()
    const awareness = new Awareness(doc)
    const ann = writer({ doc, awareness })
    ann.type('words')
    beginToMove(ann, key())
    moveUntold(ann, 2)
    awareness.emit('change', [{ added: [7], updated: [], removed: [] }, 'remote'])
    expect(ann.editor.state.selection.head).toBe(3)
  })

  it('is not looked for where nobody pressed anything: the editor says where it is', () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('words')
    exchange(ann, bob)
    ann.editor.view.focus()
    moveUntold(ann, 0)
    bob.type('>')
    exchange(ann, bob)
    expect(ann.editor.state.selection.head).toBe(7)
  })
})
