// @vitest-environment happy-dom
import { TableMap } from '@tiptap/pm/tables'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { BlockReader } from '../binding/block-reader.ts'
import { describeSelection } from '../describe-selection.ts'
import { newSeed, type Random, randomFrom } from '../testing/random.ts'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'
import { selectedCells } from './area.ts'
import {
  addColumn,
  addRow,
  deleteColumns,
  deleteRows,
  describeTable,
  insertTable,
  mergeCells,
  splitCells,
  toggleHeader,
} from './index.ts'
import { cellAt, cellsOf, into, peopleAtTable, selectCells, tableOf, write } from './testing.ts'

afterEach(leaveAll)

const letters = [
  ['a', 'b'],
  ['c', 'd'],
]

function two(rows: readonly (readonly string[])[] = letters): [Writer, Writer] {
  const [ann, bob] = peopleAtTable(2, rows)
  if (ann === undefined || bob === undefined) throw new Error('two were asked for')
  return [ann, bob]
}

function expectSame(...people: Writer[]): void {
  const [first, ...others] = people
  for (const other of others) expect(other.editor.getJSON()).toEqual(first?.editor.getJSON())
  for (const each of people) {
    each.editor.state.doc.check()
    expect(each.editor.getJSON()).toEqual(shownAnew(each))
    each.editor.state.doc.forEach(node => {
      if (node.type.name === 'table') expect(TableMap.get(node).problems).toBeNull()
    })
  }
}

function shownAnew({ doc, editor }: Writer): unknown {
  const reader = new BlockReader(editor.schema)
  const elements = doc.getXmlFragment('content').toArray()
  return reader.document(elements.map(element => reader.read(element))).toJSON()
}

