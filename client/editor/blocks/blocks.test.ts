// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { insertTable } from '../tables/index.ts'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'
import {
  deleteBlocks,
  duplicateBlocks,
  holdBlocks,
  moveBlocks,
  moveRange,
  positionOf,
  selectBlock,
} from './index.ts'

afterEach(leaveAll)

function lines(...texts: string[]): Writer {
  const ann = writer()
  for (const [index, text] of texts.entries()) {
    if (index > 0) ann.press('Enter')
    ann.type(text)
  }
  return ann
}

/** Puts the caret behind the first letter of a block. */
function at(who: Writer, index: number): void {
  who.select(positionOf(who.editor.state.doc, index) + 2)
}

describe('a block', () => {
  it('goes up and down, and the caret with it', () => {
    const ann = lines('one', 'two', 'three')
    at(ann, 0)
    moveBlocks(ann.editor, 1)
    moveBlocks(ann.editor, 1)
    expect(moveBlocks(ann.editor, 1)).toBe(false)
    ann.type('!')
    expect(ann.blocks()).toEqual(['two', 'three', 'o!ne'])
    moveBlocks(ann.editor, -1)
    expect(ann.blocks()).toEqual(['two', 'o!ne', 'three'])
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual(['two', 'three', 'o!ne'])
  })

  it('takes along what is nested under it, and goes past what is nested under its neighbours', () => {
    const ann = lines('- a', 'b', 'c')
    at(ann, 1)
    ann.press('Tab')
    at(ann, 2)
    moveBlocks(ann.editor, -1)
    expect(ann.blocks()).toEqual(['bullet c', 'bullet a', 'bullet >1 b'])
    at(ann, 1)
    moveBlocks(ann.editor, -1)
    expect(ann.blocks()).toEqual(['bullet a', 'bullet >1 b', 'bullet c'])
  })

  it('that folds takes along what it holds, whatever stands in it', () => {
    const section = (name: string) => [`toggle ${name}`, '>1 in', 'heading 2 >1 head', 'bullet >2 deep']
    const ann = writer()
    const more = { kind: 'toggle' } as const
    ann.editor.commands.insertContent([
      { type: 'block', attrs: more, content: [{ type: 'text', text: 'More' }] },
      { type: 'block', attrs: { indent: 1 }, content: [{ type: 'text', text: 'in' }] },
      {
        type: 'block',
        attrs: { kind: 'heading', level: 2, indent: 1 },
        content: [{ type: 'text', text: 'head' }],
      },
      { type: 'block', attrs: { kind: 'bullet', indent: 2 }, content: [{ type: 'text', text: 'deep' }] },
      { type: 'block', content: [{ type: 'text', text: 'after' }] },
    ])
    at(ann, 0)
    moveBlocks(ann.editor, 1)
    expect(ann.blocks()).toEqual(['after', ...section('More')])
    moveBlocks(ann.editor, -1)
    expect(ann.blocks()).toEqual([...section('More'), 'after'])
    at(ann, 4)
    moveBlocks(ann.editor, -1)
    expect(ann.blocks()).toEqual(['after', ...section('More')])
    at(ann, 1)
    duplicateBlocks(ann.editor)
    ann.type('!')
    expect(ann.blocks()).toEqual(['after', ...section('More'), ...section('M!ore')])
    deleteBlocks(ann.editor)
    expect(ann.blocks()).toEqual(['after', ...section('More')])
  })

  it('is doubled and deleted; of an empty document one line is left', () => {
    const ann = lines('one', 'two')
    at(ann, 0)
    duplicateBlocks(ann.editor)
    ann.type('!')
    expect(ann.blocks()).toEqual(['one', 'o!ne', 'two'])
    ann.select(2, 9)
    deleteBlocks(ann.editor)
    expect(ann.blocks()).toEqual(['two'])
    deleteBlocks(ann.editor)
    expect(ann.blocks()).toEqual([''])
  })

  it('may be a table, which moves whole', () => {
    const ann = lines('one')
    insertTable(ann.editor, { rows: 1, columns: 2 })
    ann.type('cell')
    selectBlock(ann.editor, 1)
    moveBlocks(ann.editor, -1)
    expect(ann.blocks()).toEqual(['table cell', 'one', ''])
    duplicateBlocks(ann.editor)
    const bob = writer()
    exchange(ann, bob)
    expect(bob.blocks()).toEqual(['table cell', 'table cell', 'one', ''])
    deleteBlocks(ann.editor)
    expect(ann.blocks()).toEqual(['table cell', 'one', ''])
  })

  it('that is held stays in hand while others write above and below it', () => {
    const ann = lines('one', 'two', 'three')
    const bob = writer()
    exchange(ann, bob)
    selectBlock(ann.editor, 1)
    const held = holdBlocks(ann.editor)
    bob.select(1)
    bob.press('Enter')
    bob.select(1)
    bob.type('new')
    exchange(ann, bob)
    const range = held()
    if (range !== undefined) moveRange(ann.editor, range, 0)
    exchange(ann, bob)
    expect(bob.blocks()).toEqual(['two', 'new', 'one', 'three'])
    selectBlock(ann.editor, 1)
    const gone = holdBlocks(ann.editor)
    bob.select(positionOf(bob.editor.state.doc, 1) + 1)
    deleteBlocks(bob.editor)
    exchange(ann, bob)
    expect(gone()).toBeUndefined()
  })

  it('stays where it is for who only reads', () => {
    const ann = lines('one', 'two')
    const reader = writer({ doc: ann.doc, editable: false })
    expect([
      moveBlocks(reader.editor, 1),
      duplicateBlocks(reader.editor),
      deleteBlocks(reader.editor),
    ]).toEqual([false, false, false])
    expect(ann.blocks()).toEqual(['one', 'two'])
  })
})
