/** What can be found: by its name in the reader's language, and by English words, which Korean readers type as well. */
export interface Findable {
  name: string
  words: string
}

/** Those that the query means, the best first: where a name begins with it, then where a word does, then anywhere. */
export function search<Item extends Findable>(items: readonly Item[], query: string): Item[] {
  const wanted = spell(query)
  if (wanted === '') return [...items]
  return items
    .map(item => ({ item, rank: rankOf(item, wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ item }) => item)
}

function rankOf({ name, words }: Findable, wanted: string): number {
  const spelled = spell(name)
  if (spelled.startsWith(wanted)) return 3
  const all = [...name.split(/\s+/), ...words.split(' ')].map(spell)
  if (all.some(word => word.startsWith(wanted))) return 2
  if (initials(name).startsWith(wanted)) return 2
  return wanted.length > 1 && spelled.includes(wanted) ? 1 : 0
}

const firsts = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ']
const vowels = [...'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ']
const lasts = ['', ...'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ']
/** What one key after the other made. */
const compounds: Readonly<Record<string, string>> = {
  ...{ ㅘ: 'ㅗㅏ', ㅙ: 'ㅗㅐ', ㅚ: 'ㅗㅣ', ㅝ: 'ㅜㅓ', ㅞ: 'ㅜㅔ', ㅟ: 'ㅜㅣ', ㅢ: 'ㅡㅣ' },
  ...{
    ㄳ: 'ㄱㅅ',
    ㄵ: 'ㄴㅈ',
    ㄶ: 'ㄴㅎ',
    ㄺ: 'ㄹㄱ',
    ㄻ: 'ㄹㅁ',
    ㄼ: 'ㄹㅂ',
    ㄽ: 'ㄹㅅ',
    ㄾ: 'ㄹㅌ',
    ㄿ: 'ㄹㅍ',
  },
  ...{ ㅀ: 'ㄹㅎ', ㅄ: 'ㅂㅅ' },
}
const firstSyllable = 0xac00
const lastSyllable = 0xd7a3

/** The letters as keys are pressed, without spaces: 제목 is ㅈㅔㅁㅗㄱ, so 젬, on the way there, finds it already. */
export function spell(text: string): string {
  return [...text.normalize('NFC').toLowerCase().replace(/\s+/g, '')].map(lettersOf).join('')
}

function lettersOf(character: string): string {
  const code = character.charCodeAt(0)
  if (code < firstSyllable || code > lastSyllable) return compounds[character] ?? character
  const index = code - firstSyllable
  const letters = [firsts[Math.floor(index / 588)], vowels[Math.floor((index % 588) / 28)], lasts[index % 28]]
  return letters.map(letter => compounds[letter ?? ''] ?? letter ?? '').join('')
}

/** The first letter of each syllable: ㅈㅁ finds 제목. */
export function initials(text: string): string {
  return [...text.normalize('NFC').replace(/\s+/g, '')].map(character => lettersOf(character)[0]).join('')
}
