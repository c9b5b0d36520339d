import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { en } from './en.ts'
import type { finding } from './finding/en.ts'
import { chooseLanguage, type Language } from './language.ts'
import type { richEn } from './rich/en.ts'

export * from './language.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en; finding: typeof finding; rich: typeof richEn }
  }
}

/** Each language is a file of its own; a reader fetches one. A test holds that none of them lacks a text. */
const load = {
  en: async () => (await import('./en.ts')).en,
  ko: async () => (await import('./ko.ts')).ko,
} satisfies Record<Language, () => Promise<object>>

/** What few pages or few documents need comes with its code. */
const loadMore = {
  finding: {
    en: async () => (await import('./finding/en.ts')).finding,
    ko: async () => (await import('./finding/ko.ts')).finding,
  },
  rich: {
    en: async () => (await import('./rich/en.ts')).richEn,
    ko: async () => (await import('./rich/ko.ts')).richKo,
  },
} satisfies Record<string, Record<Language, () => Promise<object>>>
type More = keyof typeof loadMore

const wanted = new Set<More>()

/** Fetches these texts, in the language that is spoken and in any that it is changed to. */
export async function addTexts(name: More): Promise<void> {
  wanted.add(name)
  await addTo(chooseLanguage([i18next.language]), name)
}

async function addTo(language: Language, name: More): Promise<void> {
  if (i18next.hasResourceBundle(language, name)) return
  i18next.addResourceBundle(language, name, await loadMore[name][language]())
}

export async function startI18n(language: Language): Promise<i18n> {
  const texts = await load[language]()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: texts } },
    interpolation: { escapeValue: false }, // React escapes.
  })
  return i18next
}

export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await load[language]())
  }
  await Promise.all([...wanted].map(name => addTo(language, name)))
  await i18next.changeLanguage(language)
}
