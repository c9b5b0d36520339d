/** What a person looks for. */
export type Query = {
  text: string
  matchCase: boolean
  wholeWord: boolean
  /** The text is a regular expression. */
  isPattern?: boolean
  /** The last syllable is not finished: what it may still become is found as well. */
  composing: boolean
}

/** A letter or digit of a script that puts spaces between words; the others have no whole words to ask for. */
const wordCharacter =
  '(?![\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Mymr}])[\\p{L}\\p{M}\\p{N}_]'
/** What keeps a match from beginning, or ending, in the middle of a word. */
export const notInWord = { before: `(?<!${wordCharacter})`, behind: `(?!${wordCharacter})` }
const beginsWithWord = new RegExp(`^(?:${wordCharacter})`, 'u')
const endsWithWord = new RegExp(`(?:${wordCharacter})$`, 'u')

/** Undefined where nothing is looked for. The text is taken by the letter, so no query takes long. */
export function compileQuery({ text, matchCase, wholeWord, composing }: Query): RegExp | undefined {
  if (text === '') return undefined
  const composed = text.normalize('NFC')
  // Some files, and some keyboards, keep each letter of a syllable by itself.
  const spellings = new Set([text, composed, text.normalize('NFD')].map(literally))
  if (composing) spellings.add(unfinished(composed))
  const any = `(?:${[...spellings].join('|')})`
  const start = wholeWord && beginsWithWord.test(composed) ? notInWord.before : ''
  const end = wholeWord && !composing && endsWithWord.test(composed) ? notInWord.behind : ''
  return new RegExp(`${start}${any}${end}`, matchCase ? 'gu' : 'giu')
}

function literally(text: string): string {
  // A space that keeps words together looks like any other.
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/[ \u00a0]/g, '[ \\u00a0]')
}

const firsts = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ']
const lasts = ['', ...'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ']
/** Two consonants at the end of a syllable: the second goes over to the next one, when a vowel follows. */
const pairs: Readonly<Record<string, string>> = {
  ...{ ㄳ: 'ㄱㅅ', ㄵ: 'ㄴㅈ', ㄶ: 'ㄴㅎ', ㄺ: 'ㄹㄱ', ㄻ: 'ㄹㅁ', ㄼ: 'ㄹㅂ', ㄽ: 'ㄹㅅ', ㄾ: 'ㄹㅌ' },
  ...{ ㄿ: 'ㄹㅍ', ㅀ: 'ㄹㅎ', ㅄ: 'ㅂㅅ' },
}
const firstSyllable = 0xac00
const lastSyllable = 0xd7a3
const perFirst = 588
const perVowel = 28
/** How many compound vowels follow ㅗ, ㅜ and ㅡ, by the place of the vowel. */
const compoundVowels: Readonly<Record<number, number>> = { 8: 3, 13: 3, 18: 1 }

/** The text with all that its last syllable may be on the way to: 젬 finds 제목, for there one key is missing. */
function unfinished(text: string): string {
  const last = [...text].at(-1) ?? ''
  return `${literally(text.slice(0, text.length - last.length))}${continuations(last)}`
}

function continuations(syllable: string): string {
  const code = syllable.charCodeAt(0)
  if (firsts.includes(syllable)) return `(?:${syllable}|${withFirst(syllable)})`
  if (code < firstSyllable || code > lastSyllable) return literally(syllable)
  const last = lasts[(code - firstSyllable) % perVowel] ?? ''
  if (last === '') {
    const vowel = Math.floor(((code - firstSyllable) % perFirst) / perVowel)
    return range(code, code + perVowel * (1 + (compoundVowels[vowel] ?? 0)) - 1)
  }
  const withoutLast = code - lasts.indexOf(last)
  const [stays, goes] = pairs[last] === undefined ? ['', last] : [...pairs[last]]
  const moved = `${String.fromCharCode(withoutLast + lasts.indexOf(stays ?? ''))}${withFirst(goes ?? '')}`
  const longer = Object.keys(pairs).filter(pair => pairs[pair]?.startsWith(last))
  const grown = longer.map(pair => String.fromCharCode(withoutLast + lasts.indexOf(pair)))
  return `(?:${[syllable, ...grown, moved].join('|')})`
}

/** Every syllable that begins with a consonant. */
function withFirst(first: string): string {
  const start = firstSyllable + firsts.indexOf(first) * perFirst
  return range(start, start + perFirst - 1)
}

function range(from: number, to: number): string {
  return `[${String.fromCharCode(from)}-${String.fromCharCode(to)}]`
}
