import { addTexts, type Language } from '../../i18n/index.ts'
import { type Emoji, joinEmoji } from './emoji.ts'

const names = {
  en: () => import('virtual:emoji-en'),
  ko: () => import('virtual:emoji-ko'),
}
const known = new Map<Language, Promise<readonly Emoji[]>>()

/** All emoji, named in that language. What could not be fetched is asked for again the next time. */
export function loadEmoji(language: Language): Promise<readonly Emoji[]> {
  const asked = known.get(language) ?? fetchEmoji(language)
  known.set(language, asked)
  return asked
}

async function fetchEmoji(language: Language): Promise<readonly Emoji[]> {
  try {
    const [groups, named] = await Promise.all([
      import('virtual:emoji-groups'),
      names[language](),
      addTexts('emoji'),
    ])
    return joinEmoji(groups.default, named.default)
  } catch (error) {
    known.delete(language)
    throw error
  }
}
