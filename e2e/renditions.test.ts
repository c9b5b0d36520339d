// @vitest-environment happy-dom
import { Fragment } from '@tiptap/pm/model'
import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import '../client/editor/tables/index.ts'
import { readBlock } from '../client/editor/binding/read-blocks.ts'
import { createElement } from '../client/editor/binding/write-blocks.ts'
import { blocksOf, nodesOf } from '../client/editor/files/content.ts'
import { readHtml } from '../client/editor/files/read-html.ts'
import { randomContent } from '../client/editor/files/testing/random-document.ts'
import { createSchema } from '../client/editor/schema/index.ts'
import { newSeed, randomFrom } from '../client/editor/testing/random.ts'
import { blocksOf as blocksTold, learn } from '../client/live/told.ts'
import type { ContentBlock, TextBlock } from '../formats/content.ts'
import { writeMarkdown } from '../formats/markdown/write-markdown.ts'
import { htmlOfDocument, piecesOfDocument } from '../server/log/renditions/html.ts'
import { markdownOfDocument } from '../server/log/renditions/markdown.ts'
import { recipeOf } from '../server/sync/feeds/recipe.ts'

// What the server writes of a document, the editor must read as that document: both know one schema.

const schema = createSchema()
const rounds = 40

function documentOf(title: string, blocks: readonly ContentBlock[]): Y.Doc {
  const doc = new Y.Doc()
  doc.getText('title').insert(0, title)
  doc.getXmlFragment('content').insert(0, nodesOf(blocks, schema).map(createElement))
  return doc
}

/** As the editor's export writes what it shows of the document. */
function exportOf(doc: Y.Doc): string {
  const shown = doc.getXmlFragment('content').toArray()
  const nodes = shown.map(element => readBlock(element, schema).node)
  return writeMarkdown({ title: doc.getText('title').toString(), blocks: blocksOf(Fragment.from(nodes)) })
}

function expectSame(title: string, blocks: readonly ContentBlock[], called = ''): void {
  const doc = documentOf(title, blocks)
  expect(markdownOfDocument(doc), called).toBe(exportOf(doc))
  const html = htmlOfDocument(doc)
  const read = readHtml(html, schema)
  expect(read.title, called + html).toBe(title)
  expect(
    read.blocks.map(node => node.toJSON()),
    called + html,
  ).toEqual(nodesOf(blocks, schema).map(node => node.toJSON()))
}

it('writes any document as a page that the editor reads as the same, and as the Markdown that the editor exports', () => {
  const first = newSeed()
  for (let seed = first; seed < first + rounds; seed++) {
    const random = randomFrom(seed)
    expectSame(random.below(2) === 0 ? 'A *title* + more' : '', randomContent(random), `SEED=${seed}\n`)
  }
})

const words = (text: string, marks = {}) => [{ text, marks }]
const block = (kind: TextBlock['kind'], text: string, more: Partial<TextBlock> = {}): TextBlock => ({
  type: 'block',
  kind,
  runs: words(text),
  ...more,
})
const picture = `data:image/png;base64,${btoa('\x89PNG\r\n\x1a\n and what follows')}`

it('writes what the corpus above lacks: sections, pictures, colours, mentions, merged cells', () => {
  const cell = (text: string, colspan = 1, rowspan = 1) => ({
    blocks: [block('paragraph', text)],
    colspan,
    rowspan,
  })
  expectSame('Everything', [
    block('toggle', 'folds'),
    block('paragraph', 'within', { indent: 1 }),
    block('bullet', 'an item', { indent: 1 }),
    block('toggle', 'deeper', { indent: 2 }),
    block('paragraph', 'in there', { indent: 3 }),
    block('image', 'caption', {
      image: { src: picture, alt: 'a "b" <c>', width: 40, size: '64x48', align: 'center' },
    }),
    block('image', 'elsewhere', { image: { src: 'https://quire.example/a.png', alt: 'A' } }),
    block('paragraph', '', {
      runs: [
        ...words('ink', { ink: { color: 'red' } }),
        ...words('lit', { highlight: { color: 'blue' }, bold: {} }),
        ...words('@Ann', { mention: { name: 'Ann', user: null } }),
      ],
    }),
    {
      type: 'table',
      headerRow: true,
      headerColumn: false,
      aligns: ['start', 'start', 'start'],
      rows: [
        [cell('wide', 2), cell('c')],
        [cell('tall', 1, 2), cell('e'), cell('f')],
        [cell('h'), cell('i')],
      ],
    },
  ])
})

