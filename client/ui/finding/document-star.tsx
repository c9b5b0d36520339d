import Star from 'lucide-react/icons/star'
import type { DocumentId } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { useObservable } from '../parts/observable.ts'
import { starred, useStarred } from './starred.ts'

/** Says before a title that the document is starred. */
export function DocumentStar({ id }: { id: DocumentId }) {
  const { t } = useTranslation('finding')
  if (!useObservable(starred).has(id)) return null
  return <Star className="document-star" role="img" aria-label={t('starred')} aria-hidden={false} />
}

/** Once on a page that shows stars. */
export function Stars() {
  useStarred()
  return null
}
