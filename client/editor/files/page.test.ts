// @vitest-environment happy-dom
import type { Node } from '@tiptap/pm/model'
import * as katex from 'katex'
import { expect, it } from 'vitest'
import '../tables/index.ts'
import { createSchema } from '../schema/index.ts'
import { drawerWith } from './page-formulas.ts'
import { readHtml } from './read-html.ts'
import { writeHtml } from './write-html.ts'

const schema = createSchema()
const drawFormula = drawerWith(katex)
const block = (attributes: object, text: string) =>
  schema.node(
    'block',
    attributes,
    text
      .split(/(\n)/)
      .filter(part => part !== '')
      .map(part => (part === '\n' ? schema.node('hardBreak') : schema.text(part))),
  )
const sum = (tex: string) => schema.text(tex, [schema.mark('math')])

function pageOf(...blocks: Node[]): string {
  const doc = schema.node('doc', null, blocks)
  return writeHtml({ title: 'T', doc, language: 'en', untitled: '', drawFormula })
}

const bodyOf = (html: string) => html.slice(html.indexOf('<body>'))

it('draws formulas by what every browser has, and gives back their TeX letter for letter', () => {
  const blocks = [
    schema.node('block', null, [
      schema.text('so '),
      sum('x  <  "y" '),
      schema.text(' and '),
      sum('\\text{한글}'),
      schema.text('.'),
    ]),
    block({ kind: 'math' }, '\\begin{aligned}\n  a &= b \\\\\n  &= c\n\\end{aligned}\n'),
    block({ kind: 'bullet' }, 'item'),
    block({ kind: 'math', indent: 1 }, '\\sum_i i'),
    block({ kind: 'toggle' }, 'more'),
    block({ kind: 'math', indent: 1 }, '\\frac12'),
    schema.node('table', null, [
      schema.node('tableRow', null, [
        schema.node('tableCell', null, [block({ kind: 'math' }, 'c^2')]),
        schema.node('tableCell', null, [schema.node('block', null, [sum('d')])]),
      ]),
    ]),
  ]
  const html = pageOf(...blocks)
  expect(bodyOf(html).match(/<math /g)).toHaveLength(7)
  expect(html).not.toMatch(/<script|<link|@import|url\(|class="(?!mention)/)
  expect(readHtml(html, schema).blocks.map(node => node.toJSON())).toEqual(blocks.map(node => node.toJSON()))
})

it('leaves what is no formula, what is too long to be drawn, and what would lead elsewhere', () => {
  const odd = ['\\frac{', 'x+'.repeat(3_000), '\\def\\a{\\a\\a}\\a']
  const blocks = [
    ...odd.map(tex => block({ kind: 'math' }, tex)),
    schema.node('block', null, [sum('\\frac{')]),
    block({ kind: 'math' }, '\\href{javascript:alert(1)}{x} \\includegraphics{https://quire.example/x.png}'),
    block({}, '<span data-formula="0"></span>'),
  ]
  const html = pageOf(...blocks)
  expect(html).not.toMatch(/(?:href|src|style)="[^"]*(?:javascript|quire\.example)/)
  expect(readHtml(html, schema).blocks.map(node => node.toJSON())).toEqual(blocks.map(node => node.toJSON()))
})

it('says what stands apart: notes, what a box is for, in what code is written, how large a file is', () => {
  const html = pageOf(
    block({ kind: 'callout', tone: 'warning' }, 'careful'),
    block({ kind: 'task', checked: true }, 'done'),
    block({ kind: 'code', language: 'python' }, 'pass'),
  )
  expect(html).toContain('<aside data-tone="warning" role="note"><p>careful</p></aside>')
  expect(html).toMatch(/<input [^>]*aria-label="done"/)
  expect(html).toContain('<pre data-language="python"><code class="language-python">')
})
