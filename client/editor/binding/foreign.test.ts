// @vitest-environment happy-dom
import { Plugin } from '@tiptap/pm/state'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { isForeign } from '../create-editor.ts'
import { leaveAll, type Writer, writer } from '../testing/writers.ts'

afterEach(leaveAll)

type Content = Y.XmlFragment
const element = (name: string, children: (Y.XmlElement | Y.XmlText)[] = []) => {
  const created = new Y.XmlElement(name)
  created.insert(0, children)
  return created
}
const block = (attributes: Record<string, unknown>, text = 'words') => {
  const created = element('block', [new Y.XmlText(text)])
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value as string)
  return created
}

const marked = (attributes: Record<string, object>) => (content: Content) => {
  const text = new Y.XmlText()
  text.insert(0, 'words', attributes)
  content.push([element('block', [text])])
}

const unknown: Record<string, (content: Content) => void> = {
  'a node': content => content.push([element('poem', [element('verse')])]),
  'a part of a table': content => content.push([element('table', [element('poem')])]),
  'what is in a cell of a table': content => {
    const cell = element('cell', [element('rule')])
    cell.setAttribute('column', 'a')
    const row = element('row', [cell])
    row.setAttribute('id', 'b')
    const column = element('column')
    column.setAttribute('id', 'a')
    content.push([element('table', [column, row])])
  },
  'a text where a block should be': content => content.push([new Y.XmlText('loose')]),
  'a node within a block': content => content.push([element('block', [element('mention')])]),
  'a block within a block': content => content.push([element('block', [element('block')])]),
  'a kind': content => content.push([block({ kind: 'poem' })]),
  'a level': content => content.push([block({ kind: 'heading', level: 7 })]),
  'an indent': content => content.push([block({ kind: 'bullet', indent: -1 })]),
  'a state of a task': content => content.push([block({ kind: 'task', checked: 'perhaps' })]),
  'a tone': content => content.push([block({ kind: 'callout', tone: 'shouting' })]),
  'an alignment': content => content.push([block({ align: 'justify' })]),
  'a colour of words': marked({ ink: { color: 'ultraviolet' } }),
  'an attribute of a block': content => content.push([block({ later: 'yes' })]),
  'an attribute of a rule': content => {
    const rule = element('rule')
    rule.setAttribute('style', 'stars')
    content.push([rule])
  },
  'an attribute of a list of headings': content => {
    const contents = element('contents')
    contents.setAttribute('depth', '2')
    content.push([contents])
  },
  'something within a rule': content => content.push([element('rule', [new Y.XmlText('words')])]),
  'an attribute of a line break': content => {
    const hardBreak = element('hardBreak')
    hardBreak.setAttribute('page', 'next')
    content.push([element('block', [hardBreak])])
  },
  'a mark': marked({ comment: { id: 1 } }),
  'an attribute of a mark': marked({ link: { href: 'https://example.org', title: 'An example' } }),
  'an attribute of a mark that has none': marked({ bold: { weight: 600 } }),
  'something embedded in the text': content => {
    const text = new Y.XmlText()
    text.insertEmbed(0, { image: 'x.png' })
    content.push([element('block', [text])])
  },
  'nesting without end': content => {
    let outer: Y.XmlFragment = content
    for (let depth = 0; depth < 1500; depth++) {
      const inner = element('quote')
      outer.push([inner])
      outer = inner
    }
  },
}

function opened(fill: (content: Content) => void): Writer {
  const doc = new Y.Doc()
  doc.transact(() => {
    doc.getXmlFragment('content').push([block({}, 'plain')])
    fill(doc.getXmlFragment('content'))
  })
  return writer({ doc })
}

