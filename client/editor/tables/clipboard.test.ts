// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { leaveAll, writer } from '../testing/writers.ts'
import { cellAt, cellsOf, into, peopleAtTable, selectCells, tableOf } from './testing.ts'

afterEach(leaveAll)

function pasted(html: string) {
  const ann = writer()
  ann.editor.view.pasteHTML(html)
  return ann
}

describe('a table from elsewhere', () => {
  it.each([
    [
      'a page',
      '<table><tr><th>a</th><th>b</th></tr><tr><td>c</td></tr></table>',
      [
        ['a', 'b'],
        ['c', ''],
      ],
    ],
    [
      'Word',
      '<table class=MsoTableGrid border=1><tr><td width=10><p class=MsoNormal><b>a</b><o:p></o:p></p></td><td><p class=MsoNormal>b</p><p class=MsoNormal>c</p></td></tr></table>',
      [['a', 'b|c']],
    ],
    [
      'Google Docs',
      '<b style="font-weight:normal"><div><table><colgroup><col width="301"/><col width="90"/></colgroup><tbody><tr><td><ul><li><p>a</p></li></ul></td><td><p>b</p></td></tr></tbody></table></div></b>',
      [['a', 'b']],
    ],
    [
      'a spreadsheet with merged cells',
      '<table><tr><td colspan="2">a</td></tr><tr><td rowspan="2">b</td><td>c</td></tr><tr><td>d</td></tr></table>',
      [['a (2×1)'], ['b (1×2)', 'c'], ['d']],
    ],
  ])('%s keeps its rows, cells and what is in them', (_, html, cells) => {
    expect(cellsOf(pasted(html))).toEqual(cells)
  })

  it('keeps header cells, alignment and widths', () => {
    const ann = pasted(
      '<table><colgroup><col width="301"><col style="width:90px"></colgroup><tr><th>a</th><th>b</th></tr><tr><td>c</td><td align="right">d</td></tr></table>',
    )
    const { table } = tableOf(ann.editor.state.doc)
    expect(table?.attrs).toEqual({ headerRow: true, headerColumn: false, widths: [301, 90] })
    expect(table?.child(1).child(1).firstChild?.attrs.align).toBe('end')
  })

  it('has in its words what a spreadsheet says of cells', () => {
    const ann = pasted(
      '<style>.xl65 {font-style:italic}</style><table><tr><th style="font-weight:bold">h</th><td style="font-weight:bold;color:#ff0000;background:#ffff00">b</td></tr><tr><td class="xl65">i</td><td style="text-decoration:line-through"><p>s</p></td></tr></table>',
    )
    const marks = (row: number, column: number) =>
      tableOf(ann.editor.state.doc)
        .table?.child(row)
        .child(column)
        .firstChild?.firstChild?.marks.map(({ type }) => type.name)
    expect([marks(0, 0), marks(0, 1), marks(1, 0), marks(1, 1)]).toEqual([
      [],
      ['ink', 'bold'],
      ['italic'],
      ['strike'],
    ])
  })

  it('is copied as a table, and its text as a spreadsheet takes it', () => {
    const [ann] = peopleAtTable(1, [
      ['a', 'b'],
      ['c', 'd'],
    ])
    if (ann === undefined) throw new Error('one was asked for')
    selectCells(ann, [0, 1], [1, 1])
    const { dom, text } = ann.editor.view.serializeForClipboard(ann.editor.state.selection.content())
    expect(text).toBe('b\nd')
    into(ann, 0, 0)
    ann.editor.view.pasteHTML(dom.innerHTML)
    expect(cellsOf(ann)).toEqual([
      ['b', 'b'],
      ['d', 'd'],
    ])
  })

  it('goes over the cells of another, which grows; anything else goes into the one cell', () => {
    const [ann] = peopleAtTable(1, [['a', 'b']])
    if (ann === undefined) throw new Error('one was asked for')
    into(ann, 0, 1)
    ann.editor.view.pasteHTML('<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>')
    expect(cellsOf(ann)).toEqual([
      ['a', '1', '2'],
      ['', '3', '4'],
    ])
    ann.select(cellAt(ann, 1, 0) + 2)
    ann.editor.view.pasteHTML('<p>x</p><hr><table><tr><td>y</td><td>z</td></tr></table>')
    expect(cellsOf(ann)[1]).toEqual(['x|y|z', '3', '4'])
  })
})