describe('a table', () => {
  it('is a stop of the keyboard for who may not write, as it may be wider than the page, from that moment on', () => {
    const ann = writer()
    insertTable(ann.editor, { rows: 2, columns: 2 })
    const frame = ann.editor.view.dom.querySelector('.table-frame')
    const stops = [true, false, true].map(editable => {
      ann.editor.setEditable(editable)
      return [frame?.getAttribute('tabindex'), frame?.getAttribute('contenteditable')]
    })
    expect(stops).toEqual([
      [null, 'true'],
      ['0', null],
      [null, 'true'],
    ])
  })

  it('has no headers for screen readers where nothing stands in them, and the same elements when something does', () => {
    const ann = writer()
    insertTable(ann.editor, { rows: 2, columns: 2 })
    const drawn = () => [...ann.editor.view.dom.querySelectorAll('th')]
    const [first, second] = drawn()
    expect(drawn().map(header => header.getAttribute('role'))).toEqual(['cell', 'cell'])
    write(ann, 0, 1, 'b')
    expect(drawn().map(header => header.getAttribute('role'))).toEqual(['cell', null])
    expect(drawn()).toEqual([first, second])
    ann.editor.commands.undo()
    expect(drawn().map(header => header.getAttribute('role'))).toEqual(['cell', 'cell'])
  })

  it('comes with a header row and the caret in its first cell; text can follow it', () => {
    const ann = writer()
    insertTable(ann.editor, { rows: 2, columns: 2 })
    ann.type('first')
    expect(cellsOf(ann)).toEqual([
      ['first', ''],
      ['', ''],
    ])
    expect(ann.editor.getHTML()).toContain('<th class="cell" scope="col">')
    expect(ann.editor.state.doc.lastChild?.type.name).toBe('block')
    expectSame(ann)
  })

  it('is written nothing of when it is opened', () => {
    const [ann] = two()
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(ann.doc))
    const bob = writer({ doc: copy })
    expect(cellsOf(bob)).toEqual(letters)
    expect(bob.outbox).toEqual([])
  })

  it('has no controls for who only reads, and is scrolled by keyboard all the same', () => {
    const [ann] = two()
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(ann.doc))
    const reader = writer({ doc: copy, editable: false })
    into(reader, 0, 0)
    expect(addRow(reader.editor, 'after') || deleteColumns(reader.editor)).toBe(false)
    for (const button of reader.editor.view.dom.querySelectorAll('button')) button.click()
    expect(cellsOf(reader)).toEqual(letters)
    expect(reader.outbox).toEqual([])
    expect(reader.editor.view.dom.querySelector('.table-frame')?.getAttribute('tabindex')).toBe('0')
  })

  it('has marks, colours and links in all cells that are selected', () => {
    const [ann] = two()
    selectCells(ann, [0, 0], [1, 1])
    ann.editor.commands.toggleBold()
    ann.editor.commands.setLink({ href: 'https://quire.example/' })
    expect(describeSelection(ann.editor).marks.bold).toBe(true)
    const cells = () =>
      [...ann.editor.view.dom.querySelectorAll('td, th')].map(cell => cell.querySelector('strong'))
    expect(cells().map(bold => bold?.closest('a')?.textContent)).toEqual(['a', 'b', 'c', 'd'])
    ann.editor.commands.setInk('red')
    ann.press('\\', { ctrlKey: true })
    expect(cells()).toEqual([null, null, null, null])
    expect([...ann.editor.view.dom.querySelectorAll('td a, th a')].map(link => link.innerHTML)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ])
    expectSame(ann)
  })

  it('is walked through by Tab, which adds a row at its end', () => {
    const [ann] = two()
    into(ann, 0, 0)
    ann.press('Tab')
    ann.type('1')
    ann.press('Tab')
    ann.press('Tab')
    ann.press('Tab')
    ann.type('2')
    ann.press('Tab', { shiftKey: true })
    ann.type('3')
    expect(cellsOf(ann)).toEqual([
      ['a', 'b1'],
      ['c', 'd3'],
      ['2', ''],
    ])
    expectSame(ann)
  })

  it('keeps lists, headings and Markdown shortcuts in its cells', () => {
    const [ann, bob] = two([['']])
    into(ann, 0, 0)
    ann.type('- one')
    ann.press('Enter')
    ann.type('two')
    exchange(ann, bob)
    expect(tableOf(bob.editor.state.doc).table?.textContent).toBe('onetwo')
    expect(bob.editor.getHTML().match(/data-kind="bullet"/g)).toHaveLength(2)
    ann.editor.commands.indentBlock()
    ann.editor.commands.setBlockKind('heading', { level: 2 })
    exchange(ann, bob)
    expect(bob.editor.getHTML()).toContain('<h3')
    expectSame(ann, bob)
  })

  it('gives back by undo what was done to it, step by step', () => {
    const [ann, bob] = two()
    const before = ann.editor.getJSON()
    into(ann, 1, 1)
    addRow(ann.editor, 'before')
    addColumn(ann.editor, 'after')
    into(ann, 0, 0)
    deleteColumns(ann.editor)
    selectCells(ann, [0, 0], [1, 1])
    mergeCells(ann.editor)
    expect(cellsOf(ann)).toEqual([['b (2×2)'], [], ['d', '']])
    for (let step = 0; step < 4; step++) ann.editor.commands.undo()
    expect(ann.editor.getJSON()).toEqual(before)
    for (let step = 0; step < 4; step++) ann.editor.commands.redo()
    expect(cellsOf(ann)).toEqual([['b (2×2)'], [], ['d', '']])
    exchange(ann, bob)
    expectSame(ann, bob)
  })

  it('goes whole with its last row or column', () => {
    const [ann] = two()
    selectCells(ann, [0, 0], [1, 0])
    deleteRows(ann.editor)
    expect(tableOf(ann.editor.state.doc).table).toBeUndefined()
  })

  it('shows a merged cell as one and gives its words back to where they were', () => {
    const [ann, bob] = two()
    selectCells(ann, [0, 0], [1, 1])
    expect(describeTable(ann.editor)).toMatchObject({ canMerge: true, canSplit: false })
    mergeCells(ann.editor)
    expect(cellsOf(ann)[0]).toEqual(['a|b|c|d (2×2)'])
    expect(describeTable(ann.editor)).toMatchObject({ canMerge: false, canSplit: true })
    into(ann, 0, 0)
    ann.press('Enter')
    ann.type('e')
    splitCells(ann.editor)
    expect(cellsOf(ann)).toEqual([
      ['a', 'b'],
      ['c', 'd|e'],
    ])
    exchange(ann, bob)
    expectSame(ann, bob)
  })

  it('has the caret in the cell that others were merged into, and in the first of those it parts into', () => {
    const [ann] = two([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
      ['g', 'h', 'i'],
    ])
    const corners = [
      [[0, 0], [1, 1], 'a|b|d|e'],
      [[1, 2], [0, 1], 'b|c|e|f'],
      [[2, 0], [1, 1], 'd|e|g|h'],
      [[0, 0], [2, 0], 'a|d|g'],
    ] as const
    const caretCell = () => {
      const { $from } = ann.editor.state.selection
      return $from.node(3).textBetween(0, $from.node(3).content.size, '|')
    }
    for (const [from, to, words] of corners) {
      selectCells(ann, [...from], [...to])
      mergeCells(ann.editor)
      expect(caretCell()).toBe(words)
      expect(describeTable(ann.editor)).toMatchObject({ canSplit: true })
      const [top, left] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])]
      selectCells(ann, [top, left], [top, left])
      splitCells(ann.editor)
      expect(caretCell()).toBe(words[0])
    }
  })

  it('heads its first row, its first column, both or neither', () => {
    const [ann, bob] = two()
    const headers = ({ editor }: Writer) =>
      editor.getHTML().match(/<th class="cell" scope="\w+"/g)?.length ?? 0
    into(ann, 1, 1)
    toggleHeader(ann.editor, 'headerColumn')
    toggleHeader(ann.editor, 'headerRow')
    exchange(ann, bob)
    expect(headers(bob)).toBe(2)
    toggleHeader(bob.editor, 'headerRow')
    exchange(ann, bob)
    expect(headers(ann)).toBe(3)
    expectSame(ann, bob)
  })

  it('has its columns run as its first letter does', () => {
    const [ann] = two([
      ['1', 'שלום'],
      ['a', 'b'],
    ])
    const drawn = ann.editor.view.dom.querySelector('table')
    expect(drawn?.dir).toBe('rtl')
    write(ann, 0, 0, ' Latin')
    expect(drawn?.dir).toBe('ltr')
  })

  it('stays whole when a selection that begins outside ends in it', () => {
    const [ann, bob] = two()
    const end = ann.editor.state.doc.content.size
    ann.select(end - 1)
    ann.type('below')
    ann.select(cellAt(ann, 0, 1) + 2, ann.editor.state.doc.content.size - 2)
    ann.press('Backspace')
    exchange(ann, bob)
    expectSame(ann, bob)
  })
})

