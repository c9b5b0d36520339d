// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { writeMarkdown } from '../../../formats/markdown/write-markdown.ts'
import { createSchema } from '../schema/index.ts'
import { leaveAll, writer } from '../testing/writers.ts'
import { withTitle } from './content.ts'
import { decodeText } from './decode-text.ts'
import { fileName } from './file-name.ts'
import { insertImported } from './insert.ts'
import { readMarkdown } from './markdown/read-markdown.ts'
import { readHtml } from './read-html.ts'
import { writeJson } from './write-json.ts'

afterEach(leaveAll)

const schema = createSchema()
const named = (title: string) => fileName(title, { extension: 'md', fallback: 'Untitled' })

describe('a file’s name', () => {
  it.each([
    ['Plan: 11/22 <draft>', 'Plan 11 22 draft.md'],
    ['회의록', '회의록.md'],
    ['회의록'.normalize('NFD'), '회의록.md'],
    ['../../etc/passwd', 'etc passwd.md'],
    ['.hidden. ', 'hidden.md'],
    ['CON', 'CON_.md'],
    ['a\u202egnp.exe', 'a gnp.exe.md'],
    ['///', 'Untitled.md'],
    ['🙂'.repeat(100), `${'🙂'.repeat(80)}.md`],
  ])('%s', (title, name) => {
    expect(named(title)).toBe(name)
  })
})

describe('the text of a file', () => {
  it.each([
    ['UTF-8', [0xed, 0x95, 0x9c], 'en'],
    ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, 0xed, 0x95, 0x9c], 'en'],
    ['UTF-16', [0xff, 0xfe, 0x5c, 0xd5], 'en'],
    ['what Korean Windows wrote', [0xc7, 0xd1], 'ko'],
  ])('is read from %s', (_, bytes, language) => {
    expect(decodeText(new Uint8Array(bytes), language)).toBe('한')
  })

  it('is none where there is a zero in it', () => {
    expect(decodeText(new Uint8Array([80, 75, 0, 1]), 'en')).toBeUndefined()
  })
})

describe('Markdown from elsewhere', () => {
  const read = (text: string) =>
    readMarkdown(text).map(block =>
      block.type === 'block'
        ? [
            block.kind,
            block.level,
            block.indent && `>${block.indent}`,
            block.runs.map(run => run.text).join(''),
          ]
            .filter(part => part !== undefined)
            .join(' ')
        : block.type,
    )

  it.each([
    ['lines of one paragraph', 'a\nb\n\nc', ['paragraph a b', 'paragraph c']],
    ['headings underlined', 'a\n=\n\nb\n-', ['heading 1 a', 'heading 2 b']],
    ['code within an item', '- a\n\n  ```js\n  x\n  ```', ['bullet a', 'code >1 x']],
    ['a quote with a list', '> a\n>\n> - b', ['quote a', 'bullet b']],
    ['references', '[a][b] ![c][b]\n\n[b]: https://quire.example/', ['paragraph a', 'image ']],
    ['footnotes', 'a[^1]\n\n[^1]: note', ['paragraph a[1]', 'paragraph [1]', 'paragraph note']],
    ['what stands ahead of the text', '---\ntitle: x\ntags:\n- y\n---\na', ['paragraph a']],
    ['HTML', '<div>\n\na\n\n</div>', ['html', 'paragraph a', 'html']],
    ['nothing', '', []],
  ])('%s', (_, text, blocks) => {
    expect(read(text)).toEqual(blocks)
  })

  it('links to nowhere that runs', () => {
    const [block] = readMarkdown('[a](javascript:alert(1)) <u>b</u> <script>c</script>')
    expect(block).toEqual({
      type: 'block',
      kind: 'paragraph',
      runs: [
        { text: 'a', marks: {} },
        { text: ' ', marks: {} },
        { text: 'b', marks: { underline: {} } },
        { text: ' ', marks: {} },
        { text: 'c', marks: {} },
      ],
    })
  })

  it('is read however deeply it nests', () => {
    expect(read(`${'- '.repeat(60)}a`).at(-1)).toBe('bullet >8 a')
  })
})

