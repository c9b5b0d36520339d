// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { describeSelection } from '../describe-selection.ts'
import { leaveAll, writer } from '../testing/writers.ts'

afterEach(leaveAll)

describe('links', () => {
  it.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://quire.example/x',
    '',
    'two words',
  ])('refuse %j', href => {
    const ann = writer()
    ann.type('words')
    ann.select(1, 6)
    expect(ann.editor.commands.setLink({ href })).toBe(false)
    expect(ann.editor.view.dom.querySelector('a')).toBeNull()
  })

  it.each([
    ['https://quire.example/a?b#c', 'https://quire.example/a?b#c'],
    ['quire.example/a', 'https://quire.example/a'],
    ['ann@quire.example', 'mailto:ann@quire.example'],
    ['tel:+82-2-123', 'tel:+82-2-123'],
    ['#section', '#section'],
  ])('take %j', (href, expected) => {
    const ann = writer()
    ann.type('words')
    ann.select(1, 6)
    expect(ann.editor.commands.setLink({ href })).toBe(true)
    const link = ann.editor.view.dom.querySelector('a')
    expect([link?.getAttribute('href'), link?.rel]).toEqual([expected, 'noopener noreferrer'])
    expect(describeSelection(ann.editor).link).toBe(expected)
  })

  it('are changed and taken away as a whole, with the caret anywhere in them', () => {
    const ann = writer()
    ann.type('a link b')
    ann.select(3, 5)
    ann.editor.commands.toggleBold()
    ann.select(3, 7)
    ann.editor.commands.setLink({ href: 'https://one.example' })
    ann.select(4)
    ann.editor.commands.setLink({ href: 'https://two.example' })
    expect(
      [...ann.editor.view.dom.querySelectorAll('a')].map(a => [a.textContent, a.getAttribute('href')]),
    ).toEqual([['link', 'https://two.example']])
    ann.editor.commands.unsetLink()
    expect(ann.editor.view.dom.querySelector('a')).toBeNull()
  })

  it('do not grow when one types behind them', () => {
    const ann = writer()
    ann.type('a')
    ann.select(1, 2)
    ann.editor.commands.setLink({ href: 'https://quire.example' })
    ann.select(2)
    ann.type('b')
    expect(ann.editor.view.dom.querySelector('a')?.textContent).toBe('a')
  })
})

describe('what the toolbar shows', () => {
  it('describes the selection', () => {
    const ann = writer()
    ann.type('## a **b**')
    expect(describeSelection(ann.editor)).toMatchObject({
      kind: 'heading',
      level: 2,
      indent: 0,
      checked: false,
      canUndo: true,
      canRedo: false,
      empty: true,
    })
    ann.select(3, 4)
    expect(describeSelection(ann.editor).marks).toEqual({
      bold: true,
      italic: false,
      underline: false,
      strike: false,
      code: false,
      subscript: false,
      superscript: false,
    })
    ann.press('z', { ctrlKey: true })
    expect(describeSelection(ann.editor).canRedo).toBe(true)
  })

  it('has no kind for blocks of several kinds', () => {
    const ann = writer()
    ann.type('- a')
    ann.press('Enter')
    ann.press('Enter')
    ann.type('b')
    ann.editor.commands.selectAll()
    expect(describeSelection(ann.editor).kind).toBeUndefined()
    ann.editor.commands.toggleBlockKind('task')
    ann.editor.commands.toggleChecked()
    expect(ann.blocks()).toEqual(['task checked a', 'task checked b'])
    expect(describeSelection(ann.editor)).toMatchObject({ kind: 'task', checked: true })
    ann.editor.commands.toggleBlockKind('task')
    expect(ann.blocks()).toEqual(['a', 'b'])
  })
})

describe('an editor for reading only', () => {
  it('takes no command, no key and no tick', () => {
    const ann = writer()
    ann.type('[] a')
    ann.editor.setEditable(false)
    ann.type('x')
    ann.press('Enter')
    ann.press('Tab')
    ann.editor.commands.setBlockKind('heading')
    ann.editor.commands.toggleChecked()
    const checkbox = ann.editor.view.dom.querySelector('input')
    checkbox?.click()
    expect(ann.blocks()).toEqual(['task a'])
    expect(checkbox?.checked).toBe(false)
  })
})
