// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { exchange, leaveAll, writer } from '../testing/writers.ts'

afterEach(leaveAll)

describe('undo', () => {
  it("takes back one's own words and nobody else's", () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('ann ')
    exchange(ann, bob)
    bob.select(5)
    bob.type('bob')
    exchange(ann, bob)
    ann.editor.commands.undo()
    exchange(ann, bob)
    expect(ann.blocks()).toEqual(['bob'])
    expect(bob.blocks()).toEqual(['bob'])
    bob.editor.commands.undo()
    exchange(ann, bob)
    expect(ann.blocks()).toEqual([''])
    ann.editor.commands.redo()
    exchange(ann, bob)
    expect(bob.blocks()).toEqual(['ann '])
  })

  it('goes on working after a plugin was registered, as a bubble menu does', async () => {
    const { Plugin } = await import('@tiptap/pm/state')
    const ann = writer()
    ann.type('before ')
    ann.editor.registerPlugin(new Plugin({}))
    ann.editor.undoManager.stopCapturing()
    ann.type('after')
    expect(ann.blocks()).toEqual(['before after'])
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual(['before '])
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual([''])
    ann.editor.commands.redo()
    ann.editor.commands.redo()
    expect(ann.blocks()).toEqual(['before after'])
  })

  it('puts the caret back to where it was', () => {
    const ann = writer()
    ann.type('one two')
    ann.editor.undoManager.stopCapturing()
    ann.select(4, 8)
    ann.press('Backspace')
    ann.select(1)
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual(['one two'])
    expect([ann.editor.state.selection.anchor, ann.editor.state.selection.head]).toEqual([4, 8])
  })

  it('keeps a block that somebody else has written in since', () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('one')
    ann.editor.undoManager.stopCapturing()
    ann.press('Enter')
    exchange(ann, bob)
    bob.select(6)
    bob.type('from bob')
    exchange(ann, bob)
    ann.editor.commands.undo()
    exchange(ann, bob)
    expect(ann.blocks()).toContain('from bob')
    expect(bob.blocks()).toEqual(ann.blocks())
  })

  it('does nothing in an editor for reading only', () => {
    const ann = writer()
    ann.type('words')
    ann.editor.setEditable(false)
    expect(ann.editor.commands.undo()).toBe(false)
    expect(ann.blocks()).toEqual(['words'])
  })
})
