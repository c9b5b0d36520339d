// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  leaveAll()
  vi.useRealTimers()
})

const colors = ['#cf3546', '#0f77ad', '#03823a'] as const

/** Three who know each other, each with a caret in the document. */
function three() {
  const docs = colors.map(() => new Y.Doc())
  const awareness = docs.map(doc => new Awareness(doc))
  const person = (id: number) => {
    const index = awareness.findIndex(({ clientID }) => clientID === id)
    return { name: `Person ${index}`, color: colors[index] ?? '' }
  }
  const [ann, bob, carl] = docs.map((doc, index) => {
    const own = awareness[index] ?? new Awareness(doc)
    return { ...writer({ doc, person, awareness: own }), awareness: own }
  })
  if (ann === undefined || bob === undefined || carl === undefined) throw new Error('there are three')
  const share = () => {
    exchange(ann, bob, carl)
    for (const from of awareness)
      for (const to of awareness)
        if (from !== to) applyAwarenessUpdate(to, encodeAwarenessUpdate(from, [from.clientID]), 'network')
  }
  return { ann, bob, carl, share }
}

function put({ editor, select }: Writer, position: number): void {
  editor.view.focus()
  select(position)
}

/** Ann has written "one" and "two" below it, and Bob's caret is at the end of that. */
function bobInTheSecondLine() {
  const people = three()
  const { ann, bob, share } = people
  ann.type('one')
  ann.press('Enter')
  ann.type('two')
  share()
  put(bob, 9)
  share()
  return people
}

/** The texts of the marked blocks with the colour of each. */
function marks({ editor }: Writer): string[] {
  const marked = editor.view.dom.querySelectorAll<HTMLElement>('.quire-written:not(.quire-written-before)')
  return [...marked].map(block => `${block.textContent} ${block.style.getPropertyValue('--person')}`)
}

describe('a block in which somebody else writes', () => {
  it('is marked in their colour for a few seconds, and no other block is', () => {
    const { ann, bob, share } = bobInTheSecondLine()
    expect(marks(ann)).toEqual([])
    vi.advanceTimersByTime(1_000)
    bob.type('!')
    share()
    expect(marks(ann)).toEqual(['two! #0f77ad'])
    expect(marks(bob)).toEqual([])
    vi.advanceTimersByTime(2_000)
    bob.type('!')
    share()
    vi.advanceTimersByTime(2_000)
    expect(marks(ann)).toEqual(['two!! #0f77ad'])
    vi.advanceTimersByTime(1_000)
    expect(marks(ann)).toEqual([])
    expect(ann.editor.view.dom.querySelectorAll('.quire-written-before')).toHaveLength(1)
    vi.advanceTimersByTime(400)
    expect(ann.editor.view.dom.querySelectorAll('.quire-written')).toHaveLength(0)
  })

  it('is marked though the caret is heard of only after the letters', () => {
    const { ann, bob, share } = three()
    ann.type('one')
    share()
    put(bob, 4)
    bob.type('!')
    share()
    expect(marks(ann)).toEqual(['one! #0f77ad'])
  })

  it('keeps its mark while this person writes before it, and turns it into a heading', () => {
    const { ann, bob, share } = bobInTheSecondLine()
    bob.type('!')
    share()
    ann.select(1)
    ann.type('x')
    ann.press('Enter')
    expect(marks(ann)).toEqual(['two! #0f77ad'])
    ann.select(10)
    ann.editor.commands.setBlockKind('heading')
    expect(marks(ann)).toEqual(['two! #0f77ad'])
    expect(ann.blocks()).toEqual(['x', 'one', 'heading 1 two!'])
  })

  it('has the mark of who writes, not of who has the caret there; of two the first', () => {
    const { ann, bob, carl, share } = three()
    ann.type('words')
    share()
    put(bob, 1)
    put(carl, 6)
    share()
    carl.type('!')
    share()
    expect(marks(ann)).toEqual(['words! #03823a'])
    bob.type('?')
    share()
    expect(marks(ann)).toEqual(['?words! #03823a'])
  })

  it('is no longer marked once they write in another', () => {
    const { ann, bob, share } = bobInTheSecondLine()
    bob.type('!')
    share()
    bob.select(4)
    share()
    bob.type('?')
    share()
    expect(marks(ann)).toEqual(['one? #0f77ad'])
    vi.advanceTimersByTime(800)
    expect(ann.editor.view.dom.querySelectorAll('.quire-written')).toHaveLength(1)
  })

  it('is marked with what they wrote and their caret at once, and not drawn three times', () => {
    const { ann, bob } = bobInTheSecondLine()
    bob.type('!')
    const [letter = new Uint8Array()] = bob.outbox.splice(0)
    const caret = encodeAwarenessUpdate(bob.awareness, [bob.awareness.clientID])
    let drawn = 0
    ann.editor.on('transaction', () => drawn++)
    ann.doc.transact(() => {
      Y.applyUpdate(ann.doc, letter)
      applyAwarenessUpdate(ann.awareness, caret, 'network')
    }, 'network')
    expect(marks(ann)).toEqual(['two! #0f77ad'])
    expect(drawn).toBe(1)
  })

  it('is marked, too, where they only delete', () => {
    const { ann, bob, share } = three()
    ann.type('words')
    share()
    put(bob, 6)
    share()
    bob.press('Backspace')
    share()
    expect(marks(ann)).toEqual(['word #0f77ad'])
  })

  it('is no trouble when it is deleted, nor when the editor closes before the mark has gone', () => {
    const { ann, bob, share } = bobInTheSecondLine()
    bob.type('!')
    share()
    ann.editor.commands.setTextSelection({ from: 1, to: 10 })
    ann.press('Backspace')
    share()
    expect(marks(ann)).toEqual([])
    ann.leave()
    expect(() => vi.advanceTimersByTime(10_000)).not.toThrow()
  })
})
