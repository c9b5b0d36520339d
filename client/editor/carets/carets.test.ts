// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'
import type { Person } from '../types.ts'
import { readableOn } from './caret-element.ts'

afterEach(leaveAll)

/** Ann sees bob; each has an awareness of their own, and the server's roster says who is who. */
function pair() {
  const docs = [new Y.Doc(), new Y.Doc()] as const
  const awareness = [new Awareness(docs[0]), new Awareness(docs[1])] as const
  const roster = new Map<number, Person>([[awareness[1].clientID, { name: 'Bob', color: '#0ea5e9' }]])
  const listeners = new Set<() => void>()
  const ann = writer({
    doc: docs[0],
    awareness: awareness[0],
    person: id => roster.get(id),
    onPeopleChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const bob = writer({ doc: docs[1], awareness: awareness[1] })
  const show = () => {
    exchange(ann, bob)
    applyAwarenessUpdate(
      awareness[0],
      encodeAwarenessUpdate(awareness[1], [awareness[1].clientID]),
      'network',
    )
  }
  const tellPeople = () => {
    for (const listener of listeners) listener()
  }
  return { ann, bob, awareness, roster, listeners, show, tellPeople }
}

function carets({ editor }: Writer): Element[] {
  return [...editor.view.dom.querySelectorAll('.quire-caret')]
}

function blockWithBar({ editor }: Writer): string {
  const copy = editor.view.dom.cloneNode(true) as HTMLElement
  for (const caret of copy.querySelectorAll('.quire-caret')) caret.replaceWith('|')
  return copy.textContent ?? ''
}

describe("others' carets", () => {
  it('stand where they are, with the name that the server gave, unread by screen readers', () => {
    const { ann, bob, show } = pair()
    bob.editor.view.focus()
    bob.type('hello')
    bob.select(3)
    show()
    expect(blockWithBar(ann)).toBe('he|llo')
    const [caret] = carets(ann)
    expect(caret?.getAttribute('aria-hidden')).toBe('true')
    expect(caret?.querySelector('.quire-caret-label')?.getAttribute('data-name')).toBe('Bob')
    expect(caret?.textContent).toBe('')
  })

  it('move with the text, here and there', () => {
    const { ann, bob, show } = pair()
    bob.editor.view.focus()
    bob.type('hello')
    bob.select(3)
    show()
    ann.select(1)
    ann.type('ann ')
    expect(blockWithBar(ann)).toBe('ann he|llo')
    bob.type('XX')
    show()
    expect(blockWithBar(ann)).toBe('ann heXX|llo')
  })

  it('keep their element while they rest, so that the name fades, and get a new one when they move', () => {
    const { ann, bob, show } = pair()
    bob.editor.view.focus()
    bob.type('hello')
    bob.press('Enter')
    bob.type('world')
    show()
    const [resting] = carets(ann)
    ann.select(1)
    ann.type('x')
    ann.doc.transact(
      () => ann.doc.getXmlFragment('content').insert(0, [new Y.XmlElement('block')]),
      'network',
    )
    expect(carets(ann)[0]).toBe(resting)
    bob.select(1)
    show()
    expect(carets(ann)[0]).not.toBe(resting)
  })

  it('tint a selection', () => {
    const { ann, bob, show } = pair()
    bob.editor.view.focus()
    bob.type('hello')
    bob.select(2, 5)
    show()
    const tint = ann.editor.view.dom.querySelector('.quire-selection')
    expect(tint?.textContent).toBe('ell')
    expect(tint?.getAttribute('style')).toContain('#0ea5e9')
  })

  it('are not shown for somebody whom the server does not know, until it does', () => {
    const { ann, bob, awareness, roster, show, tellPeople } = pair()
    roster.clear()
    bob.editor.view.focus()
    bob.type('hello')
    awareness[1].setLocalStateField('user', { name: 'The Admin', color: '#ff0000' })
    show()
    expect(carets(ann)).toEqual([])
    roster.set(awareness[1].clientID, { name: 'Bob', color: '#0ea5e9' })
    tellPeople()
    expect(carets(ann)).toHaveLength(1)
    roster.set(awareness[1].clientID, { name: 'Robert', color: '#0ea5e9' })
    tellPeople()
    expect(carets(ann)[0]?.innerHTML).toContain('Robert')
  })

  it('go when the other leaves the editor, and listeners go with the editor', () => {
    const { ann, bob, listeners, show } = pair()
    bob.editor.view.focus()
    bob.type('hello')
    show()
    bob.editor.view.dom.blur()
    show()
    expect(carets(ann)).toEqual([])
    ann.leave()
    expect(listeners.size).toBe(0)
  })

  it.each([
    ['nonsense', { cursor: 'here' }],
    ['half of it', { cursor: { anchor: { tname: 'content', assoc: 0 } } }],
    ['another root', { cursor: { anchor: { tname: 'title' }, head: { tname: 'title' } } }],
    ['ids that are none', { cursor: { anchor: { item: { client: 'x' } }, head: { item: {} } } }],
    [
      'what has not arrived',
      { cursor: { anchor: { item: { client: 1, clock: 1 } }, head: { item: { client: 1, clock: 1 } } } },
    ],
  ])('survive a state that is %s', (_, state) => {
    const { ann, awareness, show } = pair()
    ann.type('words')
    awareness[1].setLocalState(state)
    show()
    expect(carets(ann)).toEqual([])
    expect(ann.blocks()).toEqual(['words'])
  })
})

describe("one's own caret", () => {
  it('is told only while the editor has the focus', () => {
    const { bob, awareness } = pair()
    bob.type('hello')
    expect(awareness[1].getLocalState()?.cursor ?? null).toBeNull()
    bob.editor.view.focus()
    expect(awareness[1].getLocalState()?.cursor).toBeTruthy()
    bob.editor.view.dom.blur()
    expect(awareness[1].getLocalState()?.cursor).toBeNull()
  })

  it('costs no message while one types at the end of a block: it is at the end all the time', () => {
    const { bob, awareness } = pair()
    bob.editor.view.focus()
    bob.type('a')
    let told = 0
    awareness[1].on('update', () => told++)
    bob.type('bcdefg')
    expect(told).toBe(0)
  })
})

it.each([
  ['#fde047', '#000000'],
  ['#e11d48', '#ffffff'],
  ['#1e3a8a', '#ffffff'],
  ['#ffffff', '#000000'],
])('a name on %s is written in %s', (color, expected) => {
  expect(readableOn(color)).toBe(expected)
})
