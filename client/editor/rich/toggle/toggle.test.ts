// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { writeMarkdown } from '../../../../formats/markdown/write-markdown.ts'
import { loadRich } from '../../create-editor.ts'
import { blocksOf, nodesOf } from '../../files/content.ts'
import { readMarkdown } from '../../files/markdown/read-markdown.ts'
import { readHtml } from '../../files/read-html.ts'
import { writeHtml } from '../../files/write-html.ts'
import { insertTable } from '../../tables/index.ts'
import { cellsOf } from '../../tables/testing.ts'
import { exchange, type Writer } from '../../testing/writers.ts'
import { showPlace } from '../../view/show-place.ts'
import { richWriter } from '../testing.ts'

async function folder(): Promise<Writer> {
  const ann = richWriter()
  await loadRich(ann.editor)
  return ann
}

const shown = ({ editor }: Writer) =>
  [...editor.view.dom.children]
    .filter(each => !each.classList.contains('is-folded'))
    .map(each => each.textContent)
const buttons = ({ editor }: Writer) => [...editor.view.dom.querySelectorAll<HTMLElement>('.toggle-button')]

async function section(): Promise<Writer> {
  const ann = await folder()
  ann.type('>> More')
  ann.press('Enter')
  ann.type('one')
  ann.press('Enter')
  ann.type('- two')
  return ann
}

describe('a section that folds', () => {
  it('holds what is written in it, and an empty line leads out', async () => {
    const ann = await section()
    ann.press('Enter')
    ann.press('Enter')
    ann.press('Backspace')
    ann.type('out')
    expect(ann.blocks()).toEqual(['toggle More', '>1 one', 'bullet >1 two', 'out'])
  })

  it('folds for the one who folds it, and nothing is written by that', async () => {
    const ann = await section()
    const bob = richWriter()
    exchange(ann, bob)
    await loadRich(bob.editor)
    ann.outbox.splice(0)
    expect(shown(ann)).toEqual(['More', 'one', 'two'])
    bob.select(2)
    expect(buttons(bob).map(each => each.getAttribute('aria-expanded'))).toEqual(['false'])
    expect(shown(bob)).toEqual(['More'])
    buttons(bob)[0]?.click()
    expect(shown(bob)).toEqual(['More', 'one', 'two'])
    buttons(ann)[0]?.click()
    expect(shown(ann)).toEqual(['More'])
    expect([...ann.outbox, ...bob.outbox]).toEqual([])
    expect(shown(bob)).toEqual(['More', 'one', 'two'])
  })

  it('unfolds for the caret', async () => {
    const ann = await section()
    ann.select(2)
    ann.press('Enter', { ctrlKey: true })
    expect(shown(ann)).toEqual(['More'])
    ann.select(8)
    expect(shown(ann)).toEqual(['More', 'one', 'two'])
  })

  it('unfolds for what one looks for, and the caret stays', async () => {
    const ann = await section()
    ann.select(2)
    ann.press('Enter', { ctrlKey: true })
    expect(shown(ann)).toEqual(['More'])
    showPlace(ann.editor.view, 8)
    expect(shown(ann)).toEqual(['More', 'one', 'two'])
    expect(ann.editor.state.selection.from).toBeLessThan(6)
  })

  it('is unfolded again on the device that left it so, wherever it stands by then, when it comes', async () => {
    let kept: readonly string[] = []
    const folds = {
      read: () => kept,
      write(unfolded: readonly string[]) {
        kept = unfolded
      },
    }
    const ann = richWriter({ folds })
    await loadRich(ann.editor)
    for (const text of ['>> One', 'in one']) {
      ann.type(text)
      ann.press('Enter')
    }
    ann.press('Backspace')
    ann.type('>> Two')
    ann.press('Enter')
    ann.type('in two')
    buttons(ann)[1]?.click()
    ann.leave()
    expect(kept).toHaveLength(1)

    const again = richWriter({ folds })
    await loadRich(again.editor)
    const bob = richWriter()
    exchange(ann, bob)
    bob.select(1)
    bob.press('Enter')
    Y.applyUpdate(again.doc, Y.encodeStateAsUpdate(bob.doc), 'network')
    expect(shown(again)).toEqual(['', 'One', 'in one', 'Two'])
    // The empty line above is one, too.
    buttons(again)[1]?.click()
    again.leave()
    expect(kept).toEqual([])
  })

  it('folds in a table’s cell as well', async () => {
    const ann = await folder()
    insertTable(ann.editor, { rows: 1, columns: 2 })
    ann.type('>> More')
    ann.press('Enter')
    ann.type('one')
    expect(cellsOf(ann)).toEqual([['More|one', '']])
    const [button] = buttons(ann)
    const isFolded = () => ann.editor.view.dom.querySelectorAll('.cell .is-folded').length
    expect(isFolded()).toBe(0)
    button?.click()
    expect(isFolded()).toBe(1)
    // The caret stands in the line, where it is seen.
    expect(ann.editor.state.selection.$from.parent.textContent).toBe('More')
    showPlace(ann.editor.view, ann.editor.state.selection.from + 3)
    expect(isFolded()).toBe(0)
  })

  it('gets a neighbour by Enter behind its folded line', async () => {
    const ann = await section()
    ann.select(5)
    ann.press('Enter', { ctrlKey: true })
    ann.press('Enter')
    ann.type('Next')
    expect(ann.blocks()).toEqual(['toggle More', '>1 one', 'bullet >1 two', 'toggle Next'])
  })

  it('takes in headings, and keeps them while they change', async () => {
    const ann = await section()
    ann.select(8)
    ann.editor.commands.setBlockKind('heading', { level: 2 })
    expect(ann.blocks()[1]).toBe('heading 2 >1 one')
    ann.select(2)
    ann.editor.commands.setBlockKind('paragraph')
    expect(ann.blocks()).toEqual(['More', 'heading 2 one', 'bullet two'])
  })

  it('is the same for two who write in it and fold it at once', async () => {
    const ann = await section()
    const bob = await folder()
    exchange(ann, bob)
    bob.select(8)
    bob.type('X')
    ann.select(2)
    ann.press('Enter', { ctrlKey: true })
    ann.editor.commands.setBlockKind('bullet')
    bob.press('Enter')
    exchange(ann, bob)
    expect(ann.blocks()).toEqual(['bullet More', '>1 oX', '>1 ne', 'bullet >1 two'])
    expect(bob.editor.getJSON()).toEqual(ann.editor.getJSON())
  })
})

