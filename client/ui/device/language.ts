import * as v from 'valibot'
import { changeLanguage, chooseLanguage, type Language, languages } from '../../i18n/index.ts'
import { keep } from './kept.ts'

/** The language chosen here, or else the first of the browser's that we have. */
export const keptLanguage = keep<Language>('language', v.picklist(languages), () =>
  chooseLanguage(navigator.languages),
)

const manifests: Record<Language, string> = {
  en: '/manifest.webmanifest',
  ko: '/manifest.ko.webmanifest',
}

/** Follows the kept choice from now on. */
export function followLanguage(): void {
  const label = () => {
    const language = keptLanguage.get()
    document.documentElement.lang = language
    // What is said where the app is installed.
    const manifest = document.querySelector<HTMLLinkElement>('link[rel="manifest"]')
    if (manifest !== null) manifest.href = manifests[language]
  }
  label()
  keptLanguage.subscribe(() => {
    label()
    void changeLanguage(keptLanguage.get())
  })
}
