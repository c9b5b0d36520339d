// @vitest-environment happy-dom
import { NodeSelection } from '@tiptap/pm/state'
import { afterEach, describe, expect, it } from 'vitest'
import { writeBelow } from '../focus-text.ts'
import { cellsOf, peopleAtTable, tableOf } from '../tables/testing.ts'
import { leaveAll, type Writer, writer } from '../testing/writers.ts'

afterEach(leaveAll)

/** "AB", a table of one row, "CD". */
function around(): Writer {
  const [ann] = peopleAtTable(1, [['one', 'two']])
  if (ann === undefined) throw new Error('nobody came')
  const { state, view } = ann.editor
  const { table, position } = tableOf(state.doc)
  const paragraph = (text: string) => state.schema.node('block', null, state.schema.text(text))
  const rest = [paragraph('AB'), ...(table ? [table] : []), paragraph('CD')]
  expect(position).toBe(0)
  view.dispatch(state.tr.replaceWith(0, state.doc.content.size, rest))
  return ann
}

const selectWhole = ({ editor }: Writer, position: number) =>
  editor.view.dispatch(editor.state.tr.setSelection(NodeSelection.create(editor.state.doc, position)))

describe('beside a table', () => {
  it('Backspace leads into the last cell, and Delete into the first; the table stays', () => {
    const ann = around()
    ann.select(ann.editor.state.doc.content.size - 3)
    ann.press('Backspace')
    ann.type('Z')
    expect(cellsOf(ann)).toEqual([['one', 'twoZ']])
    ann.select(3)
    ann.press('Delete')
    ann.type('Y')
    expect(cellsOf(ann)).toEqual([['Yone', 'twoZ']])
    expect(ann.blocks()).toEqual(['AB', expect.stringContaining('table'), 'CD'])
  })

  it('what is typed while it is selected as a whole stands below it', () => {
    const ann = around()
    selectWhole(ann, 4)
    ann.type('Zz')
    expect(cellsOf(ann)).toEqual([['one', 'two']])
    expect(ann.blocks()).toEqual(['AB', expect.stringContaining('table'), 'Zz', 'CD'])
  })
})

describe('code at an edge of the document', () => {
  const code = () => {
    const ann = writer()
    ann.editor.commands.setBlockKind('code')
    ann.type('a')
    return ann
  }

  it('is left with an arrow, into a paragraph that is made there', () => {
    const ann = code()
    ann.select(1)
    ann.press('ArrowUp')
    ann.type('above')
    expect(ann.blocks()).toEqual(['above', 'code a'])
    ann.select(ann.editor.state.doc.content.size - 1)
    ann.press('ArrowDown')
    ann.type('below')
    expect(ann.blocks()).toEqual(['above', 'code a', 'below'])
    ann.press('ArrowDown')
    expect(ann.blocks()).toEqual(['above', 'code a', 'below'])
  })

  it('a click below it makes a paragraph, and another one goes into that', () => {
    const ann = code()
    writeBelow(ann.editor)
    writeBelow(ann.editor)
    ann.type('below')
    expect(ann.blocks()).toEqual(['code a', 'below'])
  })

  it('nobody who may only read makes one', () => {
    const ann = code()
    ann.editor.setEditable(false)
    writeBelow(ann.editor)
    expect(ann.blocks()).toEqual(['code a'])
  })
})

it('a line that ends the document is not replaced by what is typed below it', () => {
  const ann = writer()
  ann.type('a')
  ann.editor.commands.setHorizontalRule()
  const end = ann.editor.state.doc.content.size
  ann.editor.view.dispatch(ann.editor.state.tr.delete(end - 2, end))
  expect(ann.blocks()).toEqual(['a', 'rule'])
  writeBelow(ann.editor)
  ann.type('b')
  expect(ann.blocks()).toEqual(['a', 'rule', 'b'])
  selectWhole(ann, 3)
  ann.type('c')
  expect(ann.blocks()).toEqual(['a', 'rule', 'c', 'b'])
})
