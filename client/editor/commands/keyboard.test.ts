// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { leaveAll, type Writer, writer } from '../testing/writers.ts'

afterEach(leaveAll)

/** Types lines; '\n' is Enter, '\t' is Tab. */
function written(keys: string): Writer {
  const ann = writer()
  for (const key of keys) {
    if (key === '\n') ann.press('Enter')
    else if (key === '\t') ann.press('Tab')
    else ann.type(key)
  }
  return ann
}

describe('Enter', () => {
  it.each([
    ['goes on with a list', '- a\nb', ['bullet a', 'bullet b']],
    ['begins a new task that is not done', '[x] a\nb', ['task checked a', 'task b']],
    ['leaves a list from an empty item', '- a\n\nb', ['bullet a', 'b']],
    [
      'comes out one level from an empty nested item',
      '- a\n\tb\n\nc',
      ['bullet a', 'bullet >1 b', 'bullet c'],
    ],
    ['gives a paragraph after a heading', '# a\nb', ['heading 1 a', 'b']],
    ['leaves a quote from an empty line', '> a\n\nb', ['quote a', 'b']],
    ['is a line in code', '```a\nb', ['code a\nb']],
    ['leaves code from an empty last line', '```a\n\nb', ['code a', 'b']],
  ])('%s', (_, keys, blocks) => {
    expect(written(keys).blocks()).toEqual(blocks)
  })

  it('puts an empty paragraph above a heading when the caret is at its start', () => {
    const ann = written('# a')
    ann.select(1)
    ann.press('Enter')
    expect(ann.blocks()).toEqual(['', 'heading 1 a'])
  })

  it('splits a heading into two', () => {
    const ann = written('# ab')
    ann.select(2)
    ann.press('Enter')
    expect(ann.blocks()).toEqual(['heading 1 a', 'heading 1 b'])
  })

  it('goes on in bold where one writes in bold, and not in the link', () => {
    const ann = written('x')
    ann.select(1, 2)
    ann.editor.commands.toggleBold()
    ann.editor.commands.setLink({ href: 'https://quire.example' })
    ann.select(2)
    ann.press('Enter')
    ann.type('y')
    expect(ann.editor.view.dom.lastElementChild?.innerHTML).toBe('<strong>y</strong>')
  })

  it('with Mod leaves code, and ticks a task', () => {
    const code = written('```a')
    code.press('Enter', { ctrlKey: true })
    code.type('b')
    expect(code.blocks()).toEqual(['code a', 'b'])
    const task = written('[] a')
    task.press('Enter', { ctrlKey: true })
    expect(task.blocks()).toEqual(['task checked a'])
  })
})

describe('Backspace at the start of a block', () => {
  it('comes out one level, then makes a paragraph, then joins', () => {
    const ann = written('- a\n\tb')
    ann.select(4)
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['bullet a', 'bullet b'])
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['bullet a', 'b'])
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['bullet ab'])
  })

  it('makes a paragraph of the first block of a document', () => {
    const ann = written('# a')
    ann.select(1)
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['a'])
  })
})

describe('Tab', () => {
  it('goes at most one deeper than the item above, and takes what is nested along', () => {
    const ann = written('- a\nb\n\tc')
    ann.select(4)
    ann.press('Tab')
    ann.press('Tab')
    expect(ann.blocks()).toEqual(['bullet a', 'bullet >1 b', 'bullet >2 c'])
    ann.press('Tab', { shiftKey: true })
    expect(ann.blocks()).toEqual(['bullet a', 'bullet b', 'bullet >1 c'])
  })

  it('goes below an item that has paragraphs of its own', () => {
    const ann = written('- a\nb\n\nc')
    ann.select(7)
    ann.editor.commands.indentBlock()
    ann.select(4)
    ann.editor.commands.setBlockKind('paragraph')
    ann.editor.commands.indentBlock()
    ann.select(7)
    ann.editor.commands.setBlockKind('bullet')
    ann.editor.commands.outdentBlock()
    expect(ann.blocks()).toEqual(['bullet a', '>1 b', 'bullet c'])
    ann.press('Tab')
    ann.press('Tab')
    expect(ann.blocks()).toEqual(['bullet a', '>1 b', 'bullet >1 c'])
  })

  it('stays in the text where all of it is selected, or where a paragraph is selected with items', () => {
    const ann = written('- a\nb')
    ann.editor.commands.selectAll()
    ann.press('Tab')
    expect(ann.blocks()).toEqual(['bullet a', 'bullet >1 b'])
    ann.editor.commands.selectAll()
    ann.press('Tab', { shiftKey: true })
    expect(ann.blocks()).toEqual(['bullet a', 'bullet b'])
  })

  it('leaves the first item of a list where it is', () => {
    const ann = written('- a')
    ann.press('Tab')
    expect(ann.blocks()).toEqual(['bullet a'])
  })

  it('writes two spaces in code, before each selected line, and takes them away again', () => {
    const ann = written('```a\nb')
    ann.press('Tab')
    expect(ann.blocks()).toEqual(['code a\nb  '])
    ann.select(1, 4)
    ann.press('Tab')
    expect(ann.blocks()).toEqual(['code   a\n  b  '])
    ann.press('Tab', { shiftKey: true })
    expect(ann.blocks()).toEqual(['code a\nb  '])
  })

  const tabbed = (ann: Writer) => {
    const event = new KeyboardEvent('keydown', { key: 'Tab', cancelable: true })
    return ann.editor.view.someProp('handleKeyDown', handle => handle(ann.editor.view, event)) === true
  }

  it('leaves the editor from a paragraph, and from anywhere after Escape', () => {
    expect(tabbed(written('a'))).toBe(false)
    const ann = written('- a')
    expect(tabbed(ann)).toBe(true)
    ann.press('Escape')
    expect(tabbed(ann)).toBe(false)
  })
})

describe('in code', () => {
  it('marks are kept, but neither shown as active nor changed', () => {
    const ann = written('**a** b')
    ann.editor.commands.setBlockKind('code')
    ann.select(1, 4)
    expect(ann.editor.commands.toggleItalic()).toBe(false)
    expect(ann.editor.commands.setLink({ href: 'https://quire.example' })).toBe(false)
    ann.editor.commands.setBlockKind('paragraph')
    expect(ann.editor.view.dom.innerHTML).toContain('<strong>a</strong> b')
  })
})

describe("what the browser's own menus ask for", () => {
  const ask = ({ editor }: Writer, inputType: string) => {
    const event = new InputEvent('beforeinput', { inputType, bubbles: true, cancelable: true })
    editor.view.dom.dispatchEvent(event)
    return event.defaultPrevented
  }

  it('is done in our way', () => {
    const ann = written('words')
    ann.select(1, 6)
    expect(ask(ann, 'formatBold')).toBe(true)
    expect(ann.editor.view.dom.innerHTML).toContain('<strong>words</strong>')
    expect(ask(ann, 'historyUndo')).toBe(true)
    expect(ann.blocks()).toEqual([''])
    expect(ask(ann, 'historyRedo')).toBe(true)
    expect(ann.blocks()).toEqual(['words'])
    expect(ask(ann, 'formatFontColor')).toBe(true)
    expect(ask(ann, 'insertText')).toBe(false)
  })
})
