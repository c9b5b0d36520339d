import LogOut from 'lucide-react/icons/log-out'
import Trash from 'lucide-react/icons/trash-2'
import { useLocation } from 'wouter'
import { useTranslation } from '../../i18n/index.ts'
import { me } from '../account/me.ts'
import { moveToTrash } from '../api/documents.ts'
import { useObservable } from '../parts/observable.ts'
import { leaveTrashed } from './leave-trashed.ts'
import type { SharePartProps } from './share-panel.tsx'

/** The ways out: an owner's leads through the trash. */
export function ShareFooter({ opened, sharing, inUse, ask, close }: SharePartProps & { close: () => void }) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const myId = useObservable(me)?.user?.id
  if (sharing === undefined) return null
  const trash = async () => {
    const isDone = await inUse.change(async () => {
      await moveToTrash(opened.id)
      return undefined
    })
    if (!isDone) return
    close()
    leaveTrashed(opened, navigate)
  }
  if (sharing.isOwner) {
    return (
      <div className="share-footer">
        <button type="button" className="text-button" onClick={() => void trash()}>
          <Trash />
          {t('share.trash')}
        </button>
      </div>
    )
  }
  if (!sharing.people.some(({ person }) => person.id === myId)) return null
  return (
    <div className="share-footer">
      <button
        type="button"
        className="text-button"
        data-role-menu="leave"
        onClick={() => ask({ from: 'leave', what: 'leave' })}
      >
        <LogOut />
        {t('share.leave')}
      </button>
    </div>
  )
}
