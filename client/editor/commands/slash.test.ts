// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'
import { applySlash, dismissSlash, slashIn } from './slash.ts'

afterEach(leaveAll)

function typed(text: string): Writer {
  const ann = writer()
  ann.type(text)
  return ann
}
const query = ({ editor }: Writer) => slashIn(editor)?.query

describe('the menu of blocks', () => {
  it.each([
    ['/', ''],
    ['/head', 'head'],
    ['words /제목', '제목'],
    ['and/or', undefined],
    ['// comment', undefined],
    ['/ or', undefined],
    ['/a name that is longer than any', undefined],
    ['```/', undefined],
    ['`a` /', ''],
  ])('after “%s” it looks for %o', (text, expected) => {
    expect(query(typed(text))).toBe(expected)
  })

  it('opens neither for a slash that was pasted, nor for one that was there', () => {
    const ann = typed('')
    ann.editor.view.pasteText('/')
    expect(query(ann)).toBeUndefined()
    ann.type('x')
    ann.press('Backspace')
    expect(query(ann)).toBeUndefined()
  })

  it('closes with the caret elsewhere, with its slash, and for good when dismissed', () => {
    const ann = typed('a /he')
    ann.select(2)
    expect(query(ann)).toBeUndefined()
    const bob = typed('/x')
    bob.press('Backspace')
    expect(query(bob)).toBe('')
    bob.press('Backspace')
    expect(query(bob)).toBeUndefined()
    const eve = typed('/')
    dismissSlash(eve.editor)
    eve.type('h')
    expect(query(eve)).toBeUndefined()
  })

  it('makes of the block what was chosen, and undo gives back what was typed, in one step', () => {
    const ann = typed('words /warn')
    applySlash(ann.editor, { kind: 'callout', tone: 'warning' })
    expect(ann.blocks()).toEqual(['callout warning words '])
    ann.type('more')
    ann.press('z', { ctrlKey: true })
    ann.press('z', { ctrlKey: true })
    expect(ann.blocks()).toEqual(['words /warn'])
    expect(query(ann)).toBeUndefined()
    ann.press('y', { ctrlKey: true })
    expect(ann.blocks()).toEqual(['callout warning words '])
  })

  it('puts a divider in place of an empty line', () => {
    const ann = typed('/div')
    applySlash(ann.editor, { kind: 'rule' })
    expect(ann.blocks()).toEqual(['rule', ''])
  })

  it('stays where it is while another writes in the same block', () => {
    const ann = typed('a ')
    const bob = writer()
    exchange(ann, bob)
    ann.type('/he')
    bob.select(1)
    bob.type('Bob: ')
    exchange(ann, bob)
    expect(query(ann)).toBe('he')
    applySlash(ann.editor, { kind: 'heading', level: 2 })
    exchange(ann, bob)
    expect(bob.blocks()).toEqual(['heading 2 Bob: a '])
  })
})
