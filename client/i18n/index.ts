import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { en } from './en.ts'
import type { Language } from './language.ts'
import type { richEn } from './rich/en.ts'

export * from './language.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en; rich: typeof richEn }
  }
}

/** Each language is a file of its own; a reader fetches one. A test holds that none of them lacks a text. */
const load = {
  en: async () => (await import('./en.ts')).en,
  ko: async () => (await import('./ko.ts')).ko,
} satisfies Record<Language, () => Promise<object>>

const loadRich = {
  en: async () => (await import('./rich/en.ts')).richEn,
  ko: async () => (await import('./rich/ko.ts')).richKo,
} satisfies Record<Language, () => Promise<object>>

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

/** The texts of what only some documents hold, in the present language. */
export async function loadRichTexts(language = i18next.language as Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'rich')) return
  i18next.addResourceBundle(language, 'rich', await loadRich[language]())
}

export async function changeLanguage(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(i18next.language, 'rich')) await loadRichTexts(language)
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await load[language]())
  }
  await i18next.changeLanguage(language)
}
