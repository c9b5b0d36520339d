import i18next from 'i18next'
import type { RichLabels } from '../../editor/index.ts'

/** The texts inside rich blocks, in the present language. */
export function makeRichLabels(): RichLabels {
  return {
    language: i18next.t('rich:code.language'),
    plainCode: i18next.t('rich:code.plain'),
    findLanguage: i18next.t('rich:code.find'),
    noLanguage: i18next.t('rich:code.none'),
  }
}
