import { type Part, readPart } from './read-part.ts'
import { texOf } from './tex-of.ts'

/** Styles that no file has: `read-docx.ts` says what they mean. */
export const equationStyle = 'QuireEquation'
export const displayedStyle = 'QuireDisplayedEquation'

const namespaces =
  /xmlns:([\w-]{1,40})=["']http:\/\/(?:schemas\.openxmlformats\.org|purl\.oclc\.org\/ooxml)\/officeDocument(?:\/2006)?\/math["']/

/** What reads the file knows nothing of equations, and would leave them out: each becomes words in a style of its own, as TeX. */
export function nameEquations(xml: string): string {
  const prefix = namespaces.exec(xml)?.[1]
  if (prefix === undefined) return xml
  const begin = `<${prefix}:oMath`
  let out = ''
  let copied = 0
  for (let at = xml.indexOf(begin); at !== -1; at = xml.indexOf(begin, Math.max(at + 1, copied))) {
    if (!/^(?:Para)?[\s/>]/.test(xml.slice(at + begin.length, at + begin.length + 5))) continue
    const read = readPart(xml, at, prefix)
    // One that does not end holds all that follows.
    if (read === undefined) break
    const isNext = copied > 0 && !wordsBetween.test(xml.slice(copied, at))
    out += xml.slice(copied, at) + runsOf(read.part, isNext)
    copied = read.end
  }
  return out + xml.slice(copied)
}

const wordsBetween = /<w:(?:t|br|tab|sym|drawing|p)[\s>/]|<\/w:p>/

/** `isNext`: right behind another, from which a space keeps it apart. */
function runsOf(part: Part, isNext: boolean): string {
  if (part.name === 'm:oMath') return run(equationStyle, `${isNext ? ' ' : ''}${texOf(part)}`)
  const equations = equationsIn(part)
  const texts = (equations.length > 0 ? equations : [part]).map(texOf)
  return texts.map(tex => run(displayedStyle, tex)).join('')
}

/** Somebody may have added one of several: then it is in what says so. */
function equationsIn({ parts }: Part): Part[] {
  return parts.flatMap(part => {
    if (typeof part === 'string' || /^w:(?:del|moveFrom)$/.test(part.name)) return []
    return part.name === 'm:oMath' ? [part] : equationsIn(part)
  })
}

function run(style: string, tex: string): string {
  if (tex.trim() === '') return ''
  const text = tex
    .replace(/[\p{Cc}\ufffe\uffff]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
  return `<w:r><w:rPr><w:rStyle w:val="${style}"/></w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`
}
