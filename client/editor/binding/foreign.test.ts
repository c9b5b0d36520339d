// @vitest-environment happy-dom
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

const unknown: Record<string, (content: Content) => void> = {
  'a node': content => content.push([element('table', [element('row')])]),
  'a text where a block should be': content => content.push([new Y.XmlText('loose')]),
  'a node within a block': content => content.push([element('block', [element('mention')])]),
  'a block within a block': content => content.push([element('block', [element('block')])]),
  'a kind': content => content.push([block({ kind: 'poem' })]),
  'a level': content => content.push([block({ kind: 'heading', level: 7 })]),
  'an indent': content => content.push([block({ kind: 'bullet', indent: -1 })]),
  'a state of a task': content => content.push([block({ kind: 'task', checked: 'perhaps' })]),
  'a tone': content => content.push([block({ kind: 'callout', tone: 'shouting' })]),
  'an alignment': content => content.push([block({ align: 'justify' })]),
  'a colour of words': content => {
    const text = new Y.XmlText()
    text.insert(0, 'words', { ink: { color: 'ultraviolet' } })
    content.push([element('block', [text])])
  },
  'a mark': content => {
    const text = new Y.XmlText()
    text.insert(0, 'words', { comment: { id: 1 } })
    content.push([element('block', [text])])
  },
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
    expect(ann.outbox).toEqual([])
    expect(Y.encodeStateAsUpdate(ann.doc)).toEqual(before)
    expect(ann.blocks()[0]).toBe('plain')
  })

  it('becomes so while it is open, and may be edited again when that is gone', () => {
    const ann = opened(() => {})
    expect(isForeign(ann.editor)).toBe(false)
    const content = ann.doc.getXmlFragment('content')
    ann.doc.transact(() => content.push([element('table', [new Y.XmlText('a cell')])]), 'network')
    expect(isForeign(ann.editor)).toBe(true)
    expect(ann.blocks()).toEqual(['plain', 'a cell'])
    ann.doc.transact(() => content.delete(1, 1), 'network')
    expect(isForeign(ann.editor)).toBe(false)
    ann.type('x')
    expect(ann.blocks()).toEqual(['xplain'])
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

  it('keeps an attribute that a later version gave to a block, whatever is typed in it', () => {
    const ann = opened(content => content.push([block({ later: 'yes' })]))
    expect(isForeign(ann.editor)).toBe(false)
    ann.select(8)
    ann.type('x')
    ann.editor.commands.setBlockKind('callout')
    ann.editor.commands.setAlignment('end')
    const element = ann.doc.getXmlFragment('content').get(1)
    expect(element?.toString()).toBe('<block align="end" kind="callout" later="yes">xwords</block>')
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
