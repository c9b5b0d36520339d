// @vitest-environment happy-dom
import type { Node } from '@tiptap/pm/model'
import * as katex from 'katex'
import { describe, expect, it } from 'vitest'
import type { Content, ContentBlock } from '../../../formats/content.ts'
import { writeMarkdown } from '../../../formats/markdown/write-markdown.ts'
import { createSchema } from '../schema/index.ts'
import { newSeed, randomFrom } from '../testing/random.ts'
import { nodesOf, withTitle } from './content.ts'
import { readMarkdown } from './markdown/read-markdown.ts'
import { drawerWith } from './page-formulas.ts'
import { readHtml } from './read-html.ts'
import { documentOf, randomContent } from './testing/random-document.ts'
import { writeHtml } from './write-html.ts'

const schema = createSchema()
const rounds = 150
const drawFormula = drawerWith(katex)

function fromMarkdown(text: string): Content {
  const blocks = readMarkdown(text).flatMap((block): ContentBlock[] => {
    if (block.type === 'html') throw new Error(`HTML of its own: ${block.html}`)
    return [block]
  })
  return withTitle(blocks)
}

function bodyOf(html: string): string {
  return html.slice(html.indexOf('<body>'))
}

function json(doc: Node): unknown {
  return doc.toJSON()
}

/** Every document of many, each of a seed that is named when it fails. */
function forMany(check: (content: Content) => void): void {
  const first = newSeed()
  for (let seed = first; seed < first + rounds; seed++) {
    const random = randomFrom(seed)
    const blocks = randomContent(random)
    try {
      check({ title: random.below(2) === 0 ? 'A *title* + more' : '', blocks })
    } catch (error) {
      throw new Error(`SEED=${seed}`, { cause: error })
    }
  }
}

/** A document without a title takes its only first heading for one. */
function named(content: Content): Content {
  return content.title === '' ? withTitle(content.blocks) : content
}

describe('what is written as a file and read again is the same document', () => {
  it('as Markdown', () => {
    forMany(content => {
      const markdown = writeMarkdown(content)
      const read = fromMarkdown(markdown)
      const expected = named(content)
      expect(read.title, markdown).toBe(expected.title)
      const [actual, wanted] = [read.blocks, expected.blocks].map(blocks => nodesOf(blocks, schema).map(json))
      expect(actual, markdown).toEqual(wanted)
    })
  })

  it('as a page', () => {
    forMany(content => {
      const expected = content
      const page = { title: content.title, language: 'en', untitled: 'Untitled', drawFormula }
      const html = writeHtml({ ...page, doc: documentOf(content.blocks, schema) })
      const read = readHtml(html, schema)
      expect(read.title, bodyOf(html)).toBe(expected.title)
      expect(read.blocks.map(json), bodyOf(html)).toEqual(nodesOf(expected.blocks, schema).map(json))
      const doc = schema.node('doc', null, read.blocks)
      expect(writeHtml({ ...page, title: content.title, doc })).toBe(html)
    })
  })
})

it('settles, however oddly a document is indented: written as Markdown once more, it is the same', () => {
  forMany(({ title, blocks }) => {
    const odd = blocks.map((block, index) =>
      block.type === 'block' ? { ...block, indent: (index * 3) % 5 } : block,
    )
    const read = fromMarkdown(writeMarkdown({ title, blocks: odd }))
    const once = writeMarkdown(read)
    expect(writeMarkdown(fromMarkdown(once))).toBe(once)
  })
})