describe('what two people do to a table at once', () => {
  it('a row and a column cross in a cell that both can write in', () => {
    const [ann, bob] = two()
    into(ann, 0, 0)
    addRow(ann.editor, 'after')
    into(bob, 0, 0)
    addColumn(bob.editor, 'after')
    exchange(ann, bob)
    expect(cellsOf(ann)).toEqual([
      ['a', '', 'b'],
      ['', '', ''],
      ['c', '', 'd'],
    ])
    write(ann, 1, 1, 'ann')
    write(bob, 1, 1, 'bob')
    exchange(ann, bob)
    expect(['ann|bob', 'bob|ann']).toContain(cellsOf(ann)[1]?.[1])
    expectSame(ann, bob)
  })

  it('keeps a word typed in a column that is being deleted, and its column', () => {
    const [ann, bob] = two()
    into(ann, 1, 1)
    deleteColumns(ann.editor)
    write(bob, 1, 1, 'new')
    exchange(ann, bob)
    expect(cellsOf(ann)).toEqual([
      ['a', ''],
      ['c', 'new'],
    ])
    write(ann, 1, 1, 'er')
    exchange(ann, bob)
    into(bob, 1, 1)
    for (const _ of 'newer') bob.press('Backspace')
    exchange(ann, bob)
    expect(cellsOf(bob)).toEqual([
      ['a', ''],
      ['c', ''],
    ])
    expectSame(ann, bob)
  })

  it('keeps a word typed in a cell while it is emptied with others', () => {
    const [ann, bob] = two()
    selectCells(ann, [0, 0], [1, 1])
    ann.press('Backspace')
    write(bob, 1, 0, '!')
    exchange(ann, bob)
    expect(cellsOf(ann)).toEqual([
      ['', ''],
      ['!', ''],
    ])
    expectSame(ann, bob)
  })

  it('keeps words typed in a cell while it becomes part of another', () => {
    const [ann, bob] = two([
      ['a', 'b'],
      ['', ''],
    ])
    selectCells(ann, [0, 0], [1, 1])
    mergeCells(ann.editor)
    write(bob, 0, 1, 'ob')
    write(bob, 1, 0, 'new')
    exchange(ann, bob)
    expect(cellsOf(ann)[0]).toEqual(['a|bob|new (2×2)'])
    expectSame(ann, bob)
  })

  it('keeps the words of a merged cell when a column under it goes', () => {
    const [ann, bob] = two()
    selectCells(ann, [0, 0], [0, 1])
    mergeCells(ann.editor)
    into(bob, 1, 1)
    deleteColumns(bob.editor)
    exchange(ann, bob)
    into(ann, 1, 0)
    expect(cellsOf(ann).flat().join()).toContain('a')
    expectSame(ann, bob)
    const [cat, dan] = two()
    selectCells(cat, [0, 0], [0, 1])
    mergeCells(cat.editor)
    exchange(cat, dan)
    into(dan, 1, 1)
    deleteColumns(dan.editor)
    exchange(cat, dan)
    expect(cellsOf(cat)).toEqual([['a|b'], ['c']])
    expectSame(cat, dan)
  })

  it('never shows nothing at all when each deletes the column that the other keeps', () => {
    const [ann, bob] = two()
    into(ann, 0, 0)
    deleteColumns(ann.editor)
    into(bob, 0, 1)
    deleteColumns(bob.editor)
    exchange(ann, bob)
    expect(cellsOf(ann)).toEqual([[''], ['']])
    write(ann, 0, 0, 'again')
    exchange(ann, bob)
    expect(cellsOf(bob)[0]).toEqual(['again'])
    expectSame(ann, bob)
  })

  it('keeps what another typed in a row when its maker takes the row back', () => {
    const [ann, bob] = two()
    into(ann, 1, 0)
    addRow(ann.editor, 'after')
    exchange(ann, bob)
    write(bob, 2, 1, 'kept')
    exchange(ann, bob)
    ann.editor.commands.undo()
    exchange(ann, bob)
    expect(cellsOf(bob)[2]).toEqual(['', 'kept'])
    expectSame(ann, bob)
  })

  it('keeps the caret in its cell while rows come above it', () => {
    const [ann, bob] = two()
    into(ann, 1, 1)
    into(bob, 0, 0)
    addRow(bob.editor, 'before')
    addColumn(bob.editor, 'before')
    exchange(ann, bob)
    ann.type('!')
    exchange(ann, bob)
    expect(cellsOf(bob)[2]).toEqual(['', 'c', 'd!'])
    expectSame(ann, bob)
  })
})

