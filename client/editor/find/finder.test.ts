// @vitest-environment happy-dom
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import * as Y from 'yjs'
import { newSeed, randomFrom } from '../testing/random.ts'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'
import { type Finder, openFinder, type Query } from './index.ts'
import { TooSlow } from './pattern-thread.ts'
import { searchTexts } from './search-texts.ts'

afterEach(leaveAll)

/** Two people with the same text, a block for each line. */
function pair(...lines: string[]): { ann: Writer; bob: Writer } {
  const [ann, bob] = [writer(), writer()]
  const blocks = lines.map(line => {
    const block = new Y.XmlElement('block')
    block.insert(0, [new Y.XmlText(line)])
    return block
  })
  ann.doc.getXmlFragment('content').push(blocks)
  exchange(ann, bob)
  return { ann, bob }
}

/** Where there are no threads: as quick as can be, and too slow for what nobody should wait for. */
const openThread = () => ({
  search: async (pattern: RegExp, texts: readonly string[]) => {
    if (pattern.source === slow) throw new TooSlow()
    return searchTexts(pattern, texts)
  },
  close: () => {},
})
const slow = '(a+)+$'

async function looking({ editor }: Writer, query: Partial<Query> & { text: string }): Promise<Finder> {
  const finder = openFinder(editor, () => {}, openThread)
  onTestFinished(() => finder.close())
  finder.search({ matchCase: false, wholeWord: false, composing: false, ...query })
  await vi.waitFor(() => expect(finder.get().searching).toBe(false))
  return finder
}

const highlights = ({ editor }: Writer, name = 'found') =>
  [...editor.view.dom.querySelectorAll(`.${name}`)].map(element => element.textContent)

describe('finding', () => {
  it('begins where the caret is, goes around, and shows what it found', async () => {
    const { ann } = pair('one two', 'One three', 'bone')
    ann.select(10)
    const finder = await looking(ann, { text: 'one' })
    expect(finder.get()).toMatchObject({ count: 3, at: 2 })
    expect(highlights(ann)).toEqual(['one', 'One', 'one'])
    expect(highlights(ann, 'found-current')).toEqual(['One'])
    finder.step(1)
    finder.step(1)
    expect(finder.get().at).toBe(1)
    finder.step(-1)
    expect(finder.get().at).toBe(3)
    finder.close()
    expect(highlights(ann)).toEqual([])
    const { from, to } = ann.editor.state.selection
    expect(ann.editor.state.doc.textBetween(from, to)).toBe('one')
  })

  it('finds words across marks, and none across lines', async () => {
    const { ann } = pair('bold words')
    ann.select(3, 6)
    ann.editor.commands.toggleBold()
    const finder = await looking(ann, { text: 'bold words' })
    expect(finder.get().count).toBe(1)
    ann.select(5)
    ann.press('Enter', { shiftKey: true })
    await vi.waitFor(() => expect(finder.get().count).toBe(0))
  })

  it('keeps the current match while others write before it, in its line and anywhere', async () => {
    const { ann, bob } = pair('red and red', 'red')
    const finder = await looking(ann, { text: 'red' })
    finder.step(1)
    expect(finder.get()).toMatchObject({ count: 3, at: 2 })
    bob.select(1)
    bob.type('red, red; ')
    exchange(ann, bob)
    await vi.waitFor(() => expect(finder.get()).toMatchObject({ count: 5, at: 4 }))
    bob.press('Enter')
    exchange(ann, bob)
    bob.select(1)
    bob.press('Delete')
    exchange(ann, bob)
    await vi.waitFor(() => expect(finder.get().count).toBe(4))
  })

  it('keeps it when so much changes at once that everything is drawn anew', async () => {
    const { ann, bob } = pair(...Array.from({ length: 150 }, (_, index) => `red ${index}`))
    ann.select(1)
    const finder = await looking(ann, { text: 'red' })
    for (let step = 0; step < 70; step++) finder.step(1)
    expect(finder.get()).toMatchObject({ count: 150, at: 71 })
    bob.doc.transact(() => {
      for (const block of bob.doc.getXmlFragment('content').toArray()) {
        const text = block instanceof Y.XmlElement ? block.get(0) : undefined
        if (text instanceof Y.XmlText) text.insert(0, 'a red and ')
      }
    })
    exchange(ann, bob)
    await vi.waitFor(() => expect(finder.get()).toMatchObject({ count: 300, at: 142 }))
  })
})

