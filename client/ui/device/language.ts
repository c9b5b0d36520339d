import * as v from 'valibot'
import { changeLanguage, chooseLanguage, type Language, languages } from '../../i18n/index.ts'
import { keep } from './kept.ts'

/** The language chosen here, or else the first of the browser's that we have. */
export const keptLanguage = keep<Language>('language', v.picklist(languages), () =>
  chooseLanguage(navigator.languages),
)

/** Follows the kept choice from now on. */
export function followLanguage(): void {
  const label = () => {
    document.documentElement.lang = keptLanguage.get()
  }
  label()
  keptLanguage.subscribe(() => {
    label()
    void changeLanguage(keptLanguage.get())
  })
}
