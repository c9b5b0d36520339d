export const languages = ['en', 'ko'] as const
export type Language = (typeof languages)[number]

/** What each language calls itself. */
export const languageNames: Record<Language, string> = { en: 'English', ko: '한국어' }

/** The first of the reader's languages that we have, else English. `wanted` holds BCP 47 tags, best first. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const [primary] = tag.toLowerCase().split('-')
    const match = languages.find(language => language === primary)
    if (match !== undefined) return match
  }
  return 'en'
}
