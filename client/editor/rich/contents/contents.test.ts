// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import { writeMarkdown } from '../../../../formats/markdown/write-markdown.ts'
import { loadRich } from '../../create-editor.ts'
import { blocksOf, nodesOf } from '../../files/content.ts'
import { readMarkdown } from '../../files/markdown/read-markdown.ts'
import { readHtml } from '../../files/read-html.ts'
import { readJson } from '../../files/read-json.ts'
import { writeHtml } from '../../files/write-html.ts'
import { writeJson } from '../../files/write-json.ts'
import { exchange, type Writer } from '../../testing/writers.ts'
import { richWriter } from '../testing.ts'

async function lister(): Promise<Writer> {
  const one = richWriter()
  await loadRich(one.editor)
  return one
}
const list = ({ editor }: Writer) => editor.view.dom.querySelector<HTMLElement>('nav')
const lines = (one: Writer) =>
  [...(list(one)?.querySelectorAll('a') ?? [])].map(link => `${link.dataset.depth} ${link.textContent}`)

/** A list of headings, and three of them. */
async function listed(): Promise<Writer> {
  const one = await lister()
  one.type('[TOC]')
  one.type('## First')
  one.press('Enter')
  one.type('words')
  one.press('Enter')
  one.type('### Within')
  one.press('Enter')
  one.type('## 둘째')
  return one
}

describe('a list of headings', () => {
  it('lists them as both write, says so where there are none, and is one step for undo', async () => {
    const [one, two] = [await lister(), await lister()]
    one.type('before')
    one.press('Enter')
    one.type('[toc]')
    expect(one.blocks()).toEqual(['before', 'contents', ''])
    expect(list(one)?.querySelector<HTMLElement>('.contents-empty')?.hidden).toBe(false)
    exchange(one, two)
    two.select(two.editor.state.doc.content.size - 1)
    two.type('## Two')
    two.press('Enter')
    two.type('# One')
    exchange(one, two)
    for (const each of [one, two]) await vi.waitFor(() => expect(lines(each)).toEqual(['1 Two', '0 One']))
    expect(list(one)?.querySelector<HTMLElement>('.contents-empty')?.hidden).toBe(true)
    one.editor.commands.undo()
    exchange(one, two)
    expect(two.blocks()).not.toContain('contents')
    expect(list(two)).toBeNull()
  })

  it('merges: one moves what another writes below, and two put in two', async () => {
    const [one, two] = [await lister(), await lister()]
    one.type('a')
    exchange(one, two)
    one.editor.commands.insertContents()
    two.select(2)
    two.type('b')
    two.editor.commands.insertContents()
    exchange(one, two)
    expect(one.blocks()).toEqual(two.blocks())
    expect(one.blocks().filter(block => block === 'contents')).toHaveLength(2)
    expect(one.blocks()[0]).toBe('ab')
  })

  it('leads to its headings: the caret of who writes goes there', async () => {
    const one = await listed()
    await vi.waitFor(() => expect(lines(one)).toEqual(['0 First', '1 Within', '0 둘째']))
    const link = list(one)?.querySelectorAll('a')[1]
    if (link === undefined) throw new Error('no link')
    link.click()
    expect(one.editor.state.selection.$from.parent.textContent).toBe('Within')
  })

  it('is not made of a line that has more words', async () => {
    const one = await lister()
    one.type('see [TOC]')
    expect(one.blocks()).toEqual(['see [TOC]'])
    expect(writeMarkdown({ title: '', blocks: blocksOf(one.editor.state.doc.content) })).toBe('see \\[TOC]\n')
  })

  it('comes back from each kind of file, and a text that looks like one does not become one', async () => {
    const one = await listed()
    const { doc, schema } = one.editor.state
    const kept = doc.toJSON().content
    const markdown = writeMarkdown({ title: 'T', blocks: blocksOf(doc.content) })
    expect(markdown).toMatch(/^# T\n\n\[TOC\]\n\n### First/)
    const text = '[TOC]\n\n\\[TOC]\n\n- [TOC]\n\n[[_TOC_]]\n'
    const read = readMarkdown(text).flatMap(block => (block.type === 'html' ? [] : [block]))
    expect(nodesOf(read, one.editor.schema).map(node => node.textContent || node.type.name)).toEqual([
      'contents',
      '[TOC]',
      '[TOC]',
      'contents',
    ])
    const page = writeHtml({ title: 'T', doc, language: 'en', untitled: '' })
    expect(page).toContain('<a href="#section-2">Within</a>')
    expect(page).toContain('<h4 id="section-2">Within</h4>')
    expect(readHtml(page, one.editor.schema).blocks.map(node => node.toJSON())).toEqual(kept)
    expect(readJson(writeJson(one.doc), one.editor.schema).blocks.map(node => node.toJSON())).toEqual(kept)
    expect(schema.nodes.contents?.isLeaf).toBe(true)
  })
})
