/** One picture, as text. */
export interface Emoji {
  text: string
  /** What it is called in the reader's language. */
  name: string
  /** What else it is found by, in that language. */
  words: readonly string[]
  /** In English, without colons: those that people know from elsewhere come first. */
  codes: readonly string[]
  hasTones: boolean
  category: Category
}

export const categories = [
  'smileys',
  'people',
  'nature',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
] as const
export type Category = (typeof categories)[number]

export const tones = ['none', 'light', 'mediumLight', 'medium', 'mediumDark', 'dark'] as const
export type Tone = (typeof tones)[number]

/** The first of five characters that colour the skin of the one before them. */
const firstTone = 0x1f3fb

/** Whoever is in the picture has that skin. Two people hand in hand do, their hands between them have none. */
export function withTone({ text, hasTones }: Pick<Emoji, 'text' | 'hasTones'>, tone: Tone): string {
  const at = tones.indexOf(tone) - 1
  if (!hasTones || at < 0) return text
  const modifier = String.fromCodePoint(firstTone + at)
  return text.replace(/(?!(?<!^)🤝)(\p{Emoji_Modifier_Base})\uFE0F?/gu, `$1${modifier}`)
}

type Groups = readonly (readonly (readonly [text: string, codes: string, hasTones: 0 | 1])[])[]
type Names = readonly (readonly string[])[]

/** Puts together what all languages share with the names of one. Both are in the same order. */
export function joinEmoji(groups: Groups, names: Names): Emoji[] {
  return groups.flatMap((group, at) =>
    group.map(([text, codes, hasTones], index): Emoji => {
      const [name = '', ...words] = (names[at]?.[index] ?? '').split('|')
      const category = categories[at] ?? 'symbols'
      return { text, name, words, codes: codes.split(' '), hasTones: hasTones === 1, category }
    }),
  )
}
