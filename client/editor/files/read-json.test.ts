// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import { createSchema } from '../schema/index.ts'
import '../tables/index.ts'
import { newSeed, randomFrom } from '../testing/random.ts'
import { leaveAll, writer } from '../testing/writers.ts'
import { nodesOf } from './content.ts'
import { insertImported } from './insert.ts'
import { NotOurs, readJson, UnknownPart } from './read-json.ts'
import { randomContent } from './testing/random-document.ts'
import { writeJson } from './write-json.ts'

afterEach(leaveAll)

const schema = createSchema()

it('gives back any document as it was, to the last attribute', () => {
  const first = newSeed()
  for (let seed = first; seed < first + 40; seed++) {
    const [ann, bob] = [writer(), writer()]
    const content = randomContent(randomFrom(seed))
    const blocks = nodesOf(content, schema)
    insertImported(ann.editor, ann.doc, { title: 'A *title*', content: blocks.map(json) })
    const text = writeJson(ann.doc)
    const read = readJson(text, schema)
    insertImported(bob.editor, bob.doc, { title: read.title, content: read.blocks.map(json) })
    expect(withoutIds(writeJson(bob.doc)), `SEED=${seed}`).toBe(withoutIds(text))
    leaveAll()
  }
})

it('knows colours, callouts and alignment', () => {
  const runs = [
    { text: 'a', marks: { ink: { color: 'red' }, link: { href: 'https://quire.example/' } } },
    { text: '\nb', marks: { highlight: { color: 'pink' } } },
  ]
  const { blocks } = readJson(
    file({ type: 'block', kind: 'callout', tone: 'warning', align: 'end', runs }),
    schema,
  )
  expect(blocks[0]?.attrs).toMatchObject({ kind: 'callout', tone: 'warning', align: 'end' })
  expect(blocks[0]?.textBetween(0, blocks[0].content.size, null, '\n')).toBe('a\nb')
})

it.each([
  ['chart', { type: 'chart', runs: [{ text: 'a' }] }],
  ['poem', { type: 'block', kind: 'poem', runs: [] }],
  ['block, voice', { type: 'block', kind: 'paragraph', voice: 'loud', runs: [] }],
  ['blink', { type: 'block', kind: 'paragraph', runs: [{ text: 'a', marks: { blink: {} } }] }],
  [
    'ink',
    { type: 'block', kind: 'paragraph', runs: [{ text: 'a', marks: { ink: { color: 'red', depth: 2 } } }] },
  ],
  [
    'paragraph',
    { type: 'block', kind: 'paragraph', runs: [{ text: 'a', marks: { ink: { color: 'ultraviolet' } } }] },
  ],
])('reads nothing of a file that holds what it does not know: %s', (what, part) => {
  const act = () => readJson(file({ type: 'block', kind: 'quote', runs: [] }, part), schema)
  expect(act).toThrow(UnknownPart)
  expect(act).toThrow(`unknown: ${what}`)
})

it('reads no version of the file that is yet to come', () => {
  expect(() => readJson(file().replace('"version":1', '"version":2'), schema)).toThrow(UnknownPart)
})

it.each([
  '',
  '{',
  '[]',
  '{"format":"quire"}',
  '{"a":1}',
  file(7),
  file({ kind: 'quote' }),
  file({ type: 'block', runs: 'x' }),
])('says of what is no data of ours that it is not: %s', text => {
  expect(() => readJson(text, schema)).toThrow(NotOurs)
})

/** A table's rows and columns have names of their own wherever they are. */
function withoutIds(text: string): string {
  const ids = [...text.matchAll(/"id": "(\w+)"/g)].map(([, id = '']) => id)
  return ids.reduce((all, id, index) => all.replaceAll(id, `${index}`), text)
}

function file(...blocks: unknown[]): string {
  return JSON.stringify({ format: 'quire', version: 1, title: 'T', blocks })
}

function json(node: { toJSON(): unknown }): object {
  return node.toJSON() as object
}
