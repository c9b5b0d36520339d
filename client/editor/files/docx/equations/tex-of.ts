import { commandOf, functions } from './letters.ts'
import { attributeOf, type Part } from './read-part.ts'
import { accentOf, arrowOf, braceOf, fenceOf, isIntegral, matrices } from './signs.ts'
import { child, isOn, joined, texOfLetters, texOfRun } from './tex-of-run.ts'

/**
 * An equation of Word's as TeX, in one line. What this does not know is what is in it: no letter is lost.
 * After ECMA-376-1, 22.1.
 */
export function texOf(equation: Part): string {
  const lines = linesIn(equation)
  if (lines.length === 1) return lines[0]?.join('').replaceAll('\n', '') ?? ''
  const aligned = lines.map(parts => {
    const line = joined(parts)
    return line.includes('\n') ? line.replace('\n', '&').replaceAll('\n', '') : `&${line}`
  })
  return environment('aligned', aligned)
}

type Convert = (part: Part) => string

const converters: Readonly<Record<string, Convert>> = {
  'm:r': part => texOfRun(part, false),
  'm:f': fraction,
  'm:sSup': part => raised(part, ['m:sup']),
  'm:sSub': part => raised(part, ['m:sub']),
  'm:sSubSup': part => raised(part, ['m:sub', 'm:sup']),
  'm:sPre': part => `{}${scripts(part, ['m:sub', 'm:sup'])}${base(part)}`,
  'm:rad': root,
  'm:nary': nary,
  'm:d': fenced,
  'm:func': part => joined([inner(part, 'm:fName'), inner(part, 'm:e')]),
  'm:fName': named,
  'm:limLow': part => limited(part, '_'),
  'm:limUpp': part => limited(part, '^'),
  'm:acc': accented,
  'm:bar': part => `\\${setting(part, 'pos') === 'top' ? 'over' : 'under'}line{${inner(part, 'm:e')}}`,
  'm:m': part => matrix(part, 'matrix'),
  'm:eqArr': part => equations(part, 'aligned'),
  'm:borderBox': boxed,
  'm:groupChr': grouped,
  'm:phant': phantom,
}
/** They say how something looks, or what it was before somebody changed it. */
const silent = /^(?:m:(?:\w+Pr|argPr|ctrlPr)|w:(?:rPr|del|moveFrom|instrText))$/

function texOfPart(part: Part): string {
  if (silent.test(part.name)) return ''
  if (part.name === 'w:t' || part.name === 'm:t')
    return texOfLetters(part.parts.filter(text => typeof text === 'string').join(''), undefined)
  return converters[part.name]?.(part) ?? sequence(part)
}

function sequence(part: Part): string {
  return joined(partsIn(part).map(texOfPart))
}

function partsIn({ parts }: Part): Part[] {
  return parts.filter(part => typeof part === 'object')
}

/** What one of its parts comes to. */
function inner(part: Part, name: string): string {
  const found = child(part, name)
  return found === undefined ? '' : texOfPart(found)
}

function property(part: Part, name: string): Part | undefined {
  return child(child(part, `${part.name}Pr`), `m:${name}`)
}

/** What its properties say; undefined where they do not. */
function setting(part: Part, name: string): string | undefined {
  const found = property(part, name)
  return found && attributeOf(found, 'val')
}

/** Lines are broken where the writer said so. A line feed stands for the place at which they are aligned. */
function linesIn(equation: Part): string[][] {
  const lines: string[][] = [[]]
  for (const part of partsIn(equation)) {
    const properties = part.name === 'm:r' ? child(part, 'm:rPr') : undefined
    const breaks = part.name === 'm:r' && child(part, 'w:br') !== undefined
    if ((child(properties, 'm:brk') !== undefined || breaks) && lines.at(-1)?.length !== 0) lines.push([])
    if (isOn(child(properties, 'm:aln'))) lines.at(-1)?.push('\n')
    const tex = texOfPart(part)
    if (tex !== '') lines.at(-1)?.push(tex)
  }
  const full = lines.filter(line => line.length > 0)
  return full.length > 1 ? full : [[joined(full[0] ?? [])]]
}

function environment(name: string, rows: readonly string[]): string {
  return `\\begin{${name}}${rows.join('\\\\')}\\end{${name}}`
}

/** Whether TeX takes it for one thing by itself. */
const isOne = (tex: string): boolean => /^(?:[A-Za-z0-9]|\\[A-Za-z]+)$/.test(tex)

