// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { moveRange } from '../blocks/block-actions.ts'
import { insertTable } from '../tables/commands.ts'
import { newSeed, type Random, randomFrom } from '../testing/random.ts'
import { leaveAll } from '../testing/writers.ts'
import { type LogWriter, openLog } from './testing.ts'

afterEach(leaveAll)

/** Ann and Bob, who both have these paragraphs. */
function annAndBob(...paragraphs: string[]) {
  const { join, settle } = openLog()
  const [ann, bob] = [join(), join()]
  for (const [index, words] of paragraphs.entries()) {
    if (index > 0) ann.press('Enter')
    ann.type(words)
  }
  settle()
  return { ann, bob, settle }
}

/** Behind the last character of the paragraph that begins so. */
function caretAtEndOf({ editor, select }: LogWriter, words: string): void {
  editor.state.doc.forEach((block, at) => {
    if (block.textContent.startsWith(words)) select(at + 1 + block.content.size)
  })
}

describe.each(['before', 'after'] as const)('where it is logged %s what the other writes', order => {
  const write = ({ ann, bob, settle }: ReturnType<typeof annAndBob>) => {
    if (order === 'before') ann.send()
    bob.send()
    settle()
    expect(bob.blocks()).toEqual(ann.blocks())
    return ann.blocks()
  }

  it('keeps in a paragraph that is moved what was written in it meanwhile', () => {
    const people = annAndBob('one', 'two', 'three')
    moveRange(people.ann.editor, { from: 0, to: 1 }, 3)
    caretAtEndOf(people.bob, 'one')
    people.bob.type(' and a half')
    expect(write(people)).toEqual(['two', 'three', 'one and a half'])
  })

  it('keeps each of several pieces at its place', () => {
    const people = annAndBob('once upon a time', 'two')
    moveRange(people.ann.editor, { from: 0, to: 1 }, 2)
    people.bob.select(1)
    people.bob.type('“')
    people.bob.select(6)
    people.bob.type(', twice,')
    caretAtEndOf(people.bob, '“once')
    people.bob.type('”')
    expect(write(people)).toEqual(['two', '“once, twice, upon a time”'])
  })

  it('keeps what was written at the end of a paragraph that was joined to the one before', () => {
    const people = annAndBob('first', 'second')
    people.ann.select(8)
    people.ann.press('Backspace')
    caretAtEndOf(people.bob, 'second')
    people.bob.type(' thought')
    expect(write(people)).toEqual(['firstsecond thought'])
  })

  it('keeps in the place of a deleted paragraph what whoever deleted it never saw', () => {
    const people = annAndBob('one', 'two', 'three')
    people.ann.select(5, 10)
    people.ann.press('Backspace')
    caretAtEndOf(people.bob, 'two')
    people.bob.type(' is not over')
    const words = write(people)
    expect(words.join('\n')).toContain('is not over')
    expect(words.join('\n')).not.toContain('two')
  })

  it('lets go of what had been seen', () => {
    const people = annAndBob('one', 'two')
    people.ann.select(1, 9)
    people.ann.press('Backspace')
    people.bob.select(9)
    people.bob.type('!')
    people.bob.press('Backspace')
    expect(write(people)).toEqual([''])
  })
})

it('takes along whoever writes in a paragraph that is moved, or joined to another', () => {
  const { ann, bob, settle } = annAndBob('one', 'two', 'three')
  caretAtEndOf(bob, 'one')
  bob.type(' and')
  moveRange(ann.editor, { from: 0, to: 1 }, 3)
  settle()
  bob.type(' a half')
  settle()
  expect(ann.blocks()).toEqual(['two', 'three', 'one and a half'])
  ann.select(6)
  ann.press('Backspace')
  caretAtEndOf(bob, 'three')
  settle()
  bob.type('!')
  settle()
  expect(ann.blocks()).toEqual(['twothree!', 'one and a half'])
})