const content = [
  {
    type: 'block',
    kind: 'toggle',
    runs: [
      { text: 'More *x* & <b>', marks: {} },
      { text: 'bold', marks: { bold: {} } },
    ],
  },
  { type: 'block', kind: 'paragraph', indent: 1, runs: [{ text: 'one', marks: {} }] },
  { type: 'block', kind: 'bullet', indent: 1, runs: [{ text: 'two', marks: {} }] },
  { type: 'block', kind: 'toggle', indent: 1, runs: [{ text: 'Within', marks: {} }] },
  { type: 'block', kind: 'code', indent: 2, runs: [{ text: 'a', marks: {} }] },
  { type: 'block', kind: 'paragraph', runs: [{ text: 'after', marks: {} }] },
] as const

describe('as a file', () => {
  it('is the same in Markdown', () => {
    const markdown = writeMarkdown({ title: '', blocks: content })
    expect(markdown).toContain('<details>\n<summary>More')
    expect(readMarkdown(markdown), markdown).toEqual(content)
  })

  it('is the same in a page', async () => {
    const { editor } = await folder()
    const doc = editor.schema.node('doc', null, nodesOf(content, editor.schema))
    const html = writeHtml({ title: '', doc, language: 'en', untitled: '' })
    expect(html).toContain('<details open="">')
    const { blocks } = readHtml(html, editor.schema)
    expect(blocksOf(editor.schema.node('doc', null, blocks).content), html).toEqual(content)
  })

  it('is read from what others write', () => {
    expect(readMarkdown('<details>\n<summary>A <b>b</b></summary>\n\n- x\n\n</details>\n\ny')).toMatchObject([
      { kind: 'toggle', runs: [{ text: 'A ' }, { text: 'b', marks: { bold: {} } }] },
      { kind: 'bullet', indent: 1 },
      { kind: 'paragraph', runs: [{ text: 'y' }] },
    ])
  })
})
