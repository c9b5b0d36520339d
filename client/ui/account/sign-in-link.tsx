import type { DocumentId } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { leaveKey } from '../document/link-key.ts'
import { signInAddress } from './me.ts'

interface SignInLinkProps {
  documentId?: DocumentId
  className: string
  /** One leaves for there. */
  leaving?: () => void
}

/** Leads to where one signs in, and from there back to this page. */
export function SignInLink({ documentId, className, leaving }: SignInLinkProps) {
  const { t } = useTranslation()
  return (
    <a
      className={className}
      href={signInAddress()}
      onClick={() => {
        if (documentId !== undefined) leaveKey(documentId)
        leaving?.()
      }}
    >
      {t('account.signIn')}
    </a>
  )
}