it('tells a live view of a change in pieces that make the same page, block by block', () => {
  const first = newSeed()
  for (let seed = first; seed < first + rounds; seed++) {
    const random = randomFrom(seed)
    const [before, now] = [randomContent(random), randomContent(random)].map(blocks =>
      documentOf('T', blocks),
    )
    if (before === undefined || now === undefined) throw new Error('unreachable')
    const told = [before, now].map(doc => piecesOfDocument(doc))
    const [had, has] = [told[0]?.pieces ?? [], told[1]?.pieces ?? []]
    const known = { epoch: 'e', seq: 1, is: 'a', title: 'T', pieces: had }
    const learnt = learn(known, {
      epoch: 'e',
      seq: 2,
      is: 'b',
      from: 'a',
      title: 'T',
      blocks: recipeOf(had, has),
    })
    const blocks = blocksTold(learnt?.pieces ?? [])
    const whole = htmlOfDocument(now).split('<h1>T</h1>\n')[1]?.replace('</body>\n</html>\n', '')
    expect(blocks.join('').trim().replaceAll('</tr><tr>', '</tr>\n<tr>'), `SEED=${seed}`).toBe(whole?.trim())
    for (const block of blocks) {
      const { body } = new DOMParser().parseFromString(block, 'text/html')
      expect(body.children.length, `SEED=${seed}\n${block}`).toBe(1)
    }
  }
})

it('sends a picture, and a long list, once, however often something in them changes', () => {
  const blocks = (text: string) => [
    block('toggle', text),
    block('image', 'caption', { indent: 1, image: { src: picture, alt: 'A' } }),
    ...Array.from({ length: 50 }, (_, n) => block('bullet', `item ${n}`)),
  ]
  const [before, now] = ['one', 'two'].map(text => piecesOfDocument(documentOf('T', blocks(text))).pieces)
  const recipe = JSON.stringify(recipeOf(before ?? [], now ?? []))
  expect(recipe).toContain('two')
  expect(recipe).not.toMatch(/data:|item/)
})

it('brings nothing to a page that runs, or leads where it must not, whatever stands in the document', () => {
  const doc = documentOf('<script>title()</script>', [])
  const hostile = new Y.XmlElement('block')
  const setAny = (element: Y.XmlElement, name: string, value: unknown) =>
    element.setAttribute(name, value as string)
  setAny(hostile, 'kind', 'image')
  setAny(hostile, 'src', 'javascript:alert(1)')
  setAny(hostile, 'alt', '"><img src=x onerror=alert(1)>')
  const text = new Y.XmlText()
  text.applyDelta([
    { insert: '<script>alert(1)</script>', attributes: { link: { href: ' jAvaScript:alert(1)' } } },
    { insert: 'x', attributes: { ink: { color: '" onclick="alert(1)' }, __proto__x: {}, constructor: {} } },
    { insert: 'y', attributes: { link: { href: 'https://quire.example/"onmouseover="alert(1)' } } },
  ])
  const paragraph = new Y.XmlElement('block')
  paragraph.insert(0, [text])
  const svg = new Y.XmlElement('block')
  setAny(svg, 'kind', 'image')
  setAny(svg, 'src', 'data:image/svg+xml;base64,PHN2Zy8+')
  const foreign = new Y.XmlElement('iframe')
  setAny(foreign, 'src', 'https://quire.example')
  const code = new Y.XmlElement('block')
  setAny(code, 'kind', 'code')
  setAny(code, 'language', '"><b')
  doc.getXmlFragment('content').insert(0, [hostile, paragraph, svg, foreign, code])
  const markdown = markdownOfDocument(doc)
  expect(markdown).toBe(exportOf(doc))
  expect(markdown).not.toMatch(/javascript:|(?<!\\)<(?:script|img)/i)
  const page = new DOMParser().parseFromString(htmlOfDocument(doc), 'text/html')
  expect([...page.querySelectorAll('script, iframe, img, svg, b')]).toEqual([])
  for (const element of page.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      expect(name).not.toMatch(/^on/)
      expect(value).not.toMatch(/^\s*javascript:/i)
    }
  }
  expect(page.querySelector('h1')?.textContent).toBe('<script>title()</script>')
})

