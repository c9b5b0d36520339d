import { useTranslation } from 'react-i18next'
import type { Found } from '../../editor/find/index.ts'

/** How many there are, and which of them is current; said aloud as well. */
export function FindCount({ found, isEmpty }: { found: Found; isEmpty: boolean }) {
  const { t, i18n } = useTranslation()
  const number = new Intl.NumberFormat(i18n.language)
  const { at, count, searching } = found
  const text = isEmpty
    ? ''
    : count === 0
      ? searching
        ? '…'
        : t('find.none')
      : t('find.count', { at: number.format(at), of: number.format(count) })
  return (
    <span role="status" className="find-count" data-none={!isEmpty && !searching && count === 0}>
      {text}
    </span>
  )
}
