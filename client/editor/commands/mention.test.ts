// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { writeMarkdown } from '../../../formats/markdown/write-markdown.ts'
import { blocksOf } from '../files/content.ts'
import { readHtml } from '../files/read-html.ts'
import { writeHtml } from '../files/write-html.ts'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'
import { applyMention, dismissMention, mentionQueryIn } from './mention.ts'

afterEach(leaveAll)

const ann = { name: 'Ann Lee', user: 'u1' }

function typed(text: string): Writer {
  const one = writer()
  one.type(text)
  return one
}
const query = ({ editor }: Writer) => mentionQueryIn(editor)?.query
const mentioned = ({ editor }: Writer) =>
  [...editor.view.dom.querySelectorAll<HTMLElement>('.mention')].map(({ textContent, dataset }) => [
    textContent,
    dataset.user,
  ])

describe('looking for a person', () => {
  it.each([
    ['@', ''],
    ['ask @김 철', '김 철'],
    ['ann@example', undefined],
    ['@ home', undefined],
    ['```@', undefined],
  ])('after “%s” it looks for %o', (text, expected) => {
    expect(query(typed(text))).toBe(expected)
  })

  it('closes when it is dismissed, and leaves what was typed', () => {
    const one = typed('@an')
    dismissMention(one.editor)
    one.type('n')
    expect(query(one)).toBeUndefined()
    expect(one.blocks()).toEqual(['@ann'])
  })
})

describe('somebody who is mentioned', () => {
  it('stands in the place of what was typed, for everybody, and goes with one undo', () => {
    const [one, two] = [typed('ask @an'), writer()]
    applyMention(one.editor, ann)
    one.type('please')
    exchange(one, two)
    expect(two.blocks()).toEqual(['ask @Ann Lee please'])
    expect(mentioned(two)).toEqual([['@Ann Lee', 'u1']])
    one.editor.commands.undo()
    one.editor.commands.undo()
    exchange(one, two)
    expect(two.blocks()).toEqual(['ask @an'])
  })

  it('is erased as a whole', () => {
    const one = typed('ask @an')
    applyMention(one.editor, ann)
    one.press('Backspace')
    one.press('Backspace')
    expect(one.blocks()).toEqual(['ask '])
  })

  it('is nobody any more when somebody writes within the name, though part of it is bold', () => {
    const one = typed('@an')
    applyMention(one.editor, ann)
    one.select(3, 6)
    one.editor.commands.toggleBold()
    one.select(10)
    one.type('x')
    expect(
      mentioned(one)
        .map(([text]) => text)
        .join(''),
    ).toBe('@Ann Lee')
    one.select(3)
    one.type('x')
    expect(mentioned(one)).toEqual([])
    expect(one.blocks()).toEqual(['@Axnn Lee x'])
  })

  it('stays where both write around it at once, and twice where both mention', () => {
    const [one, two] = [typed('a b'), writer()]
    exchange(one, two)
    one.select(3)
    one.type('@')
    applyMention(one.editor, ann)
    two.select(3)
    two.type('@')
    applyMention(two.editor, { name: '민수', user: undefined })
    two.select(1)
    two.type('so ')
    exchange(one, two)
    expect(one.blocks()).toEqual(two.blocks())
    expect(
      mentioned(one)
        .map(([text]) => text)
        .sort(),
    ).toEqual(['@Ann Lee', '@민수'])
    expect(one.blocks()[0]?.startsWith('so a ')).toBe(true)
  })

  it('is the name in Markdown, and somebody again when a page comes back', () => {
    const one = typed('ask @an')
    applyMention(one.editor, ann)
    one.type('now')
    const { doc } = one.editor.state
    expect(writeMarkdown({ title: '', blocks: blocksOf(doc.content) })).toBe('ask @Ann Lee now\n')
    const page = writeHtml({ title: '', doc, language: 'en', untitled: '' })
    expect(page).toContain('<span class="mention" data-mention="Ann Lee" data-user="u1">@Ann Lee</span>')
    const [block] = readHtml(page, one.editor.schema).blocks
    expect(block?.toJSON()).toEqual(doc.child(0).toJSON())
  })
})
