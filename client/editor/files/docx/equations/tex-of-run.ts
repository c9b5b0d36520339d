import { type Alphabet, asText, commandOf, functions, plainLetter } from './letters.ts'
import { attributeOf, type Part } from './read-part.ts'

/** One after the other: a command ends where no letter follows. */
export function joined(texts: readonly string[]): string {
  const all: string[] = []
  let end = ''
  for (const text of texts) {
    if (text === '') continue
    if (/\\[A-Za-z]+$/.test(end) && /^[A-Za-z]/.test(text)) all.push(' ')
    // A prime is raised, and stands behind nothing that raises already.
    if (text.startsWith("'") && end !== '' && !/(?:^|[^^])[A-Za-z0-9]$/.test(end.slice(-2))) all.push('{}')
    all.push(text)
    end = (end + text).slice(-longestCommand)
  }
  return all.join('')
}

/** In letters. */
const longestCommand = 40

/** Whether something says yes: it does by being there. */
export function isOn(part: Part | undefined): boolean {
  return part !== undefined && !['0', 'false', 'off'].includes(attributeOf(part, 'val') ?? '')
}

const scripts: Readonly<Record<string, Alphabet>> = {
  'double-struck': 'mathbb',
  fraktur: 'mathfrak',
  script: 'mathcal',
  'sans-serif': 'mathsf',
  monospace: 'mathtt',
}
const styles: Readonly<Record<string, Alphabet>> = { p: 'mathrm', b: 'mathbf', bi: 'boldsymbol' }

/** `isRow`: an ampersand says there where lines are aligned. */
export function texOfRun(run: Part, isRow: boolean): string {
  const properties = child(run, 'm:rPr')
  const words = run.parts
    .flatMap(part => (typeof part === 'object' && /^[mw]:t$/.test(part.name) ? part.parts : []))
    .filter(part => typeof part === 'string')
    .join('')
  if (isOn(child(properties, 'm:nor'))) return asText(words)
  const said = (name: string) => attributeOf(child(properties, name) ?? nothing, 'val') ?? ''
  const alphabet = scripts[said('m:scr')] ?? styles[said('m:sty')]
  return texOfLetters(words, alphabet, isRow)
}

const nothing: Part = { name: '', attributes: '', parts: [] }

export function child(part: Part | undefined, name: string): Part | undefined {
  return part?.parts.filter(inner => typeof inner === 'object').find(inner => inner.name === name)
}

type Kind = 'letter' | 'words' | 'sign'
/** Letters that follow on each other and are of one alphabet. */
type Stretch = { kind: Kind; alphabet: Alphabet | undefined; texts: string[] }

export function texOfLetters(words: string, alphabet: Alphabet | undefined, isRow = false): string {
  const stretches: Stretch[] = []
  const letters = [...words.replace(/[ \t\r\n]+/g, ' ')]
  for (const [index, letter] of letters.entries()) {
    const last = stretches.at(-1)
    if (letter === ' ') {
      // Between words alone: signs have a space of their own.
      if (last?.kind === 'words') last.texts.push(' ')
      else if (isWord(letters[index - 1]) && isWord(letters[index + 1]))
        stretches.push({ kind: 'sign', alphabet: undefined, texts: ['\\ '] })
      continue
    }
    const read = readLetter(letter, alphabet, isRow)
    if (last?.kind === read.kind && last.alphabet === read.alphabet) last.texts.push(read.tex)
    else stretches.push({ kind: read.kind, alphabet: read.alphabet, texts: [read.tex] })
  }
  return joined(stretches.map(texOfStretch))
}

const isWord = (letter = ''): boolean => /^[\p{L}\p{N}]$/u.test(letter)

function readLetter(
  said: string,
  alphabet: Alphabet | undefined,
  isRow: boolean,
): { kind: Kind; alphabet: Alphabet | undefined; tex: string } {
  const { letter, alphabet: own = alphabet } = plainLetter(said)
  if (/^[A-Za-z]$/.test(letter)) return { kind: 'letter', alphabet: own, tex: letter }
  if (/^\d$/.test(letter))
    return { kind: 'letter', alphabet: own === 'mathrm' ? undefined : own, tex: letter }
  const isGreek = /^\p{Script=Greek}$/u.test(letter)
  const command = isRow && letter === '&' ? '&' : commandOf(letter)
  if (isGreek && command !== undefined) {
    const isBold = own === 'mathbf' || own === 'boldsymbol'
    return { kind: 'letter', alphabet: isBold ? 'boldsymbol' : undefined, tex: command }
  }
  if (command === undefined && /^[\p{L}\p{M}]$/u.test(letter))
    return { kind: 'words', alphabet: undefined, tex: letter }
  return { kind: 'sign', alphabet: undefined, tex: command ?? letter }
}

function texOfStretch({ kind, alphabet, texts }: Stretch): string {
  if (kind === 'words') return asText(texts.join(''))
  const tex = joined(texts)
  if (kind === 'sign' || alphabet === undefined) return tex
  return alphabet === 'mathrm' && functions.has(tex) ? `\\${tex}` : `\\${alphabet}{${tex}}`
}
