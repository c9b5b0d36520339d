import {
  AlignmentType,
  BorderStyle,
  CheckBox,
  Document,
  ExternalHyperlink,
  ImageRun,
  InternalHyperlink,
  type IParagraphOptions,
  type IRunOptions,
  Packer,
  Paragraph,
  type ParagraphChild,
  ShadingType,
  Table,
  TableCell,
  TableOfContents,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import type { DocxImage, DocxParagraph, DocxPart, DocxRun, DocxText } from './parts.ts'
import { codeStyleOf, indentOf, numberingFor, stylesFor } from './styles.ts'

/** Who wrote the file: read again, it needs no guesses. */
export const creator = 'Quire'

export async function writeDocx({ title, parts }: DocxText): Promise<ArrayBuffer> {
  const file = new Document({
    creator,
    title,
    styles: stylesFor(deep(parts)),
    numbering: { config: numberingFor(deep(parts)) },
    sections: [
      {
        children: [
          ...(title === '' ? [] : [new Paragraph({ style: 'Title', children: [new TextRun(title)] })]),
          ...blocks(parts),
        ],
      },
    ],
  })
  return Packer.toArrayBuffer(file)
}

/** What stands in tables, too. */
function deep(parts: readonly DocxPart[]): DocxPart[] {
  return parts.flatMap(part =>
    part.is === 'table' ? part.rows.flat().flatMap(cell => deep(cell.parts)) : [part],
  )
}

function blocks(parts: readonly DocxPart[]): (Paragraph | Table | TableOfContents)[] {
  return parts.map(part => (part.is === 'contents' ? contents() : blockOf(part)))
}

/** A list of headings is no part of a table. */
function blocksInCell(parts: readonly DocxPart[]): (Paragraph | Table)[] {
  return parts.flatMap(part => (part.is === 'contents' ? [] : [blockOf(part)]))
}

/** Not dirty: it holds the headings already, and Word would ask whoever opens it. */
function contents(): TableOfContents {
  return new TableOfContents(undefined, { hyperlink: true, headingStyleRange: '1-3', beginDirty: false })
}

function blockOf(part: Exclude<DocxPart, { is: 'contents' }>): Paragraph | Table {
  switch (part.is) {
    case 'paragraph':
      return paragraph(part)
    case 'rule':
      return new Paragraph({ style: 'Rule', thematicBreak: true })
    case 'table':
      return table(part)
    case 'image':
      return image(part)
  }
}

function image({ type, bytes, width, height, alt, align }: DocxImage): Paragraph {
  return new Paragraph({
    ...(align && { alignment: align === 'center' ? AlignmentType.CENTER : AlignmentType.RIGHT }),
    keepNext: true,
    children: [
      new ImageRun({
        type,
        data: bytes,
        transformation: { width, height },
        altText: { name: 'image', title: '', description: alt },
      }),
    ],
  })
}

function paragraph(part: DocxParagraph): Paragraph {
  const { style, language, item, below, align, inside = 0, runs } = part
  const text = runs.map(run => run.text).join('')
  const isPlain = (style === 'Normal' || style === 'Section') && item === undefined && below === undefined
  const isReversed = readsFromRight(text)
  const box =
    item?.kind === 'task' ? [new CheckBox({ checked: item.checked === true }), new TextRun(' ')] : []
  const options: IParagraphOptions = {
    ...(language === undefined ? styleOf(style, below) : { style: codeStyleOf(language) }),
    ...(item && { numbering: numbering(item) }),
    ...(isPlain && inside > 0 && { indent: { left: indentOf(inside - 1) } }),
    ...(style === 'Code' && below !== undefined && { indent: { left: indentOf(below) } }),
    ...(align && { alignment: align === 'center' ? AlignmentType.CENTER : AlignmentType.RIGHT }),
    ...(isReversed && { bidirectional: true }),
    children: [...box, ...runs.flatMap(run => inline(run, isReversed))],
  }
  return new Paragraph(options)
}

function styleOf(style: DocxParagraph['style'], below: number | undefined): IParagraphOptions {
  if (style !== 'Normal') return { style }
  if (below === undefined) return {}
  return { style: `ListContinue${below === 0 ? '' : below + 1}` }
}

function numbering({ kind, level, list, start }: NonNullable<DocxParagraph['item']>) {
  const reference = kind === 'ordered' ? `ordered-${start}` : kind
  return { reference, level: Math.min(8, level), instance: list }
}

/** By its first letter. */
const readsFromRight = (text: string): boolean =>
  /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u.test(text)

function inline({ link, text, ...look }: DocxRun, rightToLeft: boolean): ParagraphChild[] {
  const words = text
    .split('\n')
    .map(
      (line, index) =>
        new TextRun({ text: line, ...lookOf(look), rightToLeft, ...(index > 0 && { break: 1 }) }),
    )
  if (link === undefined) return words
  if (link.startsWith('#')) return [new InternalHyperlink({ anchor: link.slice(1), children: words })]
  return [new ExternalHyperlink({ link, children: words })]
}

function lookOf(run: Omit<DocxRun, 'text' | 'link'>): IRunOptions {
  const { bold, italic, underline, strike, code, color, fill } = run
  return {
    ...(bold && { bold }),
    ...(italic && { italics: true }),
    ...(underline && { underline: {} }),
    ...(strike && { strike }),
    ...(run.sub && { subScript: true }),
    ...(run.super && { superScript: true }),
    ...(code && { style: 'InlineCode' }),
    ...(run.formula && { style: 'Formula' }),
    ...(color !== undefined && { color }),
    ...(fill !== undefined && { shading: { type: ShadingType.CLEAR, color: 'auto', fill } }),
  }
}

/** Word measures in twentieths of a point. */
const twipsPerPixel = 15

function table({ rows, widths }: Extract<DocxPart, { is: 'table' }>): Table {
  const border = { style: BorderStyle.SINGLE, size: 4, color: 'BBBBBB' }
  const sides = { top: border, bottom: border, left: border, right: border }
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    ...(widths.length > 0 && { columnWidths: widths.map(width => Math.round(width * twipsPerPixel)) }),
    borders: { ...sides, insideHorizontal: border, insideVertical: border },
    rows: rows.map(
      (cells, index) =>
        new TableRow({
          // Said of a row at all, some readers take it for yes.
          ...(index === 0 && cells.length > 0 && cells.every(cell => cell.isHeader) && { tableHeader: true }),
          children: cells.map(
            ({ isHeader, columns, rows, parts }) =>
              new TableCell({
                columnSpan: columns,
                rowSpan: rows,
                ...(isHeader && { shading: { fill: 'F3F2EF' } }),
                margins: { top: 60, bottom: 60, left: 100, right: 100 },
                // A cell must end with a paragraph.
                children:
                  parts.at(-1)?.is === 'paragraph'
                    ? blocksInCell(parts)
                    : [...blocksInCell(parts), new Paragraph({})],
              }),
          ),
        }),
    ),
  })
}
