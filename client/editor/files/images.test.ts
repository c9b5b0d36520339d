// @vitest-environment happy-dom
import type { Node } from '@tiptap/pm/model'
import { Fragment } from '@tiptap/pm/model'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { writeMarkdown } from '../../../formats/markdown/write-markdown.ts'
import { createElement } from '../binding/write-blocks.ts'
import { ClipboardSerializer } from '../clipboard/clipboard-serializer.ts'
import { png } from '../images/testing.ts'
import { createSchema } from '../schema/index.ts'
import { blocksOf, nodesOf } from './content.ts'
import { partsOf } from './docx/parts-of.ts'
import { readDocx } from './docx/read-docx.ts'
import { readDocxPage } from './docx/read-page.ts'
import { writeDocx } from './docx/write-docx.ts'
import { readMarkdown } from './markdown/read-markdown.ts'
import { readBody, readHtml } from './read-html.ts'
import { readJson } from './read-json.ts'
import { writeHtml } from './write-html.ts'
import { writeJson } from './write-json.ts'

const schema = createSchema()
const block = (attributes: object, text = '', ...marks: string[]) =>
  schema.node(
    'block',
    attributes,
    text === ''
      ? []
      : schema.text(
          text,
          marks.map(name => schema.mark(name)),
        ),
  )
/** An image that stands by itself, and some of which more is said. */
const plain = block({ kind: 'image', src: png, alt: 'A [tree] "in" spring', size: '2x1' })
const elsewhere = block({ kind: 'image', src: 'https://quire.example/a(b).png?c=d&e', alt: '*' })
const told = [
  block({ kind: 'image', src: png, alt: 'Narrow', size: '2x1', width: 50 }, 'In <spring> & *after*', 'bold'),
  block({ kind: 'image', src: png, size: '2x1', align: 'center' }, '봄'),
]
const blocks = [
  block({ kind: 'heading', level: 1 }, 'Trees'),
  plain,
  block({}, 'between'),
  ...told,
  elsewhere,
  block({ kind: 'bullet' }, 'an item'),
  block({ kind: 'image', src: png, alt: 'Of it', size: '2x1', indent: 1 }),
  block({}, 'the end'),
]
const json = (nodes: readonly Node[]) => nodes.map(node => node.toJSON() as unknown)

/** As a file is read, without the parts that only a browser has. */
function fromMarkdown(text: string): Node[] {
  const content = readMarkdown(text).flatMap(read => {
    if (read.type !== 'html') return [read]
    const { body } = new DOMParser().parseFromString(read.html, 'text/html')
    const within = blocksOf(Fragment.from(readBody(body, schema)))
    return within.map(each => ({ ...each, ...(read.indent !== undefined && { indent: read.indent }) }))
  })
  return nodesOf(content, schema)
}

describe('images in files', () => {
  it('are in Markdown what GitHub has for them, and HTML where more is said of them', () => {
    const markdown = writeMarkdown({ title: '', blocks: blocksOf(Fragment.from(blocks)) })
    expect(markdown).toContain(`![A \\[tree\\] "in" spring](${png})`)
    expect(markdown).toContain('width="50%"')
    // Only a browser finds out how large one is.
    const unsized = json(blocks).map(
      each => JSON.parse(JSON.stringify(each).replaceAll('"2x1"', 'null')) as unknown,
    )
    const read = fromMarkdown(markdown)
    expect(
      json(read).map(each => JSON.parse(JSON.stringify(each).replaceAll('"2x1"', 'null')) as unknown),
    ).toEqual(unsized)
    expect(writeMarkdown({ title: '', blocks: blocksOf(Fragment.from(read)) })).toBe(markdown)
  })

  it('have for their caption what Markdown calls a title', () => {
    const read = fromMarkdown(`![one](${png} "The *caption*") ![two][two]\n\n[two]: ${png} "봄"`)
    expect(read.map(({ attrs, textContent }) => [attrs.alt, textContent])).toEqual([
      ['one', 'The *caption*'],
      ['two', '봄'],
    ])
  })

  it('part the words among which they stand in Markdown', () => {
    const read = fromMarkdown(
      `before ![one](${png}) between\n![two][two]\n\n[two]: https://quire.example/two.png\n\n![](javascript:x)`,
    )
    expect(read.map(({ attrs, textContent }) => [attrs.kind, attrs.alt, textContent])).toEqual([
      [null, null, 'before'],
      ['image', 'one', ''],
      [null, null, 'between'],
      ['image', 'two', ''],
      [null, null, ''],
    ])
  })

  it('are read as quickly as words are, however much is in their address', () => {
    const large = `${png.slice(0, -1)}${'A'.repeat(390_000)}`
    const many = Array.from({ length: 20 }, () => block({ kind: 'image', src: large, alt: 'x' }))
    const began = performance.now()
    const markdown = writeMarkdown({ title: '', blocks: blocksOf(Fragment.from(many)) })
    const read = fromMarkdown(markdown)
    expect(read.map(({ attrs }) => attrs.src === large)).toEqual(many.map(() => true))
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  it('are figures in a page, and come back as they were', () => {
    const doc = schema.node('doc', null, blocks)
    const page = { title: 'Trees', language: 'en', untitled: 'Untitled' }
    const html = writeHtml({ ...page, doc })
    expect(html).toContain('<figcaption><strong>In &lt;spring&gt; &amp; *after*</strong></figcaption>')
    expect(json(readHtml(html, schema).blocks)).toEqual(json(blocks))
  })

  it('are in our own data as they are stored, also what must not be shown', () => {
    const doc = new Y.Doc()
    const hostile = block({ kind: 'image', src: 'javascript:alert(1)', alt: 'x' }, 'cap')
    doc.getXmlFragment('content').push([...blocks, hostile].map(createElement))
    const read = readJson(writeJson(doc), schema)
    expect(json(read.blocks)).toEqual(json([...blocks, hostile]))
  })

  it('stand in a Word file with their width, place, description and caption', async () => {
    const page = document.implementation.createHTMLDocument('')
    new ClipboardSerializer(schema).serializeFragment(Fragment.from(blocks), { document: page }, page.body)
    const answer = await readDocx(await writeDocx({ title: '', parts: partsOf(page.body) }))
    if (!('page' in answer)) throw new Error(answer.failure)
    const read = readDocxPage(answer.page, schema).blocks
    const images = json(read.filter(({ attrs }) => attrs.kind === 'image' && attrs.alt !== 'Of it'))
    expect(images).toEqual(json([plain, ...told]))
    expect(read.map(({ textContent }) => textContent)).toContain('*')
  })

  it('that no browser may be shown are their words', () => {
    const hostile = [
      block({ kind: 'image', src: 'javascript:alert(1)', alt: 'What it was' }, 'Its caption'),
      block({ kind: 'image', src: 'data:text/html,<script>alert(1)</script>' }),
    ]
    const doc = schema.node('doc', null, hostile)
    const html = writeHtml({ title: '', language: 'en', untitled: 'Untitled', doc })
    const markdown = writeMarkdown({ title: '', blocks: blocksOf(Fragment.from(hostile)) })
    for (const file of [html, markdown]) {
      expect(file).not.toMatch(/alert|javascript|<img/)
      expect(file).toMatch(/What it was[\s\S]*Its caption/)
    }
  })
})