function base(part: Part): string {
  const tex = inner(part, 'm:e')
  return isOne(tex) || /^\\(?:mathbb|mathbf|mathrm|mathcal|operatorname)\{\w+\}$/.test(tex) ? tex : `{${tex}}`
}

function scripts(part: Part, names: readonly string[]): string {
  return names.map(name => script(name === 'm:sub' ? '_' : '^', inner(part, name))).join('')
}

function script(sign: '_' | '^', tex: string): string {
  if (tex === '') return ''
  return `${sign}${/^[A-Za-z0-9]$/.test(tex) ? tex : `{${tex}}`}`
}

function raised(part: Part, names: readonly string[]): string {
  // A prime is raised by itself.
  const sup = names.includes('m:sup') ? inner(part, 'm:sup') : ''
  if (/^'+$/.test(sup)) return joined([base(part), sup]) + scripts(part, names.slice(0, -1))
  return `${base(part)}${scripts(part, names)}`
}

function fraction(part: Part): string {
  const [above, below] = [inner(part, 'm:num'), inner(part, 'm:den')]
  switch (setting(part, 'type')) {
    case 'noBar':
      return `\\genfrac{}{}{0pt}{}{${above}}{${below}}`
    case 'lin':
      return `{${above}}/{${below}}`
    case 'skw':
      return `{}^{${above}}/_{${below}}`
    default:
      return `\\frac{${above}}{${below}}`
  }
}

function root(part: Part): string {
  const degree = isOn(property(part, 'degHide')) ? '' : inner(part, 'm:deg')
  return `\\sqrt${degree === '' ? '' : `[${degree.includes(']') ? `{${degree}}` : degree}]`}{${inner(part, 'm:e')}}`
}

function nary(part: Part): string {
  const sign = setting(part, 'chr') ?? '∫'
  const known = commandOf(sign)
  const operator = known ?? `\\mathop{${texOfLetters(sign, undefined)}}`
  const limits = isIntegral(sign) && setting(part, 'limLoc') === 'undOvr' ? '\\limits' : ''
  const shown = ['m:sub', 'm:sup'].filter(name => !isOn(property(part, `${name.slice(2)}Hide`)))
  return joined([`${operator}${limits}${scripts(part, shown)}`, inner(part, 'm:e')])
}

function fenced(part: Part): string {
  const [begin, end] = [setting(part, 'begChr') ?? '(', setting(part, 'endChr') ?? ')']
  const elements = partsIn(part).filter(({ name }) => name === 'm:e')
  const [only] = elements.length === 1 && elements[0] !== undefined ? partsIn(elements[0]).filter(isSaid) : []
  const isAlone =
    only !== undefined && elements[0] !== undefined && partsIn(elements[0]).filter(isSaid).length === 1
  if (isAlone) {
    const name = matrices[begin + end]
    if (only.name === 'm:m' && name !== undefined) return matrix(only, name)
    if (only.name === 'm:eqArr' && begin === '{' && end === '') return equations(only, 'cases')
    if (only.name === 'm:f' && begin + end === '()' && setting(only, 'type') === 'noBar')
      return `\\binom{${inner(only, 'm:num')}}{${inner(only, 'm:den')}}`
  }
  const separator = setting(part, 'sepChr') ?? '|'
  const texts = elements.map(texOfPart)
  const [left, right] = [fenceOf(begin), fenceOf(end)]
  // Signs that cannot grow stand there as they are.
  if (left === undefined || right === undefined) {
    const sign = (letter: string) => texOfLetters(letter, undefined)
    return joined([
      sign(begin),
      ...texts.flatMap((text, at) => (at === 0 ? text : [sign(separator), text])),
      sign(end),
    ])
  }
  const isPlain =
    /^[([]$/.test(begin) && /^[)\]]$/.test(end) && texts.every(text => /^[\w\s+\-=,.:;*/!]*$/.test(text))
  const middle =
    isPlain || fenceOf(separator) === undefined
      ? texOfLetters(separator, undefined)
      : `\\middle${fenceOf(separator)}`
  const within = joined(texts.flatMap((text, at) => (at === 0 ? text : [middle, text])))
  return isPlain ? `${begin}${within}${end}` : joined([`\\left${left}`, within, `\\right${right}`])
}

function isSaid({ name }: Part): boolean {
  return !silent.test(name)
}

/** A function's name, if TeX has it not, is said to be one. */
function named(part: Part): string {
  const tex = sequence(part)
  const [, upright, italic] = /^(?:\\mathrm\{([A-Za-z]{2,})\}|([A-Za-z]{2,}))$/.exec(tex) ?? []
  // In the name of a function all letters are one.
  const name = upright ?? (part.name === 'm:fName' ? italic : undefined)
  if (name === undefined) return tex
  return functions.has(name) ? `\\${name}` : `\\operatorname{${name}}`
}

/** Above and below functions and operators there are limits, of all else there is just something. */
function limited(part: Part, sign: '_' | '^'): string {
  const of = named(child(part, 'm:e') ?? part)
  const limit = inner(part, 'm:lim')
  const [, name = ''] = /^\\([A-Za-z]+)/.exec(of) ?? []
  const takesLimits = isOne(of) && (functions.has(name) || /^(?:sum|prod|coprod|big\w+)$/.test(name))
  if (takesLimits || /^\\(?:over|under)(?:brace|bracket)\{/.test(of)) return `${of}${script(sign, limit)}`
  if (/^\\operatorname\{\w+\}$/.test(of)) return `${of.replace('{', '*{')}${script(sign, limit)}`
  return `\\${sign === '_' ? 'underset' : 'overset'}{${limit}}{${of}}`
}

function accented(part: Part): string {
  const sign = setting(part, 'chr') ?? '\u0302'
  const tex = inner(part, 'm:e')
  const accent = accentOf(sign, isOne(tex))
  return accent === undefined ? `\\overset{${texOfLetters(sign, undefined)}}{${tex}}` : `${accent}{${tex}}`
}

function matrix(part: Part, name: string): string {
  const rows = partsIn(part).filter(row => row.name === 'm:mr')
  return environment(
    name,
    rows.map(row =>
      partsIn(row)
        .filter(cell => cell.name === 'm:e')
        .map(texOfPart)
        .join('&'),
    ),
  )
}

function equations(part: Part, name: 'aligned' | 'cases'): string {
  const rows = partsIn(part)
    .filter(row => row.name === 'm:e')
    .map(row => joined(partsIn(row).map(of => (of.name === 'm:r' ? texOfRun(of, true) : texOfPart(of)))))
  // A number at the edge of the page.
  const [equation = '', number] = rows[0]?.split('\\#') ?? []
  if (rows.length === 1 && isOn(property(part, 'maxDist')) && number !== undefined)
    return joined([equation, '\\qquad', number])
  const columns = rows.reduce((most, row) => Math.max(most, row.replace(/\\&/g, '').split('&').length), 1)
  if (name === 'cases' && columns <= 2) return environment('cases', rows)
  const body = environment(columns > 1 ? 'aligned' : 'gathered', rows)
  return name === 'cases' ? `\\left\\{${body}\\right.` : body
}

const sides = ['hideTop', 'hideBot', 'hideLeft', 'hideRight']

function boxed(part: Part): string {
  const says = (name: string) => isOn(property(part, name))
  const [rising, falling] = [says('strikeBLTR'), says('strikeTLBR')]
  let tex = inner(part, 'm:e')
  if (says('strikeH')) tex = `\\sout{${tex}}`
  if (rising && falling) tex = `\\xcancel{${tex}}`
  else if (rising) tex = `\\cancel{${tex}}`
  else if (falling) tex = `\\bcancel{${tex}}`
  return sides.every(says) ? tex : `\\boxed{${tex}}`
}

function grouped(part: Part): string {
  const sign = setting(part, 'chr') ?? '⏟'
  const isAbove = setting(part, 'pos') === 'top'
  const tex = inner(part, 'm:e')
  const brace = braceOf(sign)
  if (brace !== undefined) return `${brace}{${tex}}`
  const arrow = arrowOf(sign)
  if (arrow !== undefined) return isAbove ? `${arrow}[${tex}]{}` : `${arrow}{${tex}}`
  return `\\${isAbove ? 'overset' : 'underset'}{${texOfLetters(sign, undefined)}}{${tex}}`
}

/** It takes room, and is not seen; or is seen, and takes less. */
function phantom(part: Part): string {
  const says = (name: string) => isOn(property(part, name))
  const tex = inner(part, 'm:e')
  const isFlat = says('zeroAsc') && says('zeroDesc')
  if (property(part, 'show') === undefined || says('show')) return isFlat ? `\\smash{${tex}}` : tex
  if (says('zeroWid')) return `\\vphantom{${tex}}`
  return `\\${isFlat ? 'h' : ''}phantom{${tex}}`
}
