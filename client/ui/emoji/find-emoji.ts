import { initials, spell } from '../slash/search.ts'
import type { Emoji } from './emoji.ts'

interface Spelled {
  name: string
  initials: string
  words: readonly string[]
  codes: readonly string[]
}

/** There are many, and they stay the same from one letter that is typed to the next. */
const known = new WeakMap<Emoji, Spelled>()

/** Those that the query means, the best first: by a shortcode, by the beginning of a name or of a word, by a part of a name. */
export function findEmoji(all: readonly Emoji[], query: string, most: number): Emoji[] {
  const wanted = spell(query.replace(/^:|:$/g, ''))
  if (wanted === '') return []
  return all
    .map(emoji => ({ emoji, rank: rankOf(spelledOf(emoji), wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, most)
    .map(({ emoji }) => emoji)
}

export function emojiOfCode(all: readonly Emoji[], code: string): Emoji | undefined {
  const wanted = code.toLowerCase()
  return all.find(({ codes }) => codes.includes(wanted))
}

function rankOf({ name, initials, words, codes }: Spelled, wanted: string): number {
  if (codes.includes(wanted) || name === wanted) return 5
  const begun = codes.filter(code => code.startsWith(wanted)).map(({ length }) => length)
  // Of those that begin so, the one of which the most is typed.
  if (begun.length > 0) return 4 + 1 / (1 + Math.min(...begun))
  if (name.startsWith(wanted)) return 4
  if (words.includes(wanted)) return 3
  if (words.some(word => word.startsWith(wanted)) || initials.startsWith(wanted)) return 2
  if (wanted.length < 2) return 0
  return name.includes(wanted) || codes.some(code => code.includes(wanted)) ? 1 : 0
}

function spelledOf(emoji: Emoji): Spelled {
  const { name, words, codes } = emoji
  const spelled = known.get(emoji) ?? {
    name: spell(name),
    initials: initials(name),
    words: [...words, ...name.split(/\s+/)].map(spell),
    codes: codes.map(spell),
  }
  known.set(emoji, spelled)
  return spelled
}
