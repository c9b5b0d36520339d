// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'

afterEach(leaveAll)

function elements({ doc }: Writer): (Y.XmlElement | Y.XmlText | Y.XmlHook)[] {
  return doc.getXmlFragment('content').toArray()
}

function lines(...texts: string[]): Writer {
  const ann = writer()
  for (const [index, text] of texts.entries()) {
    if (index > 0) ann.press('Enter')
    ann.type(text)
  }
  return ann
}

describe('a block stays the same block for everybody, so that words on their way to it arrive', () => {
  it.each([
    ['typing at its start', [1], (ann: Writer) => ann.type('x')],
    ['typing in its middle', [3], (ann: Writer) => ann.type('x')],
    ['Enter at its end', [4], (ann: Writer) => ann.press('Enter')],
    ['Enter in its middle', [2], (ann: Writer) => ann.press('Enter')],
    ['marks', [1, 4], (ann: Writer) => ann.editor.commands.toggleBold()],
    ['deleting all its text', [1, 4], (ann: Writer) => ann.press('Backspace')],
    ['a rule below it', [2], (ann: Writer) => ann.editor.commands.setHorizontalRule()],
    ['everything becoming a list', [1, 8], (ann: Writer) => ann.editor.commands.setBlockKind('task')],
  ])('%s', (_, at, act) => {
    const ann = lines('one', 'two', 'three')
    const [one, two, three] = elements(ann)
    ann.select(at[0] ?? 1, at[1])
    act(ann)
    expect(elements(ann)[0]).toBe(one)
    expect(elements(ann)).toContain(two)
    expect(elements(ann).at(-1)).toBe(three)
  })

  it('Enter at its start: the new block is the empty one', () => {
    const ann = lines('one', 'two')
    const [one, two] = elements(ann)
    ann.select(6)
    ann.press('Enter')
    expect(ann.blocks()).toEqual(['one', '', 'two'])
    expect(elements(ann)[0]).toBe(one)
    expect(elements(ann)[2]).toBe(two)
  })

  it('Backspace below an empty block: the empty one goes', () => {
    const ann = lines('one', '', 'two')
    const [one, , two] = elements(ann)
    ann.select(8)
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['one', 'two'])
    expect(elements(ann)).toEqual([one, two])
  })

  it('deleting from the start of one block into another keeps the one whose text is left', () => {
    const ann = lines('one', 'two', 'three')
    const [, , three] = elements(ann)
    ann.select(1, 13)
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['ree'])
    expect(elements(ann)).toEqual([three])
  })
})

describe('what two people do at once', () => {
  it('begins an empty block with the words of both', () => {
    const ann = lines('one', '')
    const bob = writer()
    exchange(ann, bob)
    bob.select(6)
    ann.type('ann')
    bob.type('bob')
    exchange(ann, bob)
    expect(['annbob', 'bobann']).toContain(ann.blocks()[1])
    expect(bob.blocks()).toEqual(ann.blocks())
  })

  it('keeps what is typed in code while another breaks its lines', () => {
    const ann = lines('')
    ann.editor.commands.setBlockKind('code')
    ann.type('let a = 1; let b = 2')
    const bob = writer()
    exchange(ann, bob)
    bob.select(11)
    bob.press('Enter')
    ann.type('00')
    exchange(ann, bob)
    expect(ann.blocks()).toEqual(['code let a = 1;\n let b = 200'])
    bob.press('Backspace')
    ann.type('0')
    exchange(ann, bob)
    expect(bob.blocks()).toEqual(['code let a = 1; let b = 2000'])
  })

  it('keeps both marks when two people mark the same words', () => {
    const ann = lines('words')
    const bob = writer()
    exchange(ann, bob)
    for (const [person, command] of [
      [ann, 'toggleBold'],
      [bob, 'toggleCode'],
    ] as const) {
      person.select(1, 6)
      person.editor.commands[command]()
    }
    exchange(ann, bob)
    expect(ann.editor.getHTML()).toContain('<strong><code spellcheck="false">words</code></strong>')
    expect(bob.editor.getHTML()).toBe(ann.editor.getHTML())
  })
})
