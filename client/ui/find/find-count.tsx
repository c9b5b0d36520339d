import type { Found } from '../../editor/find/index.ts'
import { useTranslation } from '../../i18n/index.ts'

/** How many there are, and which of them is current; said aloud as well. */
export function FindCount({ found, isEmpty }: { found: Found; isEmpty: boolean }) {
  const { t, language } = useTranslation()
  const number = new Intl.NumberFormat(language)
  const { at, count, searching, problem } = found
  const isNone = !isEmpty && !searching && count === 0
  const say = () => {
    if (isEmpty) return ''
    if (problem !== undefined) return t(`find.problems.${problem}`)
    if (count > 0) return t('find.count', { at: number.format(at), of: number.format(count) })
    return searching ? '…' : t('find.none')
  }
  return (
    <span role="status" className="find-count" data-none={isNone} data-problem={problem}>
      {say()}
    </span>
  )
}
