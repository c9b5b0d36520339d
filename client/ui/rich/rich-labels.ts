import type { FileUploads, RichLabels } from '../../editor/index.ts'
import { i18n } from '../../i18n/index.ts'
import { fileLabels } from '../uploads/file-labels.ts'

/** The texts inside rich blocks, in the present language. */
export function makeRichLabels(uploads?: FileUploads): RichLabels {
  return {
    language: i18n.t('rich:code.language'),
    plainCode: i18n.t('rich:code.plain'),
    findLanguage: i18n.t('rich:code.find'),
    noLanguage: i18n.t('rich:code.none'),
    formula: i18n.t('rich:math.formula'),
    emptyFormula: i18n.t('rich:math.empty'),
    brokenFormula: i18n.t('rich:math.broken'),
    contents: i18n.t('rich:contents.label'),
    noHeadings: i18n.t('rich:contents.empty'),
    fold: i18n.t('rich:toggle.fold'),
    longFormula: i18n.t('rich:math.long'),
    file: fileLabels(),
    ...(uploads && { uploads }),
    image: {
      label: i18n.t('rich:image.label'),
      caption: i18n.t('rich:image.caption'),
      elsewhere: host => i18n.t('rich:image.elsewhere', { host }),
      show: i18n.t('rich:image.show'),
      broken: i18n.t('rich:image.broken'),
    },
  }
}