it('writes as Markdown what the editor exports, however it is kept', () => {
  const doc = documentOf('', [
    block('paragraph', 'ab\ncd'),
    block('toggle', 'folds'),
    block('image', 'a caption'),
  ])
  const [paragraph, toggle, image] = doc.getXmlFragment('content').toArray()
  const textIn = (element: unknown) => {
    const child = element instanceof Y.XmlElement ? element.get(0) : undefined
    if (!(child instanceof Y.XmlText)) throw new Error('no text')
    return child
  }
  // Marked and unmarked again in parts, with marks that Markdown has no words for, and a link that nobody may follow.
  for (const element of [paragraph, toggle, image]) {
    const text = textIn(element)
    text.format(0, 2, { bold: {}, ink: { color: 'red' } })
    text.format(1, 1, { bold: null, ink: null })
    text.format(1, 1, { bold: {} })
    text.format(2, 2, { link: { href: 'javascript:alert(1)' }, highlight: { color: 'blue' } })
    text.format(3, 1, { highlight: { color: 'green' } })
  }
  if (image instanceof Y.XmlElement) image.setAttribute('src', picture)
  if (paragraph instanceof Y.XmlElement) {
    paragraph.push([new Y.XmlElement('hardBreak'), new Y.XmlText(' *more*')])
    // As a program that writes may leave it.
    paragraph.setAttribute('indent', 3 as never)
    paragraph.setAttribute('level', 2 as never)
  }
  const markdown = markdownOfDocument(doc)
  expect(markdown).toBe(exportOf(doc))
  expect(markdown).toContain('**ab**')
  expect(markdown).not.toContain('javascript')
})

it('writes a file as a link by its name, a picture that is one as what shows it, and what has not come yet as its name', () => {
  const doc = new Y.Doc()
  const blocks = [
    { attributes: { kind: 'file', file: 'abc', bytes: 12 }, text: 'plan <1>.pdf' },
    { attributes: { kind: 'image', file: 'def', alt: 'A tree', size: '640x480' }, text: '' },
    { attributes: { kind: 'file', upload: 'token' }, text: 'not yet.pdf' },
    { attributes: { kind: 'file', file: '"><script>' }, text: 'no name.pdf' },
  ]
  for (const { attributes, text } of blocks) {
    const element = new Y.XmlElement<Record<string, string | number>>('block')
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    element.insert(0, [new Y.XmlText(text)])
    doc.getXmlFragment('content').push([element as Y.XmlElement])
  }
  const html = htmlOfDocument(doc, 'document-12345678')
  const files = '/api/documents/document-12345678/files'
  expect(html).toContain(`<p><a href="${files}/abc" download="">plan &lt;1&gt;.pdf</a></p>`)
  expect(html).toContain(`<figure><img src="${files}/def" alt="A tree" width="640" height="480"></figure>`)
  expect(html).toContain('<p>not yet.pdf</p>\n<p>no name.pdf</p>')
})

it('writes as Markdown a picture that is a file of the document, and one that no browser may be shown as its words', () => {
  const doc = documentOf('', [])
  for (const attributes of [
    { file: 'abc', alt: 'A tree' },
    { src: 'not://an/address', alt: 'A bush' },
  ]) {
    const element = new Y.XmlElement<Record<string, string>>('block')
    for (const [name, value] of Object.entries({ kind: 'image', ...attributes }))
      element.setAttribute(name, value)
    element.insert(0, [new Y.XmlText(attributes.file === undefined ? 'in bloom' : '')])
    doc.getXmlFragment('content').push([element as Y.XmlElement])
  }
  const path = '/api/documents/document-12345678/files/abc'
  expect(markdownOfDocument(doc, 'document-12345678')).toBe(`![A tree](${path})\n\nA bush in bloom\n`)
  expect(htmlOfDocument(doc, 'document-12345678')).toContain('<p>A bush in bloom</p>')
})

it('writes all others where one block cannot be read, or cannot be written, and says so to whoever runs the server', async () => {
  const warned: unknown[] = []
  const listen = (warning: Error) => warned.push(warning.message)
  process.on('warning', listen)
  onTestFinished(() => void process.off('warning', listen))
  const doc = documentOf('T', [block('paragraph', 'first'), block('code', 'broken'), block('quote', 'last')])
  const [, broken] = doc.getXmlFragment('content').toArray()
  const fails = () => {
    throw new RangeError('secret words')
  }
  const wrong = Object.assign([], { map: fails, length: 1 })
  for (const property of [{ toArray: fails }, { toArray: () => ({ flatMap: () => wrong }) }]) {
    Object.assign(broken ?? {}, property)
    expect(markdownOfDocument(doc)).toBe('# T\n\nfirst\n\n…\n\n> last\n')
    expect(htmlOfDocument(doc)).toContain('<p>first</p>\n<p>…</p>\n<blockquote>')
    expect(piecesOfDocument(doc).pieces.join('')).toContain('<p>first</p>\n<p>…</p>\n<blockquote>')
  }
  await expect.poll(() => warned).toEqual(['A block of a document could not be written: RangeError'])
})
