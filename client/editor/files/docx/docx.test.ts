// @vitest-environment happy-dom
import type { Node } from '@tiptap/pm/model'
import mammoth from 'mammoth'
import { describe, expect, it } from 'vitest'
import type { ContentBlock } from '../../../../formats/content.ts'
import { ClipboardSerializer } from '../../clipboard/clipboard-serializer.ts'
import { createSchema } from '../../schema/index.ts'
import { newSeed, randomFrom } from '../../testing/random.ts'
import { nodesOf } from '../content.ts'
import type { PageBlocks } from '../read-html.ts'
import { documentOf, randomContent } from '../testing/random-document.ts'
import { partsOf } from './parts-of.ts'
import { readDocx } from './read-docx.ts'
import { readDocxPage } from './read-page.ts'
import { pack } from './unpack.ts'
import { writeDocx } from './write-docx.ts'

const schema = createSchema()

function written(title: string, blocks: readonly Node[]): Promise<ArrayBuffer> {
  const page = document.implementation.createHTMLDocument('')
  const doc = schema.node('doc', null, blocks)
  new ClipboardSerializer(schema).serializeFragment(doc.content, { document: page }, page.body)
  return writeDocx({ title, parts: partsOf(page.body) })
}

async function read(file: ArrayBuffer): Promise<PageBlocks> {
  const answer = await readDocx(file)
  if (!('page' in answer)) throw new Error(answer.failure)
  return readDocxPage(answer.page, schema)
}

const block = (attributes: object, text: string, ...marks: [string, object?][]) =>
  schema.node(
    'block',
    attributes,
    text === ''
      ? []
      : schema.text(
          text,
          marks.map(([name, attrs]) => schema.mark(name, { ...attrs })),
        ),
  )

const everything = [
  block({ kind: 'heading', level: 1 }, 'First'),
  block({ align: 'center' }, 'In the middle'),
  block({ align: 'end' }, 'red', ['ink', { color: 'red' }]),
  block({}, 'marked', ['highlight', { color: 'green' }], ['bold']),
  block({ kind: 'heading', level: 2, align: 'center' }, 'Second'),
  block({}, ''),
  block({ kind: 'bullet' }, 'one'),
  block({ kind: 'ordered', indent: 1 }, 'one a'),
  block({ kind: 'task', indent: 2, checked: true }, 'done'),
  block({ indent: 3 }, 'below it'),
  block({ kind: 'bullet', align: 'end' }, 'two'),
  schema.node('rule'),
  schema.node('contents'),
  block({ kind: 'task' }, 'to do'),
  block({ kind: 'quote' }, 'said'),
  block({ kind: 'callout', tone: 'warning' }, 'careful'),
  block({ kind: 'callout' }, 'by the way'),
  block({ kind: 'code' }, 'let a  = 1'),
  block({ kind: 'code' }, 'another one'),
  block({}, 'H', ['subscript']),
  block({}, 'x', ['superscript'], ['italic'], ['underline'], ['strike']),
  block({}, 'code', ['code']),
  block({}, 'Quire', ['link', { href: 'https://quire.example/a?b=c&d=(e)' }]),
  block({}, '  two  spaces'),
  block({}, 'مرحبا'),
  block({ kind: 'heading', level: 3 }, '한글 제목'),
]

