import type { Node, Schema } from '@tiptap/pm/model'
import type { ContentBlock, Run, TableBlock, TextBlock } from '../../../../formats/content.ts'
import type { Random } from '../../testing/random.ts'
import { nodesOf } from '../content.ts'

const kinds: readonly TextBlock['kind'][] = [
  'paragraph',
  'heading',
  'quote',
  'callout',
  'bullet',
  'ordered',
  'task',
  'code',
  'math',
]
const words = (
  'a b word 한글 “quoted” *star* _under_ ~~no~~ `tick` [x] [TOC] <b> &amp; 1. - + # > | \\ ! ![i](u) https://quire.example/ ' +
  'www.quire.example ann@quire.example *** --- $5 $x$ a$b $$ \\$ ``` [^1] <br> 日本語 ، مرحبا 🙂 … ( ) ** __ ~ : = === == ==x== [!NOTE] [!TIP]'
).split(' ')
const addresses = [
  'https://quire.example/a_b?c=d&e=(f)',
  'mailto:ann@quire.example',
  '#part',
  'https://quire.example/',
]

/** Any document there can be, in the form in which a file gives it back. */
export function randomContent(random: Random): ContentBlock[] {
  const blocks: ContentBlock[] = []
  const indents: number[] = []
  const count = 1 + random.below(8)
  for (let index = 0; index < count; index++) {
    if (random.below(12) === 0) {
      blocks.push({ type: random.below(3) === 0 ? 'contents' : 'rule' })
      indents.length = 0
      continue
    }
    if (random.below(8) === 0) {
      blocks.push(randomTable(random))
      indents.length = 0
      continue
    }
    blocks.push(randomBlock(random, indents))
  }
  return blocks
}

/** `open`: the indents of the items that the block could belong to. */
function randomBlock(random: Random, open: number[]): TextBlock {
  const kind = random.pick(kinds)
  const isItem = kind === 'bullet' || kind === 'ordered' || kind === 'task'
  const isIndented = isItem || (kind === 'paragraph' && open.length > 0)
  const indent = isIndented ? random.below(Math.min(8, open.length) + 1) : 0
  open.length = indent
  if (isItem) open.push(indent)
  return {
    type: 'block',
    kind,
    ...(kind === 'heading' && { level: 1 + random.below(3) }),
    ...(indent > 0 && { indent }),
    ...(kind === 'task' && { checked: random.below(2) === 0 }),
    ...(kind === 'ordered' && random.below(4) === 0 && { start: 40 + random.below(40) }),
    ...(kind === 'callout' && random.pick([{}, { tone: 'warning' as const }, { tone: 'success' as const }])),
    ...(kind === 'code' &&
      random.below(2) === 0 && { language: random.pick(['js', 'c++', 'C#', 'objective-c']) }),
    runs: kind === 'code' || kind === 'math' ? randomCode(random) : randomRuns(random, kind === 'paragraph'),
  }
}

/** What Markdown can say of a table, and a page as well. */
function randomTable(random: Random): TableBlock {
  const width = 1 + random.below(3)
  const aligns = Array.from({ length: width }, () =>
    random.pick(['start', 'start', 'center', 'end'] as const),
  )
  const cell = (isFull: boolean) => {
    const runs = randomRuns(random, false).filter(({ text }) => !/^\s*$/.test(text))
    if (isFull && runs.length === 0) runs.push({ text: 'head', marks: {} })
    return { blocks: [{ type: 'block' as const, kind: 'paragraph' as const, runs }], colspan: 1, rowspan: 1 }
  }
  const rows = Array.from({ length: 1 + random.below(3) }, (_, row) =>
    Array.from({ length: width }, () => cell(row === 0)),
  )
  return { type: 'table', headerRow: random.below(3) > 0, headerColumn: false, aligns, rows }
}

function randomCode(random: Random): Run[] {
  if (random.below(3) === 0)
    return [
      { text: random.pick(['x^2', 'a\n  + b\n', ' \\alpha  < \\beta', '\\sum_{i=1}^n i & 1']), marks: {} },
    ]
  const text = Array.from({ length: random.below(4) }, () => random.pick([...words, '\n', '  '])).join(
    random.pick(['', '\n', ' ']),
  )
  return text === '' ? [] : [{ text, marks: {} }]
}

const formulas = [
  'x',
  'x^2',
  'a_b + c_d',
  '\\frac{a}{b}',
  '\\$5',
  '*x*',
  'a`b',

  '한글',
  '\\{',
  'x|y',
  '|x|',
  '<b>',
]

function randomRuns(random: Random, never: boolean): Run[] {
  const count = random.below(5)
  if (count === 0 && !never) return []
  const runs: Run[] = [{ text: random.pick(words), marks: randomMarks(random) }]
  for (let index = 0; index < count; index++) {
    const joint = random.pick(['', ' ', ' ', '  ', '\n', '\t'])
    if (joint !== '') runs.push({ text: joint, marks: {} })
    if (random.below(6) === 0) runs.push({ text: random.pick(formulas), marks: { math: {} } })
    else runs.push({ text: random.pick(words), marks: randomMarks(random) })
  }
  if (random.below(8) === 0) runs.push({ text: '\n', marks: {} })
  return runs
}

function randomMarks(random: Random): Run['marks'] {
  const marks: Record<string, Record<string, unknown>> = {}
  for (const mark of ['bold', 'italic', 'underline', 'strike', 'code'])
    if (random.below(4) === 0) marks[mark] = {}
  if (random.below(8) === 0) marks.highlight = { color: 'yellow' }
  // Words of a Word file are one or the other.
  if (random.below(8) === 0) marks[random.pick(['subscript', 'superscript'])] = {}
  if (random.below(6) === 0) marks.link = { href: random.pick(addresses) }
  return marks
}

export function documentOf(blocks: readonly ContentBlock[], schema: Schema): Node {
  return schema.node('doc', null, nodesOf(blocks, schema))
}
