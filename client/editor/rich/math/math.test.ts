// @vitest-environment happy-dom
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { loadRich } from '../../create-editor.ts'
import { readMarkdown } from '../../files/markdown/read-markdown.ts'
import { exchange, type Writer } from '../../testing/writers.ts'
import { richWriter } from '../testing.ts'
import { insertFormula } from './insert-formula.ts'
import { maxTex, prepareFormulas, render } from './render.ts'

beforeAll(async () => {
  // What the tests run in does not say that it follows the standard.
  Object.defineProperty(document, 'compatMode', { value: 'CSS1Compat' })
  // Style sheets come from nowhere here: their link says at once that they are there.
  vi.spyOn(document.head, 'append').mockImplementation(link => {
    if (link instanceof HTMLLinkElement) link.dispatchEvent(new Event('load'))
  })
  await prepareFormulas()
})

async function reckoner(): Promise<Writer> {
  const ann = richWriter()
  await loadRich(ann.editor)
  return ann
}

const drawn = ({ editor }: Writer) =>
  [...editor.view.dom.querySelectorAll('.math-drawn annotation')].map(each => each.textContent)
const inYjs = ({ doc }: Writer) => doc.getXmlFragment('content').toString()

describe('a formula in a line', () => {
  it('is drawn over its text, which stays text', async () => {
    const ann = await reckoner()
    ann.type('so $x^2$ is')
    await vi.waitFor(() => expect(drawn(ann)).toEqual(['x^2']))
    expect(inYjs(ann)).toBe('<block>so <math>x^2</math> is</block>')
    expect(ann.editor.getText()).toBe('so x^2 is')
  })

  it('opens for the caret, takes what is typed at its ends, and lets go of it when left', async () => {
    const ann = await reckoner()
    ann.type('$x$')
    ann.press('ArrowLeft')
    ann.type('+1')
    expect(drawn(ann)).toEqual([])
    ann.press('Enter')
    ann.type(' then')
    expect(drawn(ann)).toEqual(['x+1'])
    expect(inYjs(ann)).toBe('<block><math>x+1</math> then</block>')
  })

  it('stays one when all of it is deleted and written anew', async () => {
    const ann = await reckoner()
    ann.type('$x$')
    ann.press('ArrowLeft')
    ann.press('Backspace')
    ann.type('y')
    ann.press('Escape')
    expect(inYjs(ann)).toBe('<block><math>y</math></block>')
  })

  it('is begun by a command, empty or of what is selected', async () => {
    const ann = await reckoner()
    ann.type('a b')
    ann.select(1, 2)
    expect(insertFormula(ann.editor)).toBe(true)
    ann.press('Escape')
    ann.select(4)
    insertFormula(ann.editor)
    ann.type('c')
    expect(inYjs(ann)).toBe('<block><math>a</math> b<math>c</math></block>')
  })

  it('is both people’s when they write in it at once', async () => {
    const ann = await reckoner()
    const bob = await reckoner()
    ann.type('$x$')
    exchange(ann, bob)
    bob.select(1)
    bob.press('ArrowRight')
    bob.type('2')
    ann.press('ArrowLeft')
    ann.type('+1')
    exchange(ann, bob)
    expect(inYjs(ann)).toBe('<block><math>2x+1</math></block>')
    expect(inYjs(bob)).toBe(inYjs(ann))
    expect(bob.editor.getJSON()).toEqual(ann.editor.getJSON())
  })

  it.each(['it costs $5 and $6', 'US$5 $', 'a $ b$', '`$x$`'])('is not made of %s', async text => {
    const ann = await reckoner()
    ann.type(text)
    expect(inYjs(ann)).not.toContain('<math>')
  })
})

describe('a formula by itself', () => {
  it('is a block whose text is what two people write', async () => {
    const ann = await reckoner()
    ann.type('$$ a')
    const bob = await reckoner()
    exchange(ann, bob)
    bob.select(1)
    bob.type('b')
    ann.type('c')
    exchange(ann, bob)
    expect(ann.blocks()).toEqual(['math bac'])
    expect(bob.blocks()).toEqual(['math bac'])
    expect(bob.editor.view.dom.querySelector('.katex-display annotation')?.textContent).toBe('bac')
  })

  it('shows what is wrong with it, and loses nothing', async () => {
    const ann = await reckoner()
    ann.type('$$ \\frac{a')
    expect(ann.editor.view.dom.querySelector('[role=status]')?.textContent).toMatch(/^This can’t be read: /)
    // The hint for an empty one does not stay, pale, where something is written.
    expect(ann.editor.view.dom.querySelector('.math-preview-hint')).toBeNull()
    expect(ann.blocks()).toEqual(['math \\frac{a'])
  })
})

describe('drawing', () => {
  it.each([
    ['macros that unfold without end', '\\def\\a{\\a\\a}\\a'],
    ['what is too long', 'x'.repeat(maxTex + 1)],
    ['nesting without end', '{'.repeat(1500) + '}'.repeat(1500)],
  ])('gives up on %s', (_, tex) => {
    expect(['broken', 'long', 'drawn']).toContain(render(tex, true).state)
  })

  it.each([
    '\\href{javascript:alert(1)}{x}',
    '\\includegraphics{https://x.example/y.png}',
    '\\htmlStyle{color:red}{x}',
  ])('makes neither links nor pictures of %s', tex => {
    const rendered = render(tex, false)
    const html = rendered.state === 'drawn' ? rendered.element.innerHTML : ''
    expect(html).not.toMatch(/<a |<img|javascript:[^<]*"|style="color: ?red;?"/)
  })

  it('makes nothing larger than the page can bear', () => {
    const rendered = render('\\rule{1e6em}{1e6em}', false)
    expect(rendered.state === 'drawn' ? rendered.element.innerHTML : '').not.toMatch(/\d{5}em/)
  })
})

describe('Markdown from elsewhere', () => {
  const read = (text: string) =>
    readMarkdown(text).flatMap(block =>
      block.type === 'block'
        ? [[block.kind, ...block.runs.map(({ text, marks }) => (marks.math ? `<${text}>` : text))].join(' ')]
        : [],
    )
  it.each([
    ['a $x_1$ and $y_1$ b', ['paragraph a  <x_1>  and  <y_1>  b']],
    ['costs $5 and $6', ['paragraph costs $5 and $6']],
    ['a `$x$` b \\$y$', ['paragraph a  $x$  b $y$']],
    ['$$\na\nb\n$$', ['math a\nb']],
    ['- a\n  $$\n  x\n  $$', ['bullet a', 'math x']],
    ['$$x$$', ['math x']],
    ['```math\nx\n```', ['math x']],
    ['```\n$x$\n$$\n```', ['code $x$\n$$']],
    ['$`a$b`$', ['paragraph <a$b>']],
  ])('%j', (markdown, blocks) => {
    expect(read(markdown)).toEqual(blocks)
  })
})

it('is taken from pages that drew it', () => {
  const ann = richWriter()
  ann.editor.view.pasteHTML(
    '<p>a <span class="katex"><span class="katex-mathml"><math><semantics><mrow>x</mrow><annotation encoding="application/x-tex">x^2</annotation></semantics></math></span><span class="katex-html">x2</span></span> b</p><pre><code class="language-math">y</code></pre>',
  )
  expect(inYjs(ann)).toBe('<block>a <math>x^2</math> b</block><block kind="math">y</block>')
})