it('keeps in a table that is moved what was written into its cells meanwhile', () => {
  const { ann, bob, settle } = annAndBob('one')
  insertTable(ann.editor)
  ann.type('cell')
  settle()
  const cell = ann.editor.state.selection.head
  const table = ann.blocks().findIndex(block => block.startsWith('table'))
  moveRange(ann.editor, { from: table, to: table + 1 }, 0)
  bob.select(cell)
  bob.type(' of Bob')
  settle()
  expect(ann.editor.state.doc.firstChild?.textContent).toBe('cell of Bob')
  expect(bob.editor.getText()).toBe(ann.editor.getText())
})

type Act = (person: LogWriter) => void

/** Three who do this and that by turns, now and then hear of the others, and at the end have heard everything. */
function play(
  random: Random,
  actsOf: (person: number, acts: Record<string, Act>) => readonly (Act | undefined)[],
) {
  const { join, settle } = openLog()
  const people = [join(), join(), join()]
  let typed = ''
  const acts: Record<string, Act> = {
    type: ({ type }) => {
      const character = String.fromCodePoint(0x4e00 + typed.length)
      typed += character
      type(character)
    },
    split: ({ press }) => press('Enter'),
    join: joinToTheOneBefore,
    move: ({ editor }) => {
      const { childCount } = editor.state.doc
      const from = random.below(childCount)
      moveRange(editor, { from, to: from + 1 }, random.below(childCount + 1))
    },
    send: ({ send }) => send(),
    receive: ({ send, receive }) => {
      send()
      receive(1 + random.below(4))
    },
  }
  for (let turn = 0; turn < 200; turn++) {
    const person = random.below(people.length)
    const writer = people[person]
    if (writer === undefined) continue
    caretSomewhere(writer, random)
    random.pick(actsOf(person, acts))?.(writer)
  }
  settle()
  const [shown, ...others] = people.map(({ editor }) => editor.getText())
  for (const other of others) expect(other).toBe(shown)
  return { typed: [...typed], shown: [...(shown ?? '')].filter(character => character > '\u3000') }
}

const first = newSeed()
const seeds = Array.from({ length: 8 }, (_, i) => first + i)

it.each(seeds)('nothing is lost where three write, split, join and move at once (seed %i)', seed => {
  const { typed, shown } = play(randomFrom(seed), (_, { type, split, join, move, send, receive }) => [
    ...[type, type, type, type],
    ...[split, join, move, send, receive],
  ])
  expect(typed.filter(character => !shown.includes(character))).toEqual([])
})

it.each(seeds)('nothing is there twice where one splits, joins and moves, and two write (seed %i)', seed => {
  const { typed, shown } = play(randomFrom(seed), (person, { type, split, join, move, send, receive }) =>
    person === 0 ? [type, split, join, move, send, receive] : [type, type, type, send, receive],
  )
  expect(shown.sort()).toEqual(typed.sort())
})

function joinToTheOneBefore({ editor, select, press }: LogWriter): void {
  const { $from } = editor.state.selection
  if ($from.index(0) === 0) return
  select($from.start())
  press('Backspace')
}

function caretSomewhere({ editor, select }: LogWriter, random: Random): void {
  const { doc } = editor.state
  const { parent, pos } = doc.resolve(1 + random.below(doc.content.size - 1))
  if (parent.isTextblock) select(pos)
}

it('takes along only what was moved, though another paragraph begins with the same words', () => {
  const { ann, bob, settle } = annAndBob('once', 'two')
  caretAtEndOf(ann, 'two')
  ann.press('Enter')
  ann.type('once upon a time')
  moveRange(ann.editor, { from: 0, to: 1 }, 3)
  caretAtEndOf(bob, 'once')
  bob.type(' more')
  settle()
  expect(ann.blocks()).toEqual(['two', 'once upon a time', 'once more'])
  expect(bob.blocks()).toEqual(ann.blocks())
})
