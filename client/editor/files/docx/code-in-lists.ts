import { codeLanguageOf, depthAt } from './styles.ts'

/** A style and an indent at the beginning of what a paragraph says of itself. */
const indentedCode =
  /<w:pStyle w:val="(Code(?:-[^"]{1,80})?)"\/>((?:(?!<\/w:pPr>)[\s\S]){0,2000}?<w:ind\b[^>]{0,200}?w:left="(\d{1,5})")/g

/**
 * Code that stands in lists says so by its indent alone, and what reads the file ends a list at any paragraph that is not of a style
 * in it. So that code gets a style here which the file does not have: `styleMap` says what it is.
 */
export function nameCodeInLists(xml: string): { xml: string; styleMap: string[] } {
  const names = new Map<string, string>()
  const styleMap: string[] = []
  const named = xml.replace(indentedCode, (whole, style: string, rest: string, left: string) => {
    const depth = depthAt(Number(left))
    if (depth === 0) return whole
    const key = `${depth} ${style}`
    const name = names.get(key) ?? `QuireCode${names.size}`
    if (!names.has(key)) {
      names.set(key, name)
      styleMap.push(`p.${name} => ${'ul|ol > li > '.repeat(depth)}pre:fresh${codeOf(style)}`)
    }
    return `<w:pStyle w:val="${name}"/>${rest}`
  })
  return { xml: named, styleMap }
}

function codeOf(style: string): string {
  const language = codeLanguageOf(style)
  return language === undefined ? '' : ` > code[class='language-${language}']:fresh`
}
