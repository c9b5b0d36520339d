const hangul = /^\p{Script=Hangul}+$/u

/** What fits into an avatar: "Ada Lovelace" → "AL", "ada" → "A", "홍길동" → "길동" (a given name tells more than the
 *  surname that many share). Empty for an empty name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u)
  const [first = '', ...others] = words
  if (hangul.test(first) && others.length === 0) {
    return first.length >= 3 ? first.slice(-2) : first
  }
  return [first, others.at(-1) ?? ''].map(firstCharacter).join('').toLocaleUpperCase()
}

/** A grapheme, not a code unit: half an emoji is no initial. */
function firstCharacter(word: string): string {
  // The segmenter takes its time when it is first needed, and most first visits have no name to show.
  if (word === '') return ''
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)
  return first?.segment ?? ''
}
