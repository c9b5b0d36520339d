import type { Found } from '../../editor/find/index.ts'
import { useTranslation } from '../../i18n/index.ts'

/** How many there are, and which of them is current; said aloud as well. */
export function FindCount({ found, isEmpty }: { found: Found; isEmpty: boolean }) {
  const { t, language } = useTranslation()
  const number = new Intl.NumberFormat(language)
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