describe('anything at all, done to a table by three at once', () => {
  const first = newSeed()

  it.each([0, 1, 2, 3, 4])(`ends the same for everybody (seed ${first} + %i)`, offset => {
    const random = randomFrom(first + offset)
    const people = peopleAtTable(3, [
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ])
    for (let turn = 0; turn < 60; turn++) {
      act(random, random.pick(people))
      if (random.below(5) === 0) {
        exchange(...people)
        expectSame(...people)
      }
    }
    exchange(...people)
    expectSame(...people)
  })

  it.each([0, 1, 2])(
    `loses no word while rows and columns come, go, merge and part (seed ${first} + %i)`,
    offset => {
      const random = randomFrom(first + offset)
      const [ann, bob] = two([
        ['', ''],
        ['', ''],
      ])
      const typed: string[] = []
      for (let turn = 0; turn < 50; turn++) {
        // What is deleted is empty where it is deleted: so whatever is lost, was lost by merging.
        const word = `w${turn}.`
        somewhere(random, ann)
        ann.type(word)
        typed.push(word)
        reshape(random, bob)
        if (random.below(3) === 0) exchange(ann, bob)
      }
      exchange(ann, bob)
      expectSame(ann, bob)
      const text = cellsOf(bob).flat().join(' ')
      expect(typed.filter(word => !text.includes(word))).toEqual([])
    },
  )
})

