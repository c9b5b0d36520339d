import { useEffect } from 'react'
import { keyInAddress } from '../document/link-key.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { MenuButton } from '../toolbar/menu-items.tsx'
import { learnStarred } from './starred.ts'
import { useDeeds } from './use-deeds.tsx'

interface DocumentDeedsProps {
  opened: Pick<OpenDocument, 'id' | 'doc'>
  close: () => void
}

/** What one may do with the document that is open, as items of its menu. */
export function DocumentDeeds({ opened: { id, doc }, close }: DocumentDeedsProps) {
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
    </>
  )
}