describe('a Word file', () => {
  it('holds all that the document does, and gives it back', async () => {
    const { title, blocks } = await read(await written('A title', everything))
    expect(title).toBe('A title')
    expect(blocks.map(json)).toEqual(everything.map(json))
  })

  it('gives back any document', async () => {
    const first = newSeed()
    for (let seed = first; seed < first + 25; seed++) {
      const content = randomContent(randomFrom(seed))
      if (!content.every(isKept)) continue
      const expected = nodesOf(content, schema).map(json)
      const { blocks } = await read(await written('', [...documentOf(content, schema).content.content]))
      expect(blocks.map(json), `SEED=${seed}`).toEqual(expected)
    }
  }, 60_000)

  it('holds formulas, sections that fold, and what code is written in', async () => {
    const rich = [
      schema.node('block', null, [
        schema.text('so '),
        schema.text('x^2 + \\frac{a}{b}', [schema.mark('math')]),
        schema.text(' is'),
      ]),
      block({ kind: 'math' }, '\\sum_i i'),
      block({ kind: 'code', language: 'python' }, 'pass  # code'),
      block({ kind: 'toggle' }, 'More'),
      block({ indent: 1 }, 'within'),
      block({ kind: 'bullet', indent: 1 }, 'item'),
      block({ kind: 'toggle', indent: 1 }, 'Inner'),
      block({ kind: 'code', indent: 2 }, 'a'),
      block({ kind: 'heading', level: 2, indent: 1 }, 'Heading'),
      block({}, 'after'),
      block({ kind: 'toggle' }, 'Empty'),
    ]
    const file = await written('', rich)
    const { blocks } = await read(file)
    expect(blocks.map(json)).toEqual(rich.map(json))
    // Others read the words of it all.
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(file) })
    for (const words of ['x^2 + \\frac{a}{b}', '\\sum_i i', 'More', 'within']) expect(value).toContain(words)
  })

  it('keeps the numbers of lists, nested and interrupted, and code in its item', async () => {
    const listed = [
      block({ kind: 'ordered', start: 3 }, 'three'),
      block({ kind: 'ordered' }, 'four'),
      block({ kind: 'ordered', indent: 1, start: 7 }, 'seven'),
      block({ kind: 'code', language: 'python', indent: 2 }, 'pass  # more'),
      block({ kind: 'ordered', indent: 1 }, 'eight'),
      block({ kind: 'ordered' }, 'five'),
      block({ kind: 'code', indent: 1 }, 'end'),
      block({}, 'between'),
      block({ kind: 'ordered', start: 6 }, 'six'),
      block({ kind: 'bullet' }, 'a'),
      block({ kind: 'ordered', indent: 1 }, 'a 1'),
      block({ kind: 'bullet' }, 'b'),
      block({ kind: 'ordered', indent: 1 }, 'b 1'),
    ]
    const { blocks } = await read(await written('', listed))
    expect(blocks.map(json)).toEqual(listed.map(json))
  })

  it('is read by others: its structure is the structure that they know', async () => {
    const { value, messages } = await mammoth.convertToHtml({
      buffer: Buffer.from(await written('T', everything)),
    })
    expect(messages.filter(({ type }) => type === 'error')).toEqual([])
    // Headings that are listed have an anchor.
    const bare = value.replace(/<a id="[^"]*"><\/a>/g, '')
    for (const part of ['<h1>First</h1>', '<h2>Second</h2>', '<h3>한글 제목</h3>', '<strong>marked</strong>'])
      expect(bare).toContain(part)
    expect(value).toMatch(/<ul><li>one<ol><li>one a<ul><li><input type="checkbox" checked="checked" \/> done/)
    expect(value).toContain('<a href="https://quire.example/a?b=c&amp;d=(e)">Quire</a>')
  })

  it('holds tables, with their headers and the cells that are joined', async () => {
    const page = document.implementation.createHTMLDocument('')
    page.body.innerHTML =
      '<table><tr><th>a</th><th>b</th></tr><tr><td colspan="2"><p>one</p><ul><li>two</li></ul></td></tr></table><p>after</p>'
    const file = await writeDocx({ title: '', parts: partsOf(page.body) })
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(file) })
    expect(value).toMatch(
      /<table><thead><tr><th><p>a<\/p><\/th>.*<td colspan="2"><p>one<\/p><ul><li>two<\/li><\/ul>.*<\/table><p>after<\/p>$/,
    )
  })
})

