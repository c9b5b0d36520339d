// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadRich } from '../../create-editor.ts'
import { readMarkdown } from '../../files/markdown/read-markdown.ts'
import { isFenceName } from '../../schema/fence-names.ts'
import { exchange, type Writer } from '../../testing/writers.ts'
import { richLabels, richWriter } from '../testing.ts'
import { found, pickLanguage, setLanguage } from './language-picker.ts'
import { findLanguage, languages } from './languages.ts'
import { maxPaintable } from './paint.ts'

beforeEach(() => {
  localStorage.clear()
  // The page that the tests run in knows no popovers.
  HTMLElement.prototype.showPopover ??= () => {}
  HTMLElement.prototype.hidePopover ??= () => {}
})
afterEach(() => {
  for (const panel of document.querySelectorAll('[popover]')) panel.remove()
})

async function coder(text: string, language: string | null): Promise<Writer> {
  const ann = richWriter()
  ann.editor.commands.setBlockKind('code')
  await loadRich(ann.editor)
  ann.type(text)
  if (language !== null) setLanguage(ann.editor, 0, language)
  return ann
}

const words = ({ editor }: Writer, kind: string) =>
  [...editor.view.dom.querySelectorAll(`.hljs-${kind}`)].map(each => each.textContent)

describe('code in a language', () => {
  it('has colours that are nowhere in the document, and follow what is typed', async () => {
    const ann = await coder('let a = "b"', 'javascript')
    await vi.waitFor(() => expect(words(ann, 'string')).toEqual(['"b"']))
    expect(words(ann, 'keyword')).toEqual(['let'])
    expect(ann.doc.getXmlFragment('content').toString()).toBe(
      '<block kind="code" language="javascript">let a = "b"</block>',
    )
    ann.select(5)
    ann.type('const ')
    await vi.waitFor(() => expect(words(ann, 'keyword')).toContain('const'))
    setLanguage(ann.editor, 0, null)
    await vi.waitFor(() => expect(ann.editor.view.dom.querySelector('[class^="hljs"]')).toBeNull())
  })

  it('stays plain where it is too long to be coloured at each key', async () => {
    const ann = await coder('', 'json')
    ann.editor.view.dispatch(ann.editor.state.tr.insertText(`"${'x'.repeat(maxPaintable)}"`, 1))
    const short = ann.editor.state.tr.insert(
      0,
      ann.editor.schema.node('block', { kind: 'code', language: 'json' }, [
        ann.editor.schema.text('"short"'),
      ]),
    )
    ann.editor.view.dispatch(short)
    await vi.waitFor(() => expect(words(ann, 'string')).toEqual(['"short"']))
  })

  it('is of both languages’ one and of both people’s words, when two choose and type at once', async () => {
    const ann = await coder('fn()', null)
    const bob = richWriter()
    await loadRich(bob.editor)
    exchange(ann, bob)
    setLanguage(ann.editor, 0, 'rust')
    setLanguage(bob.editor, 0, 'go')
    bob.select(1)
    bob.type('// ')
    ann.select(5)
    ann.type(' {}')
    exchange(ann, bob)
    expect(bob.blocks()).toEqual(ann.blocks())
    expect(ann.blocks()[0]).toMatch(/^code \((rust|go)\) \/\/ fn\(\) \{\}$/)
  })

  it('is said behind the fence, as in Markdown', async () => {
    const ann = richWriter()
    ann.type('```')
    await loadRich(ann.editor)
    ann.type('ts')
    ann.press('Enter')
    ann.type('let a')
    expect(ann.blocks()).toEqual(['code (ts) let a'])
    ann.press('Enter')
    expect(ann.blocks()).toEqual(['code (ts) let a\n'])
  })

  it('is lost when it becomes text, and undo gives it back', async () => {
    const ann = await coder('words', 'rust')
    ann.editor.commands.setBlockKind('paragraph')
    expect(ann.blocks()).toEqual(['words'])
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual(['code (rust) words'])
  })
})

describe('the choice of a language', () => {
  it.each([
    ['py', 'python'],
    ['c++', 'cpp'],
    ['toml', 'ini'],
    ['script', 'javascript'],
    ['dockerf', 'dockerfile'],
  ])('finds %s', (typed, id) => {
    expect(found(typed, richLabels)[0]?.id).toBe(id)
  })

  it('begins with plain text, and what was chosen last', async () => {
    const ann = await coder('x', 'rust')
    setLanguage(ann.editor, 0, 'sql')
    expect(
      found('', richLabels)
        .slice(0, 4)
        .map(({ id }) => id),
    ).toEqual([null, 'sql', 'rust', 'bash'])
    expect(found('', richLabels)).toHaveLength(languages.length + 1)
  })

  it('goes to the block that it was asked for, though others write above it meanwhile', async () => {
    const ann = await coder('x', null)
    const anchor = ann.editor.view.dom.querySelector('.code-language') ?? document.body
    pickLanguage(ann.editor, richLabels, { anchor, at: 0 })
    ann.editor.view.dispatch(ann.editor.state.tr.insert(0, ann.editor.schema.node('block')))
    const field = document.querySelector<HTMLInputElement>('[role="combobox"]')
    if (field === null) throw new Error('no field')
    field.value = 'kot'
    field.dispatchEvent(new Event('input'))
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))
    expect(ann.blocks()).toEqual(['', 'code (kotlin) x'])
    expect(ann.editor.view.dom.querySelector('.code-language')?.getAttribute('aria-label')).toBe(
      'Language of the code: Kotlin',
    )
  })

  it('has each name once', () => {
    const names = languages.flatMap(({ id, aliases }) => [id, ...aliases])
    expect(new Set(names).size).toBe(names.length)
    expect(findLanguage('JS')?.id).toBe('javascript')
    for (const name of names) expect(isFenceName(name), name).toBe(true)
  })
})

it.each([
  ['```js title="a"\nx\n```', 'js'],
  ['```{.python}\nx\n```', 'python'],
  ['```rust,ignore\nx\n```', 'rust'],
  ['```mermaid\nx\n```', 'mermaid'],
  ['```\nx\n```', undefined],
])('reads %j as code in %s', (markdown, language) => {
  expect(readMarkdown(markdown)[0]).toEqual({
    type: 'block',
    kind: 'code',
    ...(language !== undefined && { language }),
    runs: [{ text: 'x', marks: {} }],
  })
})
