// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { relabel } from '../create-editor.ts'
import { exchange, labels, leaveAll, type Writer, writer } from '../testing/writers.ts'

afterEach(leaveAll)

function starts({ editor }: Writer): string[] {
  return [...editor.view.dom.querySelectorAll('ol')].map(list => list.getAttribute('start') ?? '1')
}

describe('numbers', () => {
  const list = () => {
    const ann = writer()
    ann.type('1. a')
    for (const text of ['b', 'c', 'd']) {
      ann.press('Enter')
      ann.type(text)
    }
    return ann
  }

  it('count on, begin anew under each item, and go on behind what is nested', () => {
    const ann = list()
    expect(starts(ann)).toEqual(['1', '2', '3', '4'])
    ann.select(4)
    ann.press('Tab')
    expect(starts(ann)).toEqual(['1', '1', '2', '3'])
    ann.select(7)
    ann.press('Tab')
    expect(starts(ann)).toEqual(['1', '1', '2', '2'])
  })

  it('follow what comes, goes, and changes above, for everybody', () => {
    const ann = list()
    const bob = writer()
    exchange(ann, bob)
    bob.select(4)
    bob.editor.commands.setBlockKind('paragraph')
    exchange(ann, bob)
    expect(starts(ann)).toEqual(['1', '1', '2'])
    expect(starts(bob)).toEqual(['1', '1', '2'])
    bob.editor.commands.setBlockKind('ordered')
    bob.press('Enter')
    exchange(ann, bob)
    expect(starts(ann)).toEqual(['1', '2', '3', '4', '5'])
    ann.select(1, 7)
    ann.press('Backspace')
    expect(starts(ann)).toHaveLength(3)
    expect(starts(ann)).toEqual(['1', '2', '3'])
  })
})

describe('a task', () => {
  it('is ticked by its checkbox, which keeps the focus and is named like the task', () => {
    const ann = writer()
    ann.type('[] buy milk')
    const checkbox = ann.editor.view.dom.querySelector('input')
    checkbox?.focus()
    checkbox?.click()
    expect(ann.blocks()).toEqual(['task checked buy milk'])
    expect(ann.editor.view.dom.querySelector('input')).toBe(checkbox)
    expect(document.activeElement).toBe(checkbox)
    expect(checkbox?.getAttribute('aria-label')).toBe('buy milk')
    ann.editor.commands.undo()
    expect(checkbox?.checked).toBe(false)
  })

  it('is ticked on every screen', () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('[] x')
    exchange(ann, bob)
    bob.editor.view.dom.querySelector('input')?.click()
    exchange(ann, bob)
    expect(ann.editor.view.dom.querySelector('input')?.checked).toBe(true)
  })
})

describe('the editor', () => {
  it('says what it is, in the language of the reader', () => {
    const ann = writer()
    const { dom } = ann.editor.view
    expect(dom.getAttribute('role')).toBe('textbox')
    expect(dom.getAttribute('aria-multiline')).toBe('true')
    expect(dom.getAttribute('aria-label')).toBe('Document')
    expect(dom.firstElementChild?.getAttribute('data-placeholder')).toBe('Write something')
    relabel(ann.editor, { ...labels, editor: '문서', placeholder: '여기에 쓰세요' })
    expect(dom.getAttribute('aria-label')).toBe('문서')
    expect(dom.firstElementChild?.getAttribute('data-placeholder')).toBe('여기에 쓰세요')
    ann.type('a')
    expect(dom.querySelector('[data-placeholder]')).toBeNull()
  })

  it('makes headings below the title of the page, and lets each block find its direction', () => {
    const ann = writer()
    ann.type('# a')
    const heading = ann.editor.view.dom.firstElementChild
    expect([heading?.tagName, heading?.getAttribute('dir')]).toEqual(['H2', 'auto'])
  })

  it('lets go of everything when it is destroyed', () => {
    const ann = writer()
    ann.type('a')
    ann.leave()
    expect(() => ann.doc.transact(() => ann.doc.getXmlFragment('content').delete(0, 1))).not.toThrow()
    expect(ann.doc._observers.get('update')?.size).toBe(1)
    expect(ann.doc._observers.get('beforeTransaction')?.size ?? 0).toBe(0)
    expect(ann.doc._observers.get('afterTransaction')?.size ?? 0).toBe(0)
  })

  it('shows what came while it was hidden', () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('a')
    exchange(ann, bob)
    bob.editor.unmount()
    ann.type('b')
    exchange(ann, bob)
    bob.editor.mount(document.createElement('div'))
    expect(bob.blocks()).toEqual(['ab'])
    bob.type('c')
    exchange(ann, bob)
    expect(ann.blocks()).toEqual(['cab'])
  })
})
