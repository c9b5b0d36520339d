// Its copy for browsers, which is the one that takes bytes as they come, in Node as well.
import mammoth from 'mammoth/mammoth.browser.js'
import { nameCodeInLists } from './code-in-lists.ts'
import { displayedStyle, equationStyle, nameEquations } from './equations/name-equations.ts'
import { hiddenStyles, withoutHidden } from './leave-out-hidden.ts'
import { ListNumbers } from './list-numbers.ts'
import { type Look, noteLooks } from './note-looks.ts'
import { codeLanguageIn, formulaName, sectionEndName, sectionName } from './styles.ts'
import { type Entries, NoArchive, pack, TooMuch, unpack } from './unpack.ts'
import { creator } from './write-docx.ts'

/** A Word file as a page. `looks`: what the classes of words in it stand for; `ours`: this app wrote it. */
export type DocxPage = {
  html: string
  looks: ReadonlyMap<string, Look>
  /** Of the images, in their order, in pixels. */
  widths: readonly number[]
  ours: boolean
}
export type ReadDocx = { page: DocxPage } | { failure: 'tooMuch' | 'unreadable' }

/** What mammoth looks into. Neither programs nor what other files hold is even unpacked. */
const isWanted = (name: string): boolean =>
  /^(\[Content_Types\]\.xml|_rels\/\.rels|docProps\/core\.xml|word\/[^/]+\.xml|word\/_rels\/[^/]+\.rels|word\/media\/[^/]+)$/.test(
    name,
  )

export async function readDocx(file: ArrayBuffer): Promise<ReadDocx> {
  try {
    return { page: await pageOf(await unpack(file, { isWanted })) }
  } catch (error) {
    if (error instanceof TooMuch) return { failure: 'tooMuch' }
    // Of a file that is none, mammoth complains in words of its own.
    if (error instanceof NoArchive || error instanceof Error) return { failure: 'unreadable' }
    throw error
  }
}

async function pageOf(entries: Entries): Promise<DocxPage> {
  const main = 'word/document.xml'
  if (!entries.has(main)) throw new NoArchive(main)
  const hidden = hiddenStyles(new TextDecoder().decode(entries.get('word/styles.xml')))
  for (const name of [main, 'word/footnotes.xml', 'word/endnotes.xml']) {
    const text = entries.get(name)
    const xml = text && withoutHidden(nameEquations(new TextDecoder().decode(text)), hidden)
    if (xml !== undefined) entries.set(name, new TextEncoder().encode(xml))
  }
  const numbers = new ListNumbers(new TextDecoder().decode(entries.get('word/numbering.xml')))
  const code = nameCodeInLists(withContentsNamed(new TextDecoder().decode(entries.get(main))))
  const { xml, looks } = noteLooks(code.xml, numbers)
  entries.set(main, new TextEncoder().encode(xml))
  const core = new TextDecoder().decode(entries.get('docProps/core.xml'))
  const { value } = await mammoth.convertToHtml(
    { arrayBuffer: pack(entries) },
    {
      styleMap: [
        ...styleMap,
        ...codeStyles(entries),
        ...code.styleMap,
        ...[...looks.keys()].map(name => `highlight[color='${name}'] => span.${name}`),
      ],
      ignoreEmptyParagraphs: false,
      includeEmbeddedStyleMap: false,
      externalFileAccess: false,
    },
  )
  const widths = [...xml.matchAll(/<wp:extent cx="(\d{1,12})"/g)].map(([, width]) => Number(width) / 9_525)
  return { html: value, looks, widths, ours: core.includes(`<dc:creator>${creator}</dc:creator>`) }
}

/**
 * A list of headings is what its field says, and nothing of what that came to when it was last asked. In the place of it
 * comes a paragraph of a style that the file may not have: mammoth goes by its id then.
 */
function withContentsNamed(xml: string): string {
  return xml.replace(/<w:sdt>(?:(?!<w:sdt>)[\s\S])*?<\/w:sdt>/g, part =>
    /<w:instrText[^>]*>\s*TOC\b/.test(part)
      ? '<w:p><w:pPr><w:pStyle w:val="QuireContents"/></w:pPr></w:p>'
      : part,
  )
}

/** Languages of code, by the names of styles in which ours are written. */
function codeStyles(entries: Entries): string[] {
  const xml = new TextDecoder().decode(entries.get('word/styles.xml'))
  return [...xml.matchAll(/<w:name w:val="([^"]{1,80})"\/>/g)].flatMap(([, name = '']) => {
    const language = codeLanguageIn(name)
    const isName = language !== undefined && /^[\w+#.-]+$/.test(language)
    return isName ? `p[style-name='${name}'] => pre:fresh > code[class='language-${language}']:fresh` : []
  })
}

const listContinue = (depth: number): string =>
  `p[style-name='List Continue${depth === 1 ? '' : ` ${depth}`}'] => ${'ul|ol > li > '.repeat(depth)}p:fresh`

/** What names of styles mean, beside those that mammoth knows: Word's own, LibreOffice's, ours. */
const styleMap = [
  "p[style-name='Title'] => h1.title:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Caption'] => p.caption:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  "p[style-name='Quotations'] => blockquote > p:fresh",
  "p[style-name='Block Text'] => blockquote > p:fresh",
  "p[style-name='Callout'] => aside[data-tone='info'] > p:fresh",
  "p[style-name='Callout Warning'] => aside[data-tone='warning'] > p:fresh",
  "p[style-name='Callout Success'] => aside[data-tone='success'] > p:fresh",
  "p[style-name='Code Block'] => pre:fresh",
  "p[style-name='HTML Preformatted'] => pre:separator('\\n')",
  "p[style-name='Preformatted Text'] => pre:separator('\\n')",
  "p[style-name='Plain Text'] => p:fresh",
  "p.QuireContents => nav[role='doc-toc']:fresh",
  "p[style-name='Horizontal Rule'] => hr:fresh",
  "p[style-name='Horizontal Line'] => hr:fresh",
  `p[style-name='${sectionName}'] => p.section:fresh`,
  `p[style-name='${sectionEndName}'] => p.section-end:fresh`,
  `r[style-name='${formulaName}'] => code.math-inline`,
  `r.${equationStyle} => code.math-inline`,
  `r.${displayedStyle} => code.math-displayed:fresh`,
  "r[style-name='Inline Code'] => code",
  "r[style-name='HTML Code'] => code",
  "r[style-name='Source Text'] => code",
  'u => u',
  ...Array.from({ length: 9 }, (_, index) => listContinue(index + 1)),
]
