// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { describeSelection } from '../describe-selection.ts'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'
import { nearestHighlight, nearestInk } from './colors.ts'

afterEach(leaveAll)

function html({ editor }: Writer): string {
  return [...editor.view.dom.children].map(child => child.innerHTML).join('|')
}

function copied({ editor }: Writer): string {
  const { dom } = editor.view.serializeForClipboard(editor.state.doc.slice(0, editor.state.doc.content.size))
  return dom.innerHTML.replace(/ data-pm-slice="[^"]*"/, '')
}

describe('words', () => {
  it('are highlighted and coloured by name, and given back the page’s ink', () => {
    const ann = writer()
    ann.type('some words')
    ann.select(1, 5)
    ann.editor.commands.setInk('red')
    ann.editor.commands.setHighlight('green')
    const both = '<mark data-highlight="green"><span data-ink="red">some</span></mark> words'
    expect(html(ann)).toBe(both)
    expect(describeSelection(ann.editor)).toMatchObject({ ink: 'red', highlight: 'green' })
    ann.editor.commands.setInk(null)
    ann.editor.commands.toggleHighlight()
    expect(html(ann)).toBe('some words')
  })

  it('keep the colours that two people gave them at once', () => {
    const ann = writer()
    const bob = writer()
    ann.type('words')
    exchange(ann, bob)
    ann.select(1, 6)
    bob.select(1, 6)
    ann.editor.commands.setHighlight('blue')
    bob.editor.commands.setInk('violet')
    bob.editor.commands.toggleSubscript()
    exchange(ann, bob)
    expect(html(ann)).toBe(
      '<mark data-highlight="blue"><span data-ink="violet"><sub>words</sub></span></mark>',
    )
    expect(html(bob)).toBe(html(ann))
  })

  it('are above the line or below it: one replaces the other', () => {
    const ann = writer()
    ann.type('x2')
    ann.select(2, 3)
    ann.press(',', { ctrlKey: true })
    expect(html(ann)).toBe('x<sub>2</sub>')
    ann.press('.', { ctrlKey: true })
    expect(html(ann)).toBe('x<sup>2</sup>')
  })

  it('are highlighted between equal signs, and == in a sum is no mark', () => {
    const ann = writer()
    ann.type('a ==b== c')
    expect(html(ann)).toBe('a <mark data-highlight="yellow">b</mark> c')
    ann.press('Enter')
    ann.type('if a == b and c == d')
    expect(html(ann)).toContain('|if a == b and c == d')
  })
})

describe('blocks', () => {
  it('are aligned, and keep it through every kind but code', () => {
    const ann = writer()
    ann.type('words')
    ann.press('e', { ctrlKey: true, shiftKey: true })
    for (const kind of ['heading', 'callout', 'quote', 'task', 'paragraph'] as const) {
      ann.editor.commands.setBlockKind(kind)
      expect(ann.editor.view.dom.firstElementChild?.getAttribute('data-align')).toBe('center')
    }
    ann.editor.commands.setBlockKind('code')
    expect(ann.editor.commands.setAlignment('end')).toBe(false)
    expect(ann.blocks()).toEqual(['code words'])
  })

  it('become callouts with a tone; Enter goes on, and on an empty one ends them', () => {
    const ann = writer()
    ann.type('! careful')
    expect(ann.blocks()).toEqual(['callout careful'])
    ann.editor.commands.setTone('warning')
    ann.press('Enter')
    ann.type('very')
    ann.press('Enter')
    ann.press('Enter')
    expect(ann.blocks()).toEqual(['callout warning careful', 'callout warning very', ''])
    expect(ann.editor.view.dom.querySelector('[role="note"]')?.getAttribute('aria-label')).toBe('Warning')
  })
})

describe('copying', () => {
  it('writes real HTML, and reads the same back', () => {
    const ann = writer()
    ann.editor.view.pasteHTML(
      '<aside data-tone="success"><p>a</p><p>b</p></aside><p style="text-align:center">H<sub>2</sub>O x<sup>2</sup> ' +
        '<mark>m</mark> <span style="color:#dd0000">red</span> <span style="background-color:#ccffcc">g</span></p>',
    )
    const out = copied(ann)
    expect(out).toContain('<aside data-tone="success"><p>a</p><p>b</p></aside>')
    expect(out).toContain('text-align: center')
    expect(out).toContain('H<sub>2</sub>O x<sup>2</sup>')
    expect(out).toMatch(/<mark data-highlight="yellow" style="background-color: ?[^"]+">m<\/mark>/)
    expect(out).toMatch(/<span data-ink="red" style="color: ?[^"]+">red<\/span>/)
    const bob = writer()
    bob.editor.view.pasteHTML(out)
    expect(bob.blocks()).toEqual(ann.blocks())
    expect(html(bob)).toBe(html(ann))
  })

  it('takes Google Docs’ raised and coloured words, and no page’s black on white', () => {
    const ann = writer()
    ann.editor.view.pasteHTML(
      '<p><span style="vertical-align:super">1</span><span style="color:rgb(34, 34, 34);background-color:rgb(255, 255, 255)">' +
        'plain</span><span style="background-color:#ffff00">lit</span><a href="https://quire.example/" style="color:#1155cc">l</a></p>',
    )
    expect(html(ann)).toBe(
      '<sup>1</sup>plain<mark data-highlight="yellow">lit</mark>' +
        '<a href="https://quire.example/" target="_blank" rel="noopener noreferrer">l</a>',
    )
  })
})

describe('a colour from elsewhere', () => {
  it.each([
    ['#ff0000', 'red', 'pink'],
    ['constructor', undefined, undefined],
    ['rgb(17, 85, 204)', 'blue', 'blue'],
    ['rgba(0, 128, 0, 0.1)', undefined, undefined],
    ['#333333', undefined, undefined],
    ['transparent', undefined, undefined],
    ['purple', 'violet', undefined],
  ])('%s becomes the nearest of ours, or none', (css, ink, highlight) => {
    expect(nearestInk(css)).toBe(ink)
    expect(nearestHighlight(css)).toBe(highlight)
  })
})
