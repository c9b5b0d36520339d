import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../protocol/index.ts'
import { learnMe, me } from '../account/me.ts'
import { SignInLink } from '../account/sign-in-link.tsx'
import { NotFoundPage } from '../not-found-page.tsx'
import { useObservable } from '../parts/observable.ts'

/** There is no such document, or it is not for this person: nobody learns which. */
export function MissingDocument({ id }: { id: DocumentId }) {
  const { t } = useTranslation()
  const known = useObservable(me)
  useEffect(() => void learnMe(), [])
  const offersSignIn = known?.canSignIn === true && !known.signedIn
  return (
    <NotFoundPage what="document" {...(offersSignIn && { hint: t('account.signInForThis') })}>
      {offersSignIn && <SignInLink documentId={id} className="button primary" />}
    </NotFoundPage>
  )
}
