// @vitest-environment happy-dom
import '../../tables/index.ts'
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
import { nameEquations } from './equations/name-equations.ts'
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

  it('keeps equations: in the line, displayed, in lists and cells, each where it stands', async () => {
    const math = (...letters: string[]) =>
      `<m:oMath>${letters.map(letter => `<m:r><m:t>${letter}</m:t></m:r>`).join('')}</m:oMath>`
    const displayed = (...equations: string[]) =>
      `<m:oMathPara><m:oMathParaPr/>${equations.join('')}</m:oMathPara>`
    const words = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`
    const item = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    const { blocks } = await read(
      wordFile(
        `<w:p>${words('so ')}${math('α', 'x')}${words(' is ')}${math('α')}<w:proofErr w:type="x"/>${math('b')}</w:p>` +
          `<w:p><w:pPr><w:jc w:val="center"/></w:pPr>${displayed(math('x≤1'), `<w:r><w:br/></w:r>`, math('y'))}</w:p>` +
          `<w:p>${words('before')}${displayed(math('z'))}${words('after')}</w:p>` +
          `<w:p>${item}${words('item')}${displayed(math('w'))}</w:p>` +
          `<w:tbl><w:tr><w:tc><w:p>${displayed(math('c'))}</w:p></w:tc><w:tc><w:p>${words('cell')}</w:p></w:tc></w:tr></w:tbl>` +
          `<w:p><w:del>${math('gone')}</w:del><w:ins>${math('come')}</w:ins>${words('.')}</w:p>`,
        numbered,
      ),
    )
    const sums = (text: string) => schema.text(text, [schema.mark('math')])
    expect(blocks.map(json)).toEqual(
      [
        schema.node('block', null, [
          schema.text('so '),
          sums('\\alpha x'),
          schema.text(' is '),
          sums('\\alpha b'),
        ]),
        block({ kind: 'math' }, 'x\\le1'),
        block({ kind: 'math' }, 'y'),
        block({}, 'before'),
        block({ kind: 'math' }, 'z'),
        block({}, 'after'),
        block({ kind: 'bullet' }, 'item'),
        block({ kind: 'math', indent: 1 }, 'w'),
        schema.node('table', null, [
          schema.node('tableRow', null, [
            schema.node('tableCell', null, [block({ kind: 'math' }, 'c')]),
            schema.node('tableCell', null, [block({}, 'cell')]),
          ]),
        ]),
        schema.node('block', null, [sums('come'), schema.text('.')]),
      ].map(json),
    )
  })

  it('keeps the equations of its notes', async () => {
    const note = '<m:oMath><m:r><m:t>β</m:t></m:r></m:oMath>'
    const { blocks } = await read(
      wordFile('<w:p><w:r><w:t>words</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>', {
        ...related('footnotes'),
        'word/footnotes.xml': `<w:footnotes ${namespaces}><w:footnote w:id="2"><w:p>${note}</w:p></w:footnote></w:footnotes>`,
      }),
    )
    expect(blocks.map(({ textContent }) => textContent).join('\n')).toMatch(/^words.*\n.*\\beta/)
  })

  it('reads equations that were made to hurt in no time, and those that are broken as the rest of the file is', async () => {
    const deep = `${'<m:sSup><m:e>'.repeat(20_000)}<m:r><m:t>x</m:t></m:r>${'</m:e></m:sSup>'.repeat(20_000)}`
    const wide = '<m:f><m:num/><m:den><m:r><m:t>y</m:t></m:r></m:den></m:f>'.repeat(20_000)
    const started = performance.now()
    for (const inner of [deep, wide]) {
      const named = nameEquations(`<w:p ${namespaces}><m:oMath>${inner}</m:oMath></w:p>`)
      expect(named).toMatch(/[xy]/)
      expect(named).not.toContain('m:oMath')
    }
    for (const open of ['<m:oMath>', '<m:oMath ', '<m:oMath a="', '<m:oMath><!--'])
      expect(nameEquations(`<w:p ${namespaces}>${open.repeat(100_000)}`)).toContain('m:oMath')
    expect(performance.now() - started).toBeLessThan(10_000)
  }, 30_000)

  it('has tasks where lines begin with a box to tick, and signs where boxes stand among words', async () => {
    const box = (state: string) =>
      `<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="${state}"/></w14:checkbox></w:sdtPr>` +
      '<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic"/><w:color w:val="C00000"/></w:rPr><w:t>☐</w:t></w:r></w:sdtContent></w:sdt>'
    const line = (...parts: string[]) => `<w:p>${parts.join('')}</w:p>`
    const words = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`
    const { blocks } = await read(
      wordFile(
        line(box('0'), words(' to do')) +
          line(box('1'), '<w:r><w:tab/></w:r>', words('done')) +
          line(words('Yes '), box('1'), words(' No '), box('0')) +
          line(box('0')),
      ),
    )
    expect(blocks.map(json)).toEqual(
      [
        block({ kind: 'task' }, 'to do'),
        block({ kind: 'task', checked: true }, 'done'),
        schema.node('block', null, [
          schema.text('Yes '),
          schema.text('☒', [schema.mark('ink', { color: 'red' })]),
          schema.text(' No '),
          schema.text('☐', [schema.mark('ink', { color: 'red' })]),
        ]),
        block({ kind: 'task' }, ''),
      ].map(json),
    )
  })

  it('leaves out what Word hides, by itself or by a style, and nothing else', async () => {
    const run = (text: string, look: string) => `<w:r><w:rPr>${look}</w:rPr><w:t>${text}</w:t></w:r>`
    const styles =
      `<w:styles ${namespaces}><w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>` +
      '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>' +
      '<w:style w:type="paragraph" w:styleId="Gone"><w:basedOn w:val="Base"/></w:style></w:styles>'
    const { blocks } = await read(
      wordFile(
        `<w:p>${run('a', '')}${run('HIDDEN', '<w:vanish/>')}${run('b', '<w:vanish w:val="0"/>')}${run('HIDDEN', '<w:rStyle w:val="Secret"/>')}` +
          `${run('c', '<w:rStyle w:val="Secret"/><w:vanish w:val="false"/>')}${run('d', '<w:webHidden/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>')}</w:p>` +
          `<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>${run('HIDDEN', '<w:vanish/>')}</w:p>` +
          `<w:p><w:pPr><w:rPr><w:vanish/><w:specVanish/></w:rPr></w:pPr>${run('e', '')}</w:p>` +
          `<w:p><w:pPr><w:pStyle w:val="Gone"/></w:pPr>${run('HIDDEN', '')}</w:p><w:p>${run('f', '')}</w:p>`,
        { ...related('styles'), 'word/styles.xml': styles },
      ),
    )
    expect(blocks.map(({ textContent }) => textContent)).toEqual(['abcd', 'e', 'f'])
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
  'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

const related = (part: string) => ({
  'word/_rels/document.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${part}" Target="${part}.xml"/></Relationships>`,
})

const numbered = {
  ...related('numbering'),
  'word/numbering.xml': `<w:numbering ${namespaces}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
}

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