describe('Markdown of what it has no words for', () => {
  it('is the text, for kinds and marks that it does not know', () => {
    const runs = [
      { text: 'red', marks: { ink: { color: 'red' } } },
      { text: ' plain', marks: {} },
    ]
    const unknown = { type: 'block' as const, kind: 'poem' as never, runs }
    expect(writeMarkdown({ title: '', blocks: [unknown] })).toBe('red plain\n')
  })

  it('is HTML within the line for what is raised, lowered and highlighted', () => {
    const runs = [
      { text: 'H', marks: {} },
      { text: '2', marks: { subscript: {} } },
      { text: 'O x', marks: {} },
      { text: '2', marks: { superscript: {} } },
      { text: ' ', marks: {} },
      { text: 'lit', marks: { highlight: { color: 'green' } } },
    ]
    const markdown = writeMarkdown({ title: '', blocks: [{ type: 'block', kind: 'paragraph', runs }] })
    expect(markdown).toBe('H<sub>2</sub>O x<sup>2</sup> <mark>lit</mark>\n')
  })

  it('is highlighted where equals signs say so, but not in code, in sums, or where they are escaped', () => {
    const [block] = readMarkdown('==a **b** $x$== `==c==` d == e, f== \\==g== ==h==')
    expect(block?.type === 'block' && block.runs.filter(({ marks }) => marks.highlight)).toEqual([
      { text: 'a ', marks: { highlight: {} } },
      { text: 'b', marks: { bold: {}, highlight: {} } },
      { text: ' ', marks: { highlight: {} } },
      { text: 'x', marks: { math: {}, highlight: {} } },
      { text: 'h', marks: { highlight: {} } },
    ])
    expect(readMarkdown('\\`==a==')).toMatchObject([{ runs: [{ text: '`==a==' }] }])
    expect(readMarkdown('```\n==a==\n```\n\n    ==b==')).toMatchObject([
      { runs: [{ text: '==a==' }] },
      { runs: [{ text: '==b==' }] },
    ])
  })

  it('is the number that a list begins with, and of two lists in a row both', () => {
    const item = (text: string, start?: number) => ({
      type: 'block' as const,
      kind: 'ordered' as const,
      ...(start !== undefined && { start }),
      runs: [{ text, marks: {} }],
    })
    const blocks = [item('a', 5), item('b'), item('c', 1), item('d', 9)]
    const markdown = writeMarkdown({ title: '', blocks })
    expect(markdown).toBe('5. a\n6. b\n\n1) c\n\n9. d\n')
    expect(readMarkdown(markdown)).toEqual(blocks)
    const code = '1. a\n\n```\nx\n```\n\n2. b\n'
    expect(readMarkdown(code).at(-1)).toMatchObject({ kind: 'ordered', start: 2 })
    expect(writeMarkdown({ title: '', blocks: readMarkdown(code) as never })).toBe(code)
  })

  it("is GitHub's alerts for callouts", () => {
    const line = (text: string, tone?: 'warning' | 'success') => ({
      type: 'block' as const,
      kind: 'callout' as const,
      ...(tone && { tone }),
      runs: text === '' ? [] : [{ text, marks: {} }],
    })
    const blocks = [line('one'), line('two'), line('# hot', 'warning'), line('', 'success')]
    const markdown = writeMarkdown({ title: '', blocks })
    expect(markdown).toBe('> [!NOTE]\n> one\n>\n> two\n\n> [!WARNING]\n> \\# hot\n\n> [!TIP]\n')
    expect(readMarkdown(markdown)).toEqual(blocks)
    const empty = [line('', 'warning'), line('', 'warning'), line('words', 'warning')]
    expect(readMarkdown(writeMarkdown({ title: '', blocks: empty }))).toEqual(empty)
    expect(readMarkdown('> [!caution]\n>\n> - a\n>\n> b\n\n> \\[!NOTE]\n> c\n\n> [!NOTE] d')).toMatchObject([
      { kind: 'bullet' },
      { kind: 'callout', tone: 'warning', runs: [{ text: 'b' }] },
      { kind: 'quote', runs: [{ text: '[!NOTE] c' }] },
      { kind: 'quote', runs: [{ text: '[!NOTE] d' }] },
    ])
  })

  it('is easy to read: spaces stand outside of emphasis', () => {
    const runs = [
      { text: 'bold ', marks: { bold: {} } },
      { text: 'next', marks: {} },
    ]
    expect(writeMarkdown({ title: 'T', blocks: [{ type: 'block', kind: 'paragraph', runs }] })).toBe(
      '# T\n\n**bold** next\n',
    )
  })
})

describe('pages from elsewhere', () => {
  const read = (html: string) => {
    const { title, blocks } = readHtml(html, schema)
    return [
      title,
      ...blocks.map(
        block => `${block.attrs.kind ?? 'paragraph'} ${block.attrs.level ?? ''} ${block.textContent}`,
      ),
    ]
  }

  it('have their only first heading for a title, and the others under it', () => {
    expect(read('<html><head><title>x</title></head><body><h1>T</h1><h2>a</h2><p>b')).toEqual([
      'T',
      'heading 1 a',
      'paragraph  b',
    ])
  })

  it('have the title of the page where headings do not say it', () => {
    expect(read('<html><head><title>x</title></head><body><p>b</p><h1>c</h1>')).toEqual([
      'x',
      'paragraph  b',
      'heading 1 c',
    ])
  })
})

it('tells the document as it is stored, with what this version does not know', () => {
  const ann = writer()
  ann.type('# a **b**')
  ann.doc.getText('title').insert(0, 'T')
  expect(JSON.parse(writeJson(ann.doc))).toEqual({
    format: 'quire',
    version: 1,
    title: 'T',
    blocks: [
      {
        type: 'block',
        kind: 'heading',
        level: 1,
        runs: [{ text: 'a ' }, { text: 'b', marks: { bold: {} } }],
      },
    ],
  })
})

it('writes what was imported as one step', () => {
  const ann = writer()
  const { title, blocks } = withTitle([
    { type: 'block', kind: 'heading', level: 1, runs: [{ text: 'T', marks: {} }] },
  ])
  const content = [schema.node('block', { kind: 'bullet' }, schema.text('a')).toJSON(), { type: 'rule' }]
  insertImported(ann.editor, ann.doc, { title, content })
  expect(blocks).toEqual([])
  expect([ann.doc.getText('title').toString(), ...ann.blocks()]).toEqual(['T', 'bullet a', 'rule'])
  ann.type('more')
  ann.editor.commands.undo()
  ann.editor.commands.undo()
  expect([ann.doc.getText('title').toString(), ...ann.blocks()]).toEqual(['', ''])
})
