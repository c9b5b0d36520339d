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

describe('undo, after others have gone on', () => {
  const pair = () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('one two')
    exchange(ann, bob)
    ann.editor.undoManager.stopCapturing()
    return { ann, bob, meet: () => exchange(ann, bob) }
  }

  it('unmarks the words that one marked, and leaves what another typed among them', () => {
    const { ann, bob, meet } = pair()
    ann.select(1, 8)
    ann.editor.commands.toggleBold()
    meet()
    bob.select(4)
    bob.type(' and')
    meet()
    ann.editor.commands.undo()
    meet()
    expect(bob.blocks()).toEqual(['one and two'])
    expect(bob.editor.view.dom.querySelector('strong')?.textContent ?? '').not.toMatch(/one|two/)
    ann.editor.commands.redo()
    meet()
    expect(bob.editor.view.dom.textContent).toBe('one and two')
    expect(bob.editor.view.dom.querySelector('strong')?.textContent).toMatch(/^one/)
  })

  it('turns a heading back, and keeps what another wrote in it', () => {
    const { ann, bob, meet } = pair()
    ann.editor.commands.setBlockKind('heading')
    meet()
    bob.select(8)
    bob.type(' three')
    meet()
    ann.editor.commands.undo()
    meet()
    expect(bob.blocks()).toEqual(['one two three'])
    ann.editor.commands.redo()
    meet()
    expect(bob.blocks()).toEqual(['heading 1 one two three'])
  })

  it('brings back words that one deleted, at their place among what another wrote there', () => {
    const { ann, bob, meet } = pair()
    ann.select(4, 8)
    ann.press('Backspace')
    meet()
    bob.select(1)
    bob.type('zero ')
    bob.select(9)
    bob.type('!')
    meet()
    ann.editor.commands.undo()
    meet()
    expect(bob.blocks()[0]).toMatch(/^zero one( two!|! two)$/)
    expect(ann.blocks()).toEqual(bob.blocks())
  })

  it('does nothing, and no harm, where another deleted what one had written', () => {
    const { ann, bob, meet } = pair()
    ann.select(8)
    ann.type(' mine')
    meet()
    bob.select(1, 13)
    bob.press('Backspace')
    bob.type('bob’s')
    meet()
    ann.editor.commands.undo()
    ann.editor.commands.undo()
    ann.editor.commands.redo()
    meet()
    expect(bob.blocks()).toEqual(['bob’s'])
    expect(ann.blocks()).toEqual(['bob’s'])
  })

  it('joins again what one split, while another writes in the first half', () => {
    const { ann, bob, meet } = pair()
    ann.select(4)
    ann.press('Enter')
    meet()
    bob.select(4)
    bob.type('!')
    meet()
    ann.editor.commands.undo()
    meet()
    expect(bob.blocks().join('')).toMatch(/^one( two!|! two)$/)
    expect(ann.blocks()).toEqual(bob.blocks())
  })

  it('goes through each of one’s own steps, however many of another’s lie between', () => {
    const { ann, bob, meet } = pair()
    for (let step = 0; step < 5; step++) {
      ann.select(ann.editor.state.doc.content.size - 1)
      ann.type(` a${step}`)
      ann.editor.undoManager.stopCapturing()
      meet()
      bob.select(1)
      bob.type(`b${step} `)
      meet()
    }
    for (let step = 0; step < 6; step++) ann.editor.commands.undo()
    meet()
    expect(bob.blocks()).toEqual(['b4 b3 b2 b1 b0 '])
    for (let step = 0; step < 6; step++) ann.editor.commands.redo()
    meet()
    expect(bob.blocks()).toEqual(['b4 b3 b2 b1 b0 one two a0 a1 a2 a3 a4'])
    expect(ann.blocks()).toEqual(bob.blocks())
  })
})
