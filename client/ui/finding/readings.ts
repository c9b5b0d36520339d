const firstSyllable = 0xac00
const lastSyllable = 0xd7a3
const perVowel = 28
/** Of two consonants at the end of a syllable, the first; by their places among all that may end one. */
const firstOfTwo: Readonly<Record<number, number>> = {
  ...{ 3: 1, 5: 4, 6: 4, 9: 8, 10: 8, 11: 8 },
  ...{ 12: 8, 13: 8, 14: 8, 15: 8, 18: 17 },
}
const perFirst = 588
/** How many compound vowels follow ㅗ, ㅜ and ㅡ, by the place of the vowel. */
const compoundVowels: Readonly<Record<number, number>> = { 8: 3, 13: 3, 18: 1 }

/**
 * What somebody may mean, the likeliest first. While a syllable is being composed, its last consonant may go over to the
 * next one, and its vowel grow: whoever writes 회의 passes through 호 and 횡. A letter that is no syllable yet says nothing.
 */
export function readings(typed: string, composing: boolean): string[] {
  if (!composing) return [typed]
  const whole = typed.replace(/[\u3131-\u318e]$/, '')
  const code = whole.charCodeAt(whole.length - 1)
  // What ends with such a letter ends with what is finished.
  if (whole !== typed || !(code >= firstSyllable && code <= lastSyllable)) return [whole]
  const ending = (code - firstSyllable) % perVowel
  const vowel = Math.floor(((code - firstSyllable) % perFirst) / perVowel)
  const steps =
    ending === 0
      ? Array.from({ length: 1 + (compoundVowels[vowel] ?? 0) }, (_, by) => by * perVowel)
      : [0, (firstOfTwo[ending] ?? 0) - ending, -ending]
  const others = new Set(steps.map(step => String.fromCharCode(code + step)))
  return [...others].map(last => `${whole.slice(0, -1)}${last}`)
}
