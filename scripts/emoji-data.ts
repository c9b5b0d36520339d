import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** As Emojibase has them: https://emojibase.dev/docs/datasets */
interface Source {
  hexcode: string
  emoji: string
  label: string
  group?: number
  order?: number
  version: number
  tags?: string[]
  skins?: unknown[]
}
type Shortcodes = Readonly<Record<string, string | string[]>>

/** The newest pictures that the systems of these years can draw: later ones would be empty boxes for most. */
const newest = 15
/** Emojibase's groups in the order in which they are shown. That of skins and hair by themselves (2) is not. */
const shownGroups = [0, 1, 3, 4, 5, 6, 7, 8, 9]

/** An emoji, its English shortcodes with a space between them, and whether it comes in tones of skin. */
export type EmojiRow = [text: string, codes: string, hasTones: 0 | 1]

/** What all languages share, group by group. */
export function emojiGroups(): EmojiRow[][] {
  const codes = codesByEmoji()
  return sources('en').map(group =>
    group.map(({ hexcode, emoji, skins }) => [
      // As Unicode recommends it: what is drawn in colours anyhow does without the sign that asks for them.
      emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1'),
      (codes.get(hexcode) ?? []).join(' '),
      skins === undefined ? 0 : 1,
    ]),
  )
}

/** In the same order: what each is called, and what else it is found by, with `|` between them. */
export function emojiNames(language: string): string[][] {
  return sources(language).map(group => group.map(({ label, tags = [] }) => [label, ...tags].join('|')))
}

function sources(language: string): Source[][] {
  const all = require(`emojibase-data/${language}/data.json`) as Source[]
  return shownGroups.map(group =>
    all
      .filter(source => source.group === group && source.version <= newest)
      .sort((a, b) => (a.order ?? 0) - (b.order ?? 0)),
  )
}

/** GitHub's shortcodes are those that people know; Emojibase's fill what these lack. Each means one emoji. */
function codesByEmoji(): Map<string, string[]> {
  const codes = new Map<string, string[]>()
  const taken = new Set<string>()
  for (const set of ['github', 'emojibase']) {
    const shortcodes = require(`emojibase-data/en/shortcodes/${set}.json`) as Shortcodes
    for (const [hexcode, value] of Object.entries(shortcodes)) {
      const fresh = [value].flat().filter(code => !taken.has(code))
      for (const code of fresh) taken.add(code)
      codes.set(hexcode, [...(codes.get(hexcode) ?? []), ...fresh])
    }
  }
  return codes
}