describe('a document that holds what this version does not know', () => {
  it.each(Object.keys(unknown))('%s: opens for reading only, and nothing is deleted', name => {
    const ann = opened(unknown[name] ?? (() => {}))
    const before = Y.encodeStateAsUpdate(ann.doc)
    expect(isForeign(ann.editor)).toBe(true)
    expect(ann.editor.isEditable).toBe(false)
    ann.type('x')
    ann.press('Enter')
    ann.editor.commands.setBlockKind('heading')
    ann.editor.view.dispatch(ann.editor.state.tr.delete(0, ann.editor.state.doc.content.size))
    expect(ann.editor.commands.undo()).toBe(false)
    expect(ann.outbox).toEqual([])
    expect(Y.encodeStateAsUpdate(ann.doc)).toEqual(before)
    expect(ann.blocks()[0]).toBe('plain')
  })

  it('becomes so while it is open, and may be edited again when that is gone', () => {
    const ann = opened(() => {})
    expect(isForeign(ann.editor)).toBe(false)
    const content = ann.doc.getXmlFragment('content')
    ann.doc.transact(() => content.push([element('poem', [new Y.XmlText('a verse')])]), 'network')
    expect(isForeign(ann.editor)).toBe(true)
    expect(ann.blocks()).toEqual(['plain', 'a verse'])
    ann.doc.transact(() => content.delete(1, 1), 'network')
    expect(isForeign(ann.editor)).toBe(false)
    ann.type('x')
    expect(ann.blocks()).toEqual(['xplain'])
  })

  it('becomes so in the middle of a sentence: what was typed stays and goes out, nothing follows it', () => {
    const ann = opened(() => {})
    const content = ann.doc.getXmlFragment('content')
    ann.select(6)
    ann.type(' words')
    // What is written here in answer to what arrives, as a table that puts its own rows right, must not be.
    ann.editor.on('transaction', ({ editor, transaction }) => {
      if (transaction.getMeta('fromYjs')) editor.view.dispatch(editor.state.tr.insertText('repaired', 1))
    })
    ann.editor.registerPlugin(
      new Plugin({
        appendTransaction: ([first], _, state) =>
          first?.getMeta('fromYjs') ? state.tr.insertText('repaired', 1) : null,
      }),
    )
    ann.doc.transact(() => content.push([element('drawing', [new Y.XmlText('a tree')])]), 'network')
    const before = Y.encodeStateAsUpdate(ann.doc)
    ann.type(' and more')
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual(['plain words', 'a tree'])
    expect(Y.encodeStateAsUpdate(ann.doc)).toEqual(before)
    const other = new Y.Doc()
    for (const update of ann.outbox) Y.applyUpdate(other, update)
    Y.applyUpdate(other, before)
    expect(other.getXmlFragment('content').toString()).toBe(
      '<block>plain words</block><drawing>a tree</drawing>',
    )
  })

  it('is left as it was by the undo of a window that was open before', () => {
    const ann = opened(() => {})
    const bob = writer({ doc: new Y.Doc() })
    Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(ann.doc), 'network')
    bob.select(1)
    bob.type('first ')
    bob.doc.transact(() => bob.doc.getXmlFragment('content').push([block({ later: 'yes' })]), 'network')
    bob.outbox.length = 0
    bob.press('z', { ctrlKey: true })
    expect(bob.editor.commands.undo()).toBe(false)
    expect(bob.outbox).toEqual([])
    expect(bob.blocks()).toEqual(['first plain', 'words'])
  })
})

describe('content that others wrote in their own way', () => {
  const several = () =>
    opened(content =>
      content.push([
        element('block', [
          new Y.XmlText('one'),
          element('hardBreak'),
          new Y.XmlText('two'),
          new Y.XmlText('three'),
        ]),
      ]),
    )

  it('is edited where it stands: several texts and break elements in one block', () => {
    const ann = several()
    expect(ann.blocks()).toEqual(['plain', 'one\ntwothree'])
    ann.select(8 + 5)
    ann.type('X')
    ann.select(9, 13)
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['plain', 'oXwothree'])
    expect(ann.doc.getXmlFragment('content').get(1)?.toString()).toBe('<block>oXwothree</block>')
  })

  it('keeps defaults that were written out', () => {
    const ann = opened(content => content.push([block({ kind: 'paragraph', indent: 0, checked: false })]))
    expect(isForeign(ann.editor)).toBe(false)
    expect(ann.blocks()).toEqual(['plain', 'words'])
  })

  it('never draws an address that could run a script', () => {
    const ann = opened(content => {
      const text = new Y.XmlText()
      text.insert(0, 'click', { link: { href: 'java\nscript:alert(1)' } })
      content.push([element('block', [text])])
    })
    expect(ann.editor.view.dom.innerHTML).not.toMatch(/script/)
    expect(ann.editor.view.dom.querySelector('a')).toBeNull()
    expect(isForeign(ann.editor)).toBe(false)
  })
})
