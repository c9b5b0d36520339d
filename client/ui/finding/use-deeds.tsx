import Copy from 'lucide-react/icons/copy-plus'
import Star from 'lucide-react/icons/star'
import StarOff from 'lucide-react/icons/star-off'
import { useLocation } from 'wouter'
import type { DocumentId } from '../../../protocol/index.ts'
import { i18n, useTranslation } from '../../i18n/index.ts'
import { copyDocument, setStarred } from '../api/deeds.ts'
import { RequestFailed } from '../api/request.ts'
import { useObservable } from '../parts/observable.ts'
import { showToast } from '../parts/toast.tsx'
import type { MenuItem } from '../toolbar/menu-items.tsx'
import { starred } from './starred.ts'

/** Starring a document and copying it, in a list as in the document itself. */
export function useDeeds(
  id: DocumentId,
  title: string,
  linkKey?: string,
): { star: MenuItem; copy: MenuItem } {
  const { t } = useTranslation('finding')
  const { t: common } = useTranslation()
  const [, navigate] = useLocation()
  const isStarred = useObservable(starred).has(id)
  const mark = async () => {
    // At once, and taken back where the server says no.
    show(id, !isStarred)
    const isDone = await carriedOut(() => setStarred(id, !isStarred, linkKey))
    // Said once more when it is done: lists look again then.
    show(id, isDone ? !isStarred : isStarred)
  }
  const copy = async () => {
    const name = t('copyOf', { title: title.trim() || common('app.untitled') })
    await carriedOut(async () => {
      navigate(`/d/${await copyDocument(id, name, linkKey)}`)
      showToast({ text: t('copied') })
    })
  }
  return {
    star: {
      label: t(isStarred ? 'unstar' : 'star'),
      icon: isStarred ? <StarOff /> : <Star />,
      run: () => void mark(),
    },
    copy: { label: t('copy'), icon: <Copy />, run: () => void copy() },
  }
}

function show(id: DocumentId, isStarred: boolean): void {
  const next = new Set(starred.get())
  if (isStarred) next.add(id)
  else next.delete(id)
  starred.set(next)
}

export async function carriedOut(deed: () => Promise<void>): Promise<boolean> {
  try {
    await deed()
    return true
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    showToast({ text: i18n.t('start.changeFailed') })
    return false
  }
}