function act(random: Random, who: Writer): void {
  const { editor } = who
  if (tableOf(editor.state.doc).table === undefined) {
    who.select(1)
    insertTable(editor, { rows: 2, columns: 2 })
    return
  }
  const actions: (() => unknown)[] = [
    () => somewhere(random, who),
    () => somewhere(random, who),
    () => anyArea(random, who),
    () => who.type(random.pick(['word', '한글', '- x', '🙂'])),
    () => who.type(random.pick(['word', 'x'])),
    () => who.press('Enter'),
    () => who.press('Backspace'),
    () => who.press('Tab'),
    () => editor.commands.setBlockKind('heading'),
    () => editor.commands.toggleBold(),
    () => addRow(editor, random.pick(['before', 'after'])),
    () => addColumn(editor, random.pick(['before', 'after'])),
    () => deleteRows(editor),
    () => deleteColumns(editor),
    () => mergeCells(editor),
    () => mergeCells(editor),
    () => splitCells(editor),
    () => toggleHeader(editor, random.pick(['headerRow', 'headerColumn'])),
    () => editor.commands.undo(),
    () => editor.commands.redo(),
  ]
  random.pick(actions)()
}

function somewhere(random: Random, who: Writer): void {
  const { table } = tableOf(who.editor.state.doc)
  if (table === undefined) return
  const { width, height } = TableMap.get(table)
  into(who, random.below(height), random.below(width))
}

function anyArea(random: Random, who: Writer): void {
  const { table } = tableOf(who.editor.state.doc)
  if (table === undefined) return
  const { width, height } = TableMap.get(table)
  const place = (): [number, number] => [random.below(height), random.below(width)]
  selectCells(who, place(), place())
}

/** Deletes only what is empty here. */
function reshape(random: Random, who: Writer): void {
  const { editor } = who
  const { table } = tableOf(editor.state.doc)
  if (table === undefined) return
  const { width, height, map } = TableMap.get(table)
  const isEmpty = (at: number | undefined) => (table.nodeAt(at ?? 0)?.textContent ?? '') === ''
  const row = random.below(height)
  const column = random.below(width)
  into(who, row, column)
  const selected = selectedCells(editor.state)
  if (selected === undefined) return
  const { top, bottom, left, right } = selected
  // Of a merged cell, all its rows and columns would go.
  const mayGo = (what: 'row' | 'column') =>
    (what === 'row' ? bottom - top < height : right - left < width) &&
    map.every((at, index) => {
      const [y, x] = [Math.floor(index / width), index % width]
      return !(what === 'row' ? y >= top && y < bottom : x >= left && x < right) || isEmpty(at)
    })
  const actions: (() => unknown)[] = [
    () => addRow(editor, random.pick(['before', 'after'])),
    () => addColumn(editor, random.pick(['before', 'after'])),
    () => mayGo('row') && deleteRows(editor),
    () => mayGo('column') && deleteColumns(editor),
    () => {
      anyArea(random, who)
      mergeCells(editor)
    },
    () => splitCells(editor),
    () => toggleHeader(editor, random.pick(['headerRow', 'headerColumn'])),
  ]
  random.pick(actions)()
}
