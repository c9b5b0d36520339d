import Copy from 'lucide-react/icons/copy-plus'
import Star from 'lucide-react/icons/star'
import StarOff from 'lucide-react/icons/star-off'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { keyInAddress } from '../document/link-key.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { learnStarred } from './starred.ts'
import { useDeeds } from './use-deeds.ts'

interface DocumentDeedsProps {
  opened: Pick<OpenDocument, 'id' | 'doc'>
  item: (text: string, icon: ReactNode, run: () => void) => ReactNode
}

/** What one may do with the document that is open, as items of its menu. */
export function DocumentDeeds({ opened: { id, doc }, item }: DocumentDeedsProps) {
  const { t } = useTranslation('finding')
  const { isStarred, star, copy } = useDeeds(id, doc.getText('title').toString(), keyInAddress())
  useEffect(() => {
    const leaving = new AbortController()
    void learnStarred(leaving.signal)
    return () => leaving.abort()
  }, [])
  return (
    <>
      {item(t(isStarred ? 'unstar' : 'star'), isStarred ? <StarOff /> : <Star />, star)}
      {item(t('copy'), <Copy />, copy)}
    </>
  )
}
