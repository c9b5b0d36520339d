// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
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