describe('replacing', () => {
  it('puts the text in the place of one match, with its marks, and goes on to the next', async () => {
    const { ann, bob } = pair('red fox, red hen')
    ann.select(1, 4)
    ann.editor.commands.toggleBold()
    ann.select(1)
    const finder = await looking(ann, { text: 'red' })
    finder.replace('green')
    await vi.waitFor(() => expect(finder.get()).toMatchObject({ count: 1, at: 1 }))
    expect(ann.blocks()).toEqual(['green fox, red hen'])
    expect(ann.editor.view.dom.querySelector('strong')?.textContent).toBe('green')
    exchange(ann, bob)
    expect(bob.editor.view.dom.querySelector('strong')?.textContent).toBe('green')
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual(['red fox, red hen'])
  })

  it('replaces all in one step for undo, and keeps what is written between two matches meanwhile', async () => {
    const { ann, bob } = pair('red or red or red', 'none', 'red')
    const finder = await looking(ann, { text: 'red' })
    bob.select(6)
    bob.type('BOB')
    expect(await finder.replaceAll('green')).toBe(4)
    exchange(ann, bob)
    expect(ann.blocks()).toEqual(['green oBOBr green or green', 'none', 'green'])
    expect(bob.blocks()).toEqual(ann.blocks())
    ann.editor.commands.undo()
    exchange(ann, bob)
    expect(bob.blocks()).toEqual(['red oBOBr red or red', 'none', 'red'])
    ann.editor.commands.redo()
    expect(ann.blocks()).toEqual(['green oBOBr green or green', 'none', 'green'])
  })

  it('replaces thousands piece by piece, as one step for undo, while others write', async () => {
    const { ann, bob } = pair(...Array.from({ length: 30 }, () => 'a '.repeat(50)))
    const finder = await looking(ann, { text: 'a' })
    const replacing = finder.replaceAll('aa')
    bob.select(1)
    bob.type('Bob ')
    exchange(bob, ann)
    expect(ann.blocks().at(0)).toBe(`Bob ${'a '.repeat(50)}`.trimEnd().concat(' '))
    expect(await replacing).toBe(1_500)
    exchange(ann, bob)
    expect(bob.blocks()).toEqual([
      `Bob ${'aa '.repeat(50)}`,
      ...Array.from({ length: 29 }, () => 'aa '.repeat(50)),
    ])
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual([
      `Bob ${'a '.repeat(50)}`,
      ...Array.from({ length: 29 }, () => 'a '.repeat(50)),
    ])
    expect(ann.editor.commands.undo()).toBe(false)
  })

  it('puts what a pattern found into other places, in one step for undo, while others write', async () => {
    const { ann, bob } = pair('Ann Lee, Bob Kim', 'Cho Eun', 'x')
    const finder = await looking(ann, { text: '(\\w+) (\\w+)', isPattern: true })
    expect(finder.get().count).toBe(3)
    finder.replace('$2 $1')
    await vi.waitFor(() => expect(finder.get()).toMatchObject({ count: 3, at: 2, searching: false }))
    expect(ann.blocks()[0]).toBe('Lee Ann, Bob Kim')
    ann.editor.commands.undo()
    exchange(ann, bob)
    bob.select(1)
    bob.type('Dr ')
    exchange(ann, bob)
    expect(ann.blocks()[0]).toBe('Dr Ann Lee, Bob Kim')
    finder.search({
      text: '(\\w+) (\\w+)$',
      isPattern: true,
      matchCase: false,
      wholeWord: false,
      composing: false,
    })
    await vi.waitFor(() => expect(finder.get()).toMatchObject({ count: 2, searching: false }))
    expect(await finder.replaceAll('$2, $1')).toBe(2)
    exchange(ann, bob)
    expect(bob.blocks()).toEqual(['Dr Ann Lee, Kim, Bob', 'Eun, Cho', 'x'])
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual(['Dr Ann Lee, Bob Kim', 'Cho Eun', 'x'])
  })

  it.each([
    ['[', 'invalid'],
    [slow, 'tooSlow'],
  ])('finds nothing by the pattern “%s”, says why, and goes on with another', async (text, problem) => {
    const { ann } = pair('aaaa')
    const finder = await looking(ann, { text, isPattern: true })
    expect(finder.get()).toMatchObject({ count: 0, problem })
    ann.select(1)
    ann.type('a')
    expect(await finder.replaceAll('x')).toBe(0)
    finder.search({ text: 'a', isPattern: true, matchCase: false, wholeWord: false, composing: false })
    await vi.waitFor(() => expect(finder.get()).toMatchObject({ count: 5, searching: false }))
    expect(finder.get()).not.toHaveProperty('problem')
  })

  it('takes words away where there is nothing to put in their place', async () => {
    const { ann } = pair('a-b-c')
    const finder = await looking(ann, { text: '-' })
    await finder.replaceAll('')
    expect(ann.blocks()).toEqual(['abc'])
  })

  it('changes nothing for somebody who may only read', async () => {
    const { ann } = pair('red')
    ann.editor.setEditable(false)
    const finder = await looking(ann, { text: 'red' })
    finder.replace('green')
    expect(await finder.replaceAll('green')).toBe(0)
    expect(ann.blocks()).toEqual(['red'])
  })

  const seed = newSeed()
  it(`loses no letter of others, whatever is replaced while they type (seed ${seed})`, async () => {
    const { below } = randomFrom(seed)
    const { ann, bob } = pair('a b a b a', 'b a b', 'a')
    const finder = await looking(ann, { text: 'a' })
    for (let round = 0; round < 40; round++) {
      bob.select(1 + below((bob.editor.state.doc.firstChild?.content.size ?? 0) + 1))
      const typed = String.fromCharCode(0x4e00 + round)
      bob.type(typed)
      finder.search({
        text: round % 2 === 0 ? 'a' : 'x',
        matchCase: true,
        wholeWord: false,
        composing: false,
      })
      await vi.waitFor(() => expect(finder.get().searching).toBe(false))
      await finder.replaceAll(round % 2 === 0 ? 'x' : 'a')
      exchange(ann, bob)
      expect(ann.blocks().join('')).toContain(typed)
      expect(bob.blocks()).toEqual(ann.blocks())
    }
    const text = ann.blocks().join('')
    for (let round = 0; round < 40; round++) expect(text).toContain(String.fromCharCode(0x4e00 + round))
  })
})
