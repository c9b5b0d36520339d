import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { en } from './en.ts'
import type { Language } from './language.ts'

export * from './language.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

/** Each language is a file of its own; a reader fetches one. A test holds that none of them lacks a text. */
const load = {
  en: async () => (await import('./en.ts')).en,
  ko: async () => (await import('./ko.ts')).ko,
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

export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await load[language]())
  }
  await i18next.changeLanguage(language)
}
