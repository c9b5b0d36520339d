import { AlignmentType, BorderStyle, convertInchesToTwip, type IStylesOptions, LevelFormat } from 'docx'
import type { DocxPart } from './parts.ts'

/** Where the words of an item begin, by its level. In twentieths of a point, as all widths of the file. */
export const indentOf = (level: number): number => convertInchesToTwip(0.3) * (level + 1)
/** In how many lists words stand that begin there. */
export const depthAt = (indent: number): number => Math.min(9, Math.round(indent / indentOf(0)))
const hanging = convertInchesToTwip(0.25)
const levels = Array.from({ length: 9 }, (_, level) => level)

const line = (color: string) => ({ style: BorderStyle.SINGLE, size: 18, space: 10, color })
const callout = (id: string, name: string, color: string, fill: string) => ({
  id,
  name,
  basedOn: 'Normal',
  quickFormat: true,
  paragraph: {
    border: { left: line(color) },
    shading: { fill },
    indent: { left: 240, right: 240 },
    spacing: { before: 60, after: 60 },
  },
})

/** Code of each language has a style of its own: a file has no other place to name it. */
const codeName = 'Code Block'
export const codeStyleOf = (language: string): string => `Code-${language}`
/** The same, the other way; undefined for none, or for one that is no name. */
export const codeLanguageOf = (style: string): string | undefined => /^Code-([\w+#.-]+)$/.exec(style)?.[1]
/** The language of which a style's name tells. */
export const codeLanguageIn = (name: string): string | undefined =>
  name.startsWith(`${codeName} `) ? name.slice(codeName.length + 1) : undefined

/** A file has no words for these: they are written as text with a style of its own, and read by its name. */
export const formulaName = 'Inline Formula'
export const sectionName = 'Folding Section'
export const sectionEndName = 'Folding Section End'

/** The names are those by which other applications know the same thing, where there are any; `read-docx.ts` knows the rest. */
const styles: IStylesOptions = {
  default: {
    document: { run: { font: 'Calibri', size: 22 }, paragraph: { spacing: { after: 120, line: 288 } } },
    title: { run: { size: 44, bold: true }, paragraph: { spacing: { after: 240 } } },
    heading1: { run: { size: 32, bold: true }, paragraph: { spacing: { before: 320, after: 120 } } },
    heading2: { run: { size: 27, bold: true }, paragraph: { spacing: { before: 280, after: 100 } } },
    heading3: { run: { size: 24, bold: true }, paragraph: { spacing: { before: 240, after: 80 } } },
  },
  paragraphStyles: [
    {
      id: 'Quote',
      name: 'Quote',
      basedOn: 'Normal',
      quickFormat: true,
      run: { color: '555555' },
      paragraph: { border: { left: line('BBBBBB') }, indent: { left: 360 } },
    },
    {
      id: 'Code',
      name: codeName,
      basedOn: 'Normal',
      quickFormat: true,
      run: { font: 'Consolas', size: 19 },
      paragraph: { shading: { fill: 'F3F2EF' }, spacing: { line: 250 } },
    },
    callout('CalloutInfo', 'Callout', '2451B8', 'EAF1FC'),
    callout('CalloutWarning', 'Callout Warning', '99490B', 'FCF0E3'),
    callout('CalloutSuccess', 'Callout Success', '1C6B43', 'E6F5EA'),
    {
      id: 'Caption',
      name: 'caption',
      basedOn: 'Normal',
      quickFormat: true,
      run: { color: '555555', size: 19 },
    },
    { id: 'Rule', name: 'Horizontal Rule', basedOn: 'Normal' },
    {
      id: 'Section',
      name: sectionName,
      basedOn: 'Normal',
      quickFormat: true,
      run: { bold: true },
      paragraph: { keepNext: true, spacing: { before: 120, after: 60 } },
    },
    // As little as can be: nobody is to see where a section ends, but it is there to be read.
    {
      id: 'SectionEnd',
      name: sectionEndName,
      basedOn: 'Normal',
      run: { size: 2 },
      paragraph: { spacing: { before: 0, after: 0, line: 20 } },
    },
    ...levels.map(level => ({
      id: `ListContinue${level === 0 ? '' : level + 1}`,
      name: `List Continue${level === 0 ? '' : ` ${level + 1}`}`,
      basedOn: 'Normal',
      paragraph: { indent: { left: indentOf(level) } },
    })),
  ],
  characterStyles: [
    { id: 'Formula', name: formulaName, run: { font: 'Cambria Math' } },
    { id: 'InlineCode', name: 'Inline Code', run: { font: 'Consolas', shading: { fill: 'F3F2EF' } } },
    { id: 'Hyperlink', name: 'Hyperlink', run: { color: '2451B8', underline: {} } },
  ],
}

export function stylesFor(parts: readonly DocxPart[]): IStylesOptions {
  const languages = parts.flatMap(part => (part.is === 'paragraph' ? (part.language ?? []) : []))
  const own = [...new Set(languages)].map(language => ({
    id: codeStyleOf(language),
    name: `${codeName} ${language}`,
    basedOn: 'Code',
  }))
  return { ...styles, paragraphStyles: [...(styles.paragraphStyles ?? []), ...own] }
}

const bullets = ['•', '◦', '▪']

/** How items are marked: a numbered list that begins elsewhere than at 1 has a definition of its own, however deep it stands. */
export function numberingFor(parts: readonly DocxPart[]) {
  const starts = new Set(
    parts.flatMap(part =>
      part.is === 'paragraph' && part.item?.kind === 'ordered' ? [part.item.start] : [],
    ),
  )
  const level = (level: number) => ({
    level,
    alignment: AlignmentType.START,
    style: { paragraph: { indent: { left: indentOf(level), hanging } } },
  })
  const numbers = [LevelFormat.DECIMAL, LevelFormat.LOWER_LETTER, LevelFormat.LOWER_ROMAN]
  return [
    {
      reference: 'bullet',
      levels: levels.map(at => ({ ...level(at), format: LevelFormat.BULLET, text: bullets[at % 3] ?? '•' })),
    },
    // The box itself is in the text, where it can be ticked.
    { reference: 'task', levels: levels.map(at => ({ ...level(at), format: LevelFormat.BULLET, text: '' })) },
    ...[...starts].map(start => ({
      reference: `ordered-${start}`,
      levels: levels.map(at => ({
        ...level(at),
        format: numbers[at % 3] ?? LevelFormat.DECIMAL,
        text: `%${at + 1}.`,
        start,
      })),
    })),
  ]
}
