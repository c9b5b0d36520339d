// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { leaveAll, writer } from '../testing/writers.ts'

afterEach(leaveAll)

describe('Markdown as one types', () => {
  it.each([
    ['# a', 'heading 1 a'],
    ['## a', 'heading 2 a'],
    ['### a', 'heading 3 a'],
    ['- a', 'bullet a'],
    ['* a', 'bullet a'],
    ['1. a', 'ordered a'],
    ['[] a', 'task a'],
    ['[ ] a', 'task a'],
    ['[x] a', 'task checked a'],
    ['> a', 'quote a'],
    ['```a', 'code a'],
  ])('%s makes %s', (typed, block) => {
    const ann = writer()
    ann.type(typed)
    expect(ann.blocks()).toEqual([block])
  })

  it.each(['---', '___ ', '*** '])('makes a rule of “%s”, and goes on below it', rule => {
    const ann = writer()
    ann.type(`${rule}a`)
    expect(ann.blocks()).toEqual(['rule', 'a'])
  })

  it.each([
    ['a **bold** b', 'a <strong>bold</strong> b'],
    ['a *italic* b', 'a <em>italic</em> b'],
    ['a _italic_ b', 'a <em>italic</em> b'],
    ['a __bold__ b', 'a <strong>bold</strong> b'],
    ['a ~~strike~~ b', 'a <s>strike</s> b'],
    ['a `code` b', 'a <code spellcheck="false">code</code> b'],
    ['**한글**은', '<strong>한글</strong>은'],
    ['a snake_case_name b', 'a snake_case_name b'],
    ['a snake__case__name b', 'a snake__case__name b'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['a `**not bold**` b', 'a <code spellcheck="false">**not bold**</code> b'],
  ])('%s', (typed, html) => {
    const ann = writer()
    ann.type(typed)
    expect(ann.editor.view.dom.innerHTML).toContain(`>${html}</p>`)
  })

  it('makes a link of an address once it is complete, without the full stop behind it', () => {
    const ann = writer()
    ann.type('see https://quire.example/a. And')
    const link = ann.editor.view.dom.querySelector('a')
    expect([link?.getAttribute('href'), link?.textContent]).toEqual([
      'https://quire.example/a',
      'https://quire.example/a',
    ])
  })

  it.each([
    ['see [the plan](https://quire.example/a_(b)). And', 'the plan', 'https://quire.example/a_(b)'],
    ['[계획](www.quire.example)', '계획', 'https://www.quire.example'],
  ])('makes a link of %s', (typed, words, href) => {
    const ann = writer()
    ann.type(typed)
    const links = [...ann.editor.view.dom.querySelectorAll('a')]
    expect(links.map(link => [link.textContent, link.getAttribute('href')])).toEqual([[words, href]])
    expect(ann.blocks()).toEqual([typed.replace(/\[(.*)\]\(.*?\)+/, '$1')])
  })

  it.each(['rows[1](a.b)', '[x](javascript:alert(1))', 'a `[b](mailto:c@quire.example)` d'])(
    'leaves %s as it is',
    typed => {
      const ann = writer()
      ann.type(typed)
      expect(ann.editor.view.dom.querySelector('a')).toBeNull()
      expect(ann.blocks()).toEqual([typed.replaceAll('`', '')])
    },
  )

  it('links what is typed of an address without its scheme, too', () => {
    const ann = writer()
    ann.type('(www.quire.example) ')
    const link = ann.editor.view.dom.querySelector('a')
    expect([link?.textContent, link?.getAttribute('href')]).toEqual([
      'www.quire.example',
      'https://www.quire.example',
    ])
  })

  it('makes a link of an address at the end of a block too', () => {
    const ann = writer()
    ann.type('see https://quire.example/a')
    ann.press('Enter')
    expect(ann.editor.view.dom.querySelector('a')?.textContent).toBe('https://quire.example/a')
  })

  it('leaves code as it is', () => {
    const ann = writer()
    ann.type('```# a **b** ')
    expect(ann.blocks()).toEqual(['code # a **b** '])
    expect(ann.editor.view.dom.querySelector('strong')).toBeNull()
  })

  it('numbers a heading that begins with a number, and makes no list of it', () => {
    const ann = writer()
    ann.type('# 1. Introduction')
    expect(ann.blocks()).toEqual(['heading 1 1. Introduction'])
  })

  it.each([
    ['2. b', ['ordered a', 'ordered b']],
    ['7. b', ['ordered a', '7. b']],
  ])('goes on with the list above by its next number, and by no other: %s', (typed, blocks) => {
    const ann = writer()
    ann.type('1. a')
    ann.press('Enter')
    ann.press('Enter')
    ann.type(typed)
    expect(ann.blocks()).toEqual(blocks)
  })
})

describe('a shortcut that was not meant', () => {
  it.each([
    ['Backspace', {}],
    ['z', { ctrlKey: true }],
  ] as const)('is taken back by %s, and the typed characters are there', (key, modifiers) => {
    const ann = writer()
    ann.type('# ')
    expect(ann.blocks()).toEqual(['heading 1'])
    ann.press(key, modifiers)
    expect(ann.blocks()).toEqual(['# '])
    ann.type('x')
    expect(ann.blocks()).toEqual(['# x'])
  })

  it('is taken back in the middle of a sentence too', () => {
    const ann = writer()
    ann.type('a **b**')
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['a **b**'])
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['a **b*'])
  })

  it('is not what Backspace means later on', () => {
    const ann = writer()
    ann.type('# a')
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['heading 1'])
    ann.press('Backspace')
    expect(ann.blocks()).toEqual([''])
  })
})
