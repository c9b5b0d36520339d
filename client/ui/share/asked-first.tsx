import { useLocation } from 'wouter'
import { useTranslation } from '../../i18n/index.ts'
import { recentDocuments, without } from '../device/recent-documents.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { Confirm } from '../parts/confirm.tsx'
import { showToast } from '../parts/toast.tsx'
import type { SharingInUse } from './use-sharing.ts'

/** What cannot simply be taken back. `from` names the menu or button that led to it. */
export type Question = { from: string } & (
  | { what: 'makeOwner'; id: string; name: string }
  | { what: 'withdraw' }
  | { what: 'renew' }
  | { what: 'leave' }
)

interface AskedFirstProps {
  opened: OpenDocument
  inUse: SharingInUse
  question: Question
  close: () => void
  answered: () => void
}

export function AskedFirst({ opened, inUse, question, close, answered }: AskedFirstProps) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const { what } = question
  const name = question.what === 'makeOwner' ? question.name : ''

  const leave = async () => {
    if (!(await inUse.change(api => api.leave()))) return answered()
    close()
    opened.giveUp()
    recentDocuments.set(without(recentDocuments.get(), opened.id))
    showToast({ text: t('share.left') })
    navigate('/')
  }
  const carryOut = async () => {
    if (question.what === 'leave') return leave()
    await inUse.change(api => {
      switch (question.what) {
        case 'makeOwner':
          return api.makeOwner(question.id)
        case 'withdraw':
          return api.withdrawLink()
        case 'renew':
          return api.renewLink()
      }
    })
    answered()
  }
  return (
    <Confirm
      heading={t(`share.ask.${what}.heading`, { name })}
      action={t(`share.ask.${what}.action`)}
      {...(what === 'renew' || what === 'makeOwner' ? {} : { tone: 'bad' })}
      busy={inUse.busy}
      confirm={() => void carryOut()}
      cancel={answered}
    >
      {t(`share.ask.${what}.text`, { name })}
    </Confirm>
  )
}
