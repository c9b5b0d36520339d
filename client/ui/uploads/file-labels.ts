import type { FileLabels } from '../../editor/index.ts'
import { i18n } from '../../i18n/index.ts'

/** The texts of files in a document, in the present language. */
export function fileLabels(): FileLabels {
  return {
    download: name => i18n.t('rich:file.download', { name }),
    unnamed: i18n.t('rich:file.label'),
    size: sizeText,
    percent: share =>
      new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(Math.floor(share * 100) / 100),
    state: {
      sending: i18n.t('rich:file.state.sending'),
      waiting: i18n.t('rich:file.state.waiting'),
      paused: i18n.t('rich:file.state.paused'),
      checking: i18n.t('rich:file.state.checking'),
      left: i18n.t('rich:file.state.left'),
      cancelled: i18n.t('rich:file.state.cancelled'),
      copied: i18n.t('rich:file.state.copied'),
      copiedForReader: i18n.t('rich:file.state.copiedForReader'),
      leftForReader: i18n.t('rich:file.state.leftForReader'),
      another: i18n.t('rich:file.state.another'),
    },
    theirs: (name, isPaused) =>
      i18n.t(isPaused ? 'rich:file.theirsPaused' : 'rich:file.theirs', {
        name: name || i18n.t('rich:file.somebody'),
      }),
    theirsFailed: (name, why) =>
      i18n.t(`rich:file.theirsFailed.${why}`, { name: name || i18n.t('rich:file.somebody') }),
    trouble: ({ why, limit }, bytes) =>
      why === 'tooLarge' && limit !== undefined
        ? tooLargeText(limit, bytes)
        : i18n.t(`rich:file.trouble.${why}`, { limit: sizeText(limit ?? 0) }),
    pause: i18n.t('rich:file.pause'),
    goOn: i18n.t('rich:file.goOn'),
    cancel: i18n.t('rich:file.cancel'),
    again: i18n.t('rich:file.again'),
    choose: i18n.t('rich:file.giveAgain'),
    remove: i18n.t('rich:file.remove'),
  }
}

/** Both to the byte where they would look the same. */
function tooLargeText(limit: number, bytes: number | null): string {
  if (bytes === null || sizeText(bytes) !== sizeText(limit))
    return i18n.t('rich:file.trouble.tooLargeFor', { limit: sizeText(limit) })
  const exact = { size: unitText(bytes, 'byte'), limit: unitText(limit, 'byte') }
  return i18n.t('rich:file.trouble.tooLargeBy', exact)
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** As file managers count: a thousand of one make the next. */
export function sizeText(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const value = bytes / 1000 ** step
  const digits = step === 0 || value >= 100 ? 0 : 1
  const unit = units[step] ?? 'byte'
  return unitText(value, unit, digits)
}

function unitText(value: number, unit: (typeof units)[number], digits = 0): string {
  const unitDisplay = unit === 'byte' ? 'long' : 'short'
  const format = { style: 'unit', unit, unitDisplay, maximumFractionDigits: digits } as const
  return new Intl.NumberFormat(i18n.language, format).format(value)
}
