import Trash from 'lucide-react/icons/trash-2'
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { useTranslation } from '../../i18n/index.ts'
import { moveToTrash } from '../api/documents.ts'
import { keyInAddress } from '../document/link-key.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { useObservable } from '../parts/observable.ts'
import { leaveTrashed } from '../share/leave-trashed.ts'
import { MenuButton } from '../toolbar/menu-items.tsx'
import { learnStarred } from './starred.ts'
import { carriedOut, useDeeds } from './use-deeds.tsx'

interface DocumentDeedsProps {
  opened: Pick<OpenDocument, 'id' | 'doc' | 'role' | 'giveUp'>
  close: () => void
}

/** What one may do with the document that is open, as items of its menu. */
export function DocumentDeeds({ opened, close }: DocumentDeedsProps) {
  const { id, doc } = opened
  const { star, copy } = useDeeds(id, doc.getText('title').toString(), keyInAddress())
  useEffect(() => {
    const leaving = new AbortController()
    void learnStarred(leaving.signal)
    return () => leaving.abort()
  }, [])
  return (
    <>
      <MenuButton {...star} close={close} />
      <MenuButton {...copy} close={close} />
      <TrashItem opened={opened} close={close} />
    </>
  )
}

/** For its owner alone. */
function TrashItem({ opened, close }: DocumentDeedsProps) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const role = useObservable(opened.role)
  if (role !== 'owner') return null
  const trash = async () => {
    if (await carriedOut(() => moveToTrash(opened.id))) leaveTrashed(opened, navigate)
  }
  return <MenuButton label={t('share.trash')} icon={<Trash />} run={() => void trash()} close={close} />
}