describe('a Word file of others', () => {
  it('keeps colours that are near to ours, alignment, and what was not taken back', async () => {
    const { blocks } = await read(
      wordFile(
        '<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:t>plain</w:t></w:r>' +
          '<w:r><w:rPr><w:b/><w:color w:val="C00000"/></w:rPr><w:t xml:space="preserve"> red</w:t></w:r></w:p>' +
          '<w:p><w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>marked</w:t></w:r>' +
          '<w:r><w:rPr><w:rFonts w:ascii="Consolas"/></w:rPr><w:t>code</w:t></w:r>' +
          '<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>come</w:t></w:r></w:ins></w:p>',
      ),
    )
    expect(blocks.map(json)).toEqual(
      [
        schema.node('block', { align: 'end' }, [
          schema.text('plain'),
          schema.text(' red', [schema.mark('ink', { color: 'red' }), schema.mark('bold')]),
        ]),
        schema.node('block', null, [
          schema.text('marked', [schema.mark('highlight', { color: 'yellow' })]),
          schema.text('code', [schema.mark('code')]),
          schema.text('come'),
        ]),
      ].map(json),
    )
  })

  it('has the numbers that Word shows: they go on behind what stands between, and begin where the list says', async () => {
    const item = (text: string, list: number, level = 0) =>
      `<w:p><w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`
    const level = (at: number) =>
      `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>`
    const main = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    const { blocks } = await read(
      wordFile(
        `${item('one', 1)}${item('nested', 1, 1)}${item('two', 1)}${item('again', 1, 1)}<w:p><w:r><w:t>between</w:t></w:r></w:p>${item('three', 1)}${item('shared', 2)}${item('anew', 3)}${item('next', 3)}`,
        {
          'word/numbering.xml': `<w:numbering ${namespaces}><w:abstractNum w:abstractNumId="0">${level(0)}${level(1)}</w:abstractNum>
            <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>
            <w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num></w:numbering>`,
          'word/_rels/document.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="n" Type="${main}/numbering" Target="numbering.xml"/></Relationships>`,
        },
      ),
    )
    expect(blocks.map(({ textContent, attrs }) => [textContent, attrs.indent, attrs.start])).toEqual([
      ['one', null, null],
      ['nested', 1, null],
      ['two', null, null],
      ['again', 1, null],
      ['between', null, null],
      ['three', null, 3],
      ['shared', null, null],
      ['anew', null, 9],
      ['next', null, null],
    ])
  })

  it('runs nothing, and follows no address that is not allowed', async () => {
    const { blocks } = await read(
      wordFile(
        '<w:p><w:hyperlink r:id="evil"><w:r><w:t>&lt;img src=x onerror=alert(1)&gt;</w:t></w:r></w:hyperlink></w:p>',
        {
          'word/_rels/document.xml.rels':
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="evil" TargetMode="External" ' +
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="javascript:alert(1)"/></Relationships>',
        },
      ),
    )
    expect(blocks.map(json)).toEqual([json(block({}, '<img src=x onerror=alert(1)>'))])
  })
})

/** Others keep their words. */
const kept = new Set<string>('paragraph heading quote bullet ordered task code math toggle'.split(' '))

function isKept(part: ContentBlock): boolean {
  return part.type === 'rule' || part.type === 'contents' || (part.type === 'block' && kept.has(part.kind))
}

function json(node: Node): unknown {
  return node.toJSON()
}

const namespaces =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

function wordFile(body: string, more: Record<string, string> = {}): ArrayBuffer {
  const types = 'http://schemas.openxmlformats.org/package/2006/content-types'
  const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument'
  const files = {
    '[Content_Types].xml': `<Types xmlns="${types}"/>`,
    '_rels/.rels': `<Relationships xmlns="${relationships}"><Relationship Id="r" Type="${office}" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document ${namespaces}><w:body>${body}</w:body></w:document>`,
    ...more,
  }
  return pack(new Map(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)])))
}
