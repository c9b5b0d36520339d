import { useEffect } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { learnMe, me } from '../account/me.ts'
import { SignInLink } from '../account/sign-in-link.tsx'
import { NotFoundPage } from '../not-found-page.tsx'
import { useObservable } from '../parts/observable.ts'
import { Restore } from './lock-notice.tsx'
import type { OpenDocument } from './open-document.ts'

/** There is no such document, or it is not for this person: nobody learns which. But its owner learns that it is in the trash. */
export function MissingDocument({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const known = useObservable(me)
  const status = useObservable(opened.status)
  useEffect(() => void learnMe(), [])
  if (status.state === 'refused' && status.cause === 'trashed') {
    return (
      <NotFoundPage what="trashed">
        <Restore opened={opened} className="button primary" />
      </NotFoundPage>
    )
  }
  const offersSignIn = known?.canSignIn === true && !known.signedIn
  return (
    <NotFoundPage what="document" {...(offersSignIn && { hint: t('account.signInForThis') })}>
      {offersSignIn && <SignInLink documentId={opened.id} className="button primary" />}
    </NotFoundPage>
  )
}
