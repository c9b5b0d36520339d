import { useSyncExternalStore } from 'react'
import type { Language } from './language.ts'
import { type Texts, type Translate, Translator, type Volume } from './translator.ts'

export * from './language.ts'
export type { Translate } from './translator.ts'

/** Each language is files of its own; a reader fetches those of one. A test holds that none of them lacks a text. */
const load: Record<Volume, Record<Language, () => Promise<Texts>>> = {
  main: {
    en: async () => (await import('./en.ts')).en,
    ko: async () => (await import('./ko.ts')).ko,
  },
  blocks: {
    en: async () => (await import('./blocks/en.ts')).blocksEn,
    ko: async () => (await import('./blocks/ko.ts')).blocksKo,
  },
  chat: {
    en: async () => (await import('./chat/en.ts')).chatEn,
    ko: async () => (await import('./chat/ko.ts')).chatKo,
  },
  emoji: {
    en: async () => (await import('./emoji/en.ts')).emojiEn,
    ko: async () => (await import('./emoji/ko.ts')).emojiKo,
  },
  finding: {
    en: async () => (await import('./finding/en.ts')).finding,
    ko: async () => (await import('./finding/ko.ts')).finding,
  },
  rich: {
    en: async () => (await import('./rich/en.ts')).richEn,
    ko: async () => (await import('./rich/ko.ts')).richKo,
  },
}

export const i18n = new Translator()

const wanted = new Set<Volume>()

/** Fetches these texts, in the language that is spoken and in any that it is changed to. */
export async function addTexts(volume: Volume): Promise<void> {
  wanted.add(volume)
  await fetchTexts(i18n.language, volume)
}

async function fetchTexts(language: Language, volume: Volume): Promise<void> {
  if (!i18n.has(language, volume)) i18n.add(language, volume, await load[volume][language]())
}

let asked: Language | undefined

/** Speaks the language once its texts are there; of several that were asked for, the last. */
export async function changeLanguage(language: Language): Promise<void> {
  asked = language
  wanted.add('main')
  await Promise.all([...wanted].map(volume => fetchTexts(language, volume)))
  if (asked === language) i18n.speak(language)
}

/** The words of a volume, for a component that is drawn again when the language changes. */
export function useTranslation<Of extends Volume = 'main'>(
  volume?: Of,
): { t: Translate<Of>; language: Language } {
  const t = useSyncExternalStore(i18n.onChange, () => i18n.of(volume ?? 'main')) as Translate<Of>
  return { t, language: i18n.language }
}
