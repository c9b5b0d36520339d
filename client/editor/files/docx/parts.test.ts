// @vitest-environment happy-dom
import '../../tables/index.ts'
import { expect, it } from 'vitest'
import { ClipboardSerializer } from '../../clipboard/clipboard-serializer.ts'
import { createSchema } from '../../schema/index.ts'
import { partsOf } from './parts-of.ts'
import { readDocx } from './read-docx.ts'
import { readDocxPage } from './read-page.ts'
import { writeDocx } from './write-docx.ts'

const schema = createSchema()
const cell = (text: string, attrs: object = {}) =>
  schema.node('tableCell', attrs, [schema.node('block', null, schema.text(text))])

it('tells a Word file how wide columns are, where all of them say so', async () => {
  const page = document.implementation.createHTMLDocument('')
  const row = schema.node('tableRow', null, [cell('a'), cell('b')])
  for (const widths of [
    [100, 200],
    [100, null],
  ]) {
    const { content } = schema.node('doc', null, [schema.node('table', { widths }, [row])])
    new ClipboardSerializer(schema).serializeFragment(content, { document: page }, page.body)
  }
  const tables = partsOf(page.body).flatMap(part => (part.is === 'table' ? [part.widths] : []))
  expect(tables).toEqual([[100, 200], []])
})

it('names in a Word file the files of the document, and where they are', () => {
  const page = document.implementation.createHTMLDocument('')
  const address = `https://quire.example/api/documents/${'d'.repeat(21)}/files/${'f'.repeat(32)}`
  page.body.innerHTML = `<p>above</p><figure data-bytes="3"><a href="${address}" download>doc.pdf</a></figure><figure>lost</figure>`
  const texts = partsOf(page.body).map(part => (part.is === 'paragraph' ? part.runs : []))
  expect(texts.flat().map(({ text, link }) => [text, link])).toEqual([
    ['above', undefined],
    ['doc.pdf', address],
    ['lost', undefined],
  ])
})

it('keeps a table in a Word file: its header, its joined cells, and the words in them', async () => {
  const table = schema.node('table', { headerRow: true }, [
    schema.node('tableRow', null, [cell('a', { header: 'col' }), cell('b', { header: 'col' })]),
    schema.node('tableRow', null, [cell('wide', { colspan: 2 })]),
    schema.node('tableRow', null, [cell('tall', { rowspan: 2 }), cell('c')]),
    schema.node('tableRow', null, [cell('d')]),
  ])
  const after = schema.node('block', null, schema.text('after'))
  const page = document.implementation.createHTMLDocument('')
  const { content } = schema.node('doc', null, [table, after])
  new ClipboardSerializer(schema).serializeFragment(content, { document: page }, page.body)
  const answer = await readDocx(await writeDocx({ title: 'T', parts: partsOf(page.body) }))
  if (!('page' in answer)) throw new Error(answer.failure)
  const { blocks } = readDocxPage(answer.page, schema)
  expect(blocks.map(block => block.toJSON())).toEqual([table.toJSON(), after.toJSON()])
})
