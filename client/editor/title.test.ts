// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as Y from 'yjs'
import { leaveAll, type Writer, writer } from './testing/writers.ts'
import { bindTitle } from './title.ts'

let ann: Writer
let input: HTMLTextAreaElement
let held = 0
let unbind: () => void

beforeEach(() => {
  held = 0
  ann = writer()
  input = document.body.appendChild(document.createElement('textarea'))
  const hold = () => {
    held++
    return () => {
      held--
    }
  }
  unbind = bindTitle({ doc: ann.doc, undoManager: ann.editor.undoManager, input, hold })
  input.focus()
})

afterEach(() => {
  unbind()
  input.remove()
  leaveAll()
})

function type(value: string, caret = value.length): void {
  input.value = value
  input.setSelectionRange(caret, caret)
  input.dispatchEvent(new InputEvent('input'))
}

function title(): Y.Text {
  return ann.doc.getText('title')
}

function other(change: (text: Y.Text) => void): void {
  ann.doc.transact(() => change(title()), 'network')
}

describe('the title', () => {
  it('is written as it is typed, and only what changed', () => {
    type('Plan')
    const deltas: unknown[] = []
    title().observe(event => deltas.push(event.delta))
    type('Plaan', 4)
    expect(title().toString()).toBe('Plaan')
    expect(deltas).toEqual([[{ retain: 3 }, { insert: 'a' }]])
  })

  it('writes nothing when it is opened', () => {
    expect(ann.outbox).toEqual([])
  })

  it("shows others' words and keeps the caret with its own", () => {
    type('world')
    input.setSelectionRange(2, 4)
    other(text => text.insert(0, 'hello '))
    expect(input.value).toBe('hello world')
    expect([input.selectionStart, input.selectionEnd]).toEqual([8, 10])
    other(text => text.delete(0, 9))
    expect([input.value, input.selectionStart, input.selectionEnd]).toEqual(['ld', 0, 1])
  })

  it('is one line, whatever is pasted or comes over the wire', () => {
    type('a\nb')
    expect(title().toString()).toBe('a b')
    other(text => text.insert(1, '\n'))
    expect(input.value.includes('\n')).toBe(false)
    expect(input.value).toHaveLength(4)
  })

  it('is undone with the text, in the order in which both were written', () => {
    type('Title')
    input.blur()
    ann.type('text')
    ann.editor.commands.undo()
    expect([input.value, ann.blocks()[0]]).toEqual(['Title', ''])
    input.focus()
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, cancelable: true }))
    expect(input.value).toBe('')
    const korean = { key: 'ㅋ', code: 'KeyZ', ctrlKey: true, shiftKey: true, cancelable: true }
    input.dispatchEvent(new KeyboardEvent('keydown', korean))
    expect(input.value).toBe('Title')
  })

  it('lets others wait while a character is composed', async () => {
    input.dispatchEvent(new CompositionEvent('compositionstart'))
    expect(held).toBe(1)
    input.dispatchEvent(new CompositionEvent('compositionend'))
    expect(held).toBe(1)
    await vi.waitFor(() => expect(held).toBe(0))
  })

  it('follows nothing any more once it is let go', () => {
    unbind()
    other(text => text.insert(0, 'later'))
    expect(input.value).toBe('')
  })
})
