// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { exchange, leaveAll, writer } from '../testing/writers.ts'

afterEach(leaveAll)

function selectionOf({ editor }: ReturnType<typeof writer>): [number, number] {
  return [editor.state.selection.anchor, editor.state.selection.head]
}

describe("the caret, when others' edits arrive", () => {
  it('stays with its words', () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('hello world')
    exchange(ann, bob)
    ann.select(7)
    bob.select(1)
    bob.type('say: ')
    exchange(ann, bob)
    expect(selectionOf(ann)).toEqual([12, 12])
  })

  it('stays behind what one types when somebody types at the same place', () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('[]')
    exchange(ann, bob)
    ann.select(2)
    bob.select(2)
    for (let turn = 0; turn < 5; turn++) {
      ann.type('a')
      bob.type('b')
      exchange(ann, bob)
    }
    expect(['[aaaaabbbbb]', '[bbbbbaaaaa]']).toContain(ann.blocks()[0])
    expect(bob.blocks()).toEqual(ann.blocks())
  })

  it('keeps a selection to the words that were selected', () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('one two three')
    exchange(ann, bob)
    ann.select(5, 8)
    bob.select(8)
    bob.type('!')
    bob.select(5)
    bob.type('?')
    exchange(ann, bob)
    expect(ann.blocks()).toEqual(['one ?two! three'])
    expect(selectionOf(ann)).toEqual([6, 9])
  })

  it('moves to where its block was, when somebody deletes the block', () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('one')
    ann.press('Enter')
    ann.type('two')
    ann.press('Enter')
    ann.type('three')
    exchange(ann, bob)
    ann.select(8)
    bob.select(4, 9)
    bob.press('Backspace')
    exchange(ann, bob)
    expect(ann.blocks()).toEqual(['one', 'three'])
    expect(selectionOf(ann)[0]).toBeGreaterThan(3)
    expect(selectionOf(ann)[0]).toBeLessThan(8)
  })

  it('stays in its place while a block above becomes something else', () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('one')
    ann.press('Enter')
    ann.type('two')
    exchange(ann, bob)
    bob.select(2)
    bob.editor.commands.setBlockKind('task')
    exchange(ann, bob)
    expect(ann.blocks()).toEqual(['task one', 'two'])
    expect(selectionOf(ann)).toEqual([9, 9])
  })

  it('still writes in bold when somebody writes between Mod-b and the first letter', () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('one')
    exchange(ann, bob)
    ann.editor.commands.toggleBold()
    bob.type('x')
    exchange(ann, bob)
    ann.type('b')
    expect(ann.editor.view.dom.innerHTML).toContain('<strong>b</strong>')
  })
})
