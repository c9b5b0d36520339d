import type { DocumentId } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { leaveKey } from '../document/link-key.ts'
import { signInAddress } from './me.ts'

/** Leads to where one signs in, and from there back to this page. */
export function SignInLink({ documentId, className }: { documentId?: DocumentId; className: string }) {
  const { t } = useTranslation()
  return (
    <a
      className={className}
      href={signInAddress()}
      onClick={() => documentId !== undefined && leaveKey(documentId)}
    >
      {t('account.signIn')}
    </a>
  )
}
