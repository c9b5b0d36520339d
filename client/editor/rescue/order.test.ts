// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { moveRange } from '../blocks/block-actions.ts'
import { newSeed, randomFrom } from '../testing/random.ts'
import { leaveAll } from '../testing/writers.ts'
import { type LogWriter, openLog } from './testing.ts'

afterEach(leaveAll)

/** Yjs puts what two write at one place at once in the order of who has the lower number. */
describe.each(['mover', 'writer'] as const)('where the %s has the lower number', lower => {
  function moverAndWriter(...paragraphs: string[]) {
    const { join, settle } = openLog()
    const [one, other] = [join(), join()]
    const [ann, bob] = lower === 'mover' ? [one, other] : [other, one]
    for (const [index, words] of paragraphs.entries()) {
      if (index > 0) ann.press('Enter')
      ann.type(words)
    }
    settle()
    bob.select(1 + (paragraphs[0]?.length ?? 0))
    return { ann, bob, settle }
  }

  const moveFirst = ({ editor }: LogWriter) => moveRange(editor, { from: 0, to: 1 }, 2)

  it('keeps in order what reaches the mover by and by', () => {
    const { ann, bob, settle } = moverAndWriter('One and', 'Two')
    moveFirst(ann)
    for (const letter of ' abc') {
      bob.type(letter)
      bob.send()
      ann.receive()
    }
    settle()
    expect(ann.blocks()).toEqual(['Two', 'One and abc'])
    expect(bob.blocks()).toEqual(['Two', 'One and abc'])
  })

  it('puts what the writer brings back behind what the mover has brought back', () => {
    const { ann, bob, settle } = moverAndWriter('One and', 'Two')
    bob.type(' a')
    bob.send()
    moveFirst(ann)
    ann.receive()
    ann.send()
    bob.type(' half')
    bob.receive()
    bob.type('!')
    settle()
    expect(ann.blocks()).toEqual(['Two', 'One and a half!'])
    expect(bob.blocks()).toEqual(['Two', 'One and a half!'])
  })

  it('puts what both bring back at once in the order in which it was written', () => {
    const { ann, bob, settle } = moverAndWriter('One and', 'Two')
    bob.type(' a')
    bob.send()
    moveFirst(ann)
    ann.send()
    bob.type(' half')
    bob.receive()
    bob.type('!')
    bob.send()
    settle()
    expect(ann.blocks()).toEqual(['Two', 'One and a half!'])
    expect(bob.blocks()).toEqual(['Two', 'One and a half!'])
  })

  it('goes on behind what the mover brings back, before it is back and afterwards', () => {
    const { ann, bob, settle } = moverAndWriter('One and', 'Two')
    bob.type(' a')
    bob.send()
    moveFirst(ann)
    ann.send()
    bob.receive()
    bob.type('b')
    settle()
    bob.type('c')
    settle()
    expect(ann.blocks()).toEqual(['Two', 'One and abc'])
    expect(bob.blocks()).toEqual(['Two', 'One and abc'])
  })

  it('keeps what it has brought back where the writer has taken away a letter beside it', () => {
    const { ann, bob, settle } = moverAndWriter('One and', 'Two')
    bob.type(' a')
    bob.send()
    moveFirst(ann)
    ann.send()
    bob.receive()
    bob.type('b')
    bob.press('Backspace')
    bob.send()
    ann.receive()
    settle()
    expect(ann.blocks()).toEqual(['Two', 'One and a'])
    expect(bob.blocks()).toEqual(['Two', 'One and a'])
  })

  it('puts letters in order that are of two parts', () => {
    const { ann, bob, settle } = moverAndWriter('One and', 'Two')
    bob.type(' 😀')
    bob.send()
    moveFirst(ann)
    ann.send()
    bob.type(' half')
    bob.receive()
    bob.type('!')
    bob.send()
    settle()
    expect(ann.blocks()).toEqual(['Two', 'One and 😀 half!'])
    expect(bob.blocks()).toEqual(['Two', 'One and 😀 half!'])
  })

  it('does not take what its writer wrote long before for what they went on with', () => {
    const { ann, bob, settle } = moverAndWriter('', 'three')
    bob.type('two')
    settle()
    bob.select(6)
    bob.type('!')
    bob.send()
    ann.select(6)
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['twothree'])
    settle()
    expect(ann.blocks()).toEqual(bob.blocks())
    expect(ann.blocks().join()).toBe('two!three')
  })

  it('takes the caret along behind what the mover brings back later', () => {
    const { ann, bob, settle } = moverAndWriter('One and', 'Two')
    bob.type(' a')
    bob.send()
    moveFirst(ann)
    ann.send()
    bob.receive()
    settle()
    bob.type('b')
    settle()
    expect(ann.blocks()).toEqual(['Two', 'One and ab'])
    expect(bob.blocks()).toEqual(['Two', 'One and ab'])
  })

  it('takes the caret along behind what the mover has brought back', () => {
    const { ann, bob, settle } = moverAndWriter('One and', 'Two')
    bob.type(' a')
    bob.send()
    moveFirst(ann)
    ann.receive()
    ann.send()
    bob.receive()
    bob.type('b')
    settle()
    expect(ann.blocks()).toEqual(['Two', 'One and ab'])
    expect(bob.blocks()).toEqual(['Two', 'One and ab'])
  })
})

const first = newSeed()
const seeds = Array.from({ length: 8 }, (_, i) => first + i)

it.each(seeds)(
  'what one goes on writing stays in its order, whoever brings it back, where another moves it (seed %i)',
  seed => {
    const random = randomFrom(seed)
    const { join, settle } = openLog()
    const [one, other] = [join(), join()]
    const [ann, bob] = random.below(2) === 0 ? [one, other] : [other, one]
    ann.type('One and')
    ann.press('Enter')
    ann.type('Two')
    settle()
    bob.select(8)
    let typed = ''
    for (let turn = 0; turn < 60; turn++) {
      const act = random.below(10)
      if (act < 3) {
        const letter = String.fromCodePoint(0x4e00 + typed.length)
        typed += letter
        bob.type(letter)
      } else if (act < 5) {
        bob.send()
        if (act === 3) bob.receive(1 + random.below(3))
      } else if (act < 6) {
        // Where it was moved to is known to all before it is moved on.
        settle()
        moveRange(ann.editor, { from: 0, to: 1 }, 2)
      } else if (act < 8) {
        ann.send()
        if (act === 6) ann.receive(1 + random.below(3))
      } else if (act === 8) {
        ann.send()
        ann.receive()
      } else {
        bob.send()
        bob.receive()
      }
    }
    settle()
    expect(bob.editor.getText()).toBe(ann.editor.getText())
    expect([...ann.editor.getText()].filter(character => character > '\u3000').join('')).toBe(typed)
  },
)
