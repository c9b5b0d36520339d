// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { textUpTo } from '../commands/shortcut-rules.ts'
import { newSeed, type Random, randomFrom } from '../testing/random.ts'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'
import type { BlockKind } from '../types.ts'
import { BlockReader } from './block-reader.ts'

afterEach(leaveAll)

const kinds: readonly BlockKind[] = ['heading', 'quote', 'bullet', 'ordered', 'task', 'code', 'paragraph']
const letters = 'abcdefghijklmnopqrstuvwxyz가나다라한글🙂'

/** Some of what is under way arrives, in order; the rest later. */
function deliverSome(random: Random, from: Writer, to: Writer): void {
  for (const update of from.outbox.splice(0, random.below(from.outbox.length + 1))) {
    Y.applyUpdate(to.doc, update, 'network')
  }
}

describe('one types while another turns the block into every kind', () => {
  const seed = newSeed()

  it(`loses not one character (seed ${seed})`, () => {
    const random = randomFrom(seed)
    const [ann, bob] = [writer(), writer()]
    ann.type('start ')
    exchange(ann, bob)
    const block = ann.doc.getXmlFragment('content').get(0)
    const typed: string[] = []
    for (let turn = 0; turn < 1000; turn++) {
      const character = random.pick([...letters])
      typed.push(character)
      typeSomewhere(random, ann, character)
      bob.editor.commands.setBlockKind(kinds[turn % kinds.length] ?? 'paragraph', {
        level: random.pick([1, 2, 3]),
      })
      deliverSome(random, ann, bob)
      deliverSome(random, bob, ann)
    }
    exchange(ann, bob)
    expect([...ann.editor.getText()].sort()).toEqual([...'start ', ...typed].sort())
    expect(ann.doc.getXmlFragment('content').get(0)).toBe(block)
    expect(bob.editor.getJSON()).toEqual(ann.editor.getJSON())
    expect(ann.editor.state.doc.childCount).toBe(1)
  })

  it('changes nothing but attributes in the document', () => {
    const ann = writer()
    ann.type('words')
    const block = ann.doc.getXmlFragment('content').get(0)
    const text = block instanceof Y.XmlElement ? block.get(0) : undefined
    ann.doc.on('afterTransaction', ({ deleteSet, beforeState, afterState }) => {
      for (const [client, clock] of afterState) {
        for (let at = beforeState.get(client) ?? 0; at < clock; at++) {
          expect(Y.getItem(ann.doc.store, Y.createID(client, at)).parentSub).not.toBeNull()
        }
      }
      expect(deleteSet.clients.size).toBeLessThanOrEqual(1)
    })
    for (const kind of kinds) ann.editor.commands.setBlockKind(kind)
    expect(ann.doc.getXmlFragment('content').get(0)).toBe(block)
    expect(block instanceof Y.XmlElement && block.get(0)).toBe(text)
    expect(text?.toString()).toBe('words')
  })
})

describe('anything at all, written by three at once', () => {
  const first = newSeed()

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(`ends the same for everybody (seed ${first} + %i)`, offset => {
    const random = randomFrom(first + offset)
    const writers = [writer(), writer(), writer()]
    for (let turn = 0; turn < 150; turn++) {
      act(random, random.pick(writers))
      if (random.below(4) === 0) exchange(...writers)
    }
    exchange(...writers)
    exchange(...writers)
    const [ann, ...others] = writers
    for (const other of others) expect(other.editor.getJSON()).toEqual(ann?.editor.getJSON())
    for (const each of writers) {
      expect(each.editor.getJSON()).toEqual(shownAnew(each))
      each.editor.state.doc.check()
    }
  })
})

/** At the block's start, at its end, or anywhere between. */
function typeSomewhere(random: Random, someone: Writer, character: string): void {
  const end = someone.editor.state.doc.content.size - 1
  selectSomething(someone, random.pick([1, end, 1 + random.below(end)]), undefined)
  someone.type(character)
}

function shownAnew({ doc, editor }: Writer): unknown {
  const reader = new BlockReader(editor.schema)
  const elements = doc.getXmlFragment('content').toArray()
  return reader.document(elements.map(element => reader.read(element))).toJSON()
}

function act(random: Random, someone: Writer): void {
  const { editor } = someone
  const { size } = editor.state.doc.content
  const place = () => random.below(size + 1)
  const actions: (() => unknown)[] = [
    () => someone.type(random.pick(['word ', '한글', 'x', '🙂', 'aaa', '**b**'])),
    () => someone.type(random.pick(['word ', 'aa'])),
    () => someone.press('Enter'),
    () => someone.press('Enter'),
    () => someone.press('Enter', { shiftKey: true }),
    () => someone.press('Backspace'),
    () => someone.press('Delete'),
    () => someone.press('Tab'),
    () => selectSomething(someone, place(), place()),
    () => selectSomething(someone, place(), undefined),
    () => editor.commands.setBlockKind(random.pick(kinds)),
    () => editor.commands.toggleBold(),
    () => editor.commands.toggleItalic(),
    () => editor.commands.setLink({ href: 'https://quire.example/' }),
    () => editor.commands.setHorizontalRule(),
    () => editor.commands.undo(),
    () => editor.commands.redo(),
  ]
  random.pick(actions)()
}

function selectSomething(someone: Writer, one: number, other = one): void {
  const { doc } = someone.editor.state
  const mayStand = (position: number) => {
    const { parent, parentOffset } = doc.resolve(position)
    // No caret stands within a character, as between the two halves of an emoji.
    return parent.isTextblock && !/[\ud800-\udbff]$/.test(textUpTo(parent, parentOffset))
  }
  if (mayStand(one) && mayStand(other)) someone.select(one, other)
}
