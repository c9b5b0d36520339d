import { Suspense, useEffect } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { learnMeAnew, me } from '../account/me.ts'
import { SignInLink } from '../account/sign-in-link.tsx'
import { restore } from '../api/documents.ts'
import { RequestFailed } from '../api/request.ts'
import { lazily } from '../parts/lazily.tsx'
import { useObservable } from '../parts/observable.ts'
import { showToast } from '../parts/toast.tsx'
import { CopyAll, CopyUnsaved } from './copy-words.tsx'
import { leavePlace } from './left-place.ts'
import type { Lock } from './lock.ts'
import { Notice } from './notice.tsx'
import type { OpenDocument } from './open-document.ts'
import { unsavedWords } from './unsaved-words.ts'

const WrittenByAnother = lazily(async () => (await import('./written-by-another.tsx')).WrittenByAnother)

/** Why one may not write any more, and what becomes of the words that came too late. */
export function LockNotice({ opened }: { opened: OpenDocument }) {
  const lock = useObservable(opened.lock)
  if (lock === undefined) return null
  if (lock.why !== 'written-by-another') return <Locked opened={opened} lock={lock} />
  return (
    <Suspense>
      <WrittenByAnother opened={opened} />
    </Suspense>
  )
}

type Told = Exclude<Lock, { why: 'written-by-another' }>

function Locked({ opened, lock }: { opened: OpenDocument; lock: Told }) {
  const { t } = useTranslation()
  const { unsaved, keptOnDevice } = useObservable(opened.status)
  const isUnsaved = unsaved > 0
  const isOut = lock.why !== 'lowered'
  const needsLogin = lock.why === 'signed-out' || lock.why === 'expired'
  // To whom it is said of a document that was not open they are the owner.
  const isMyTrash = lock.why === 'trashed' && (opened.role.get() ?? 'owner') === 'owner'
  const words = isUnsaved ? unsavedWords(opened.doc, opened.provider.unsavedUpdates) : ''
  return (
    <Notice
      tone="locked"
      action={
        (isUnsaved || needsLogin || isMyTrash) && (
          <>
            {isMyTrash && <Restore opened={opened} className="button small" />}
            {needsLogin && <OfferSignIn opened={opened} />}
            {words !== '' && <CopyUnsaved opened={opened} />}
            {isUnsaved && <CopyAll opened={opened} />}
          </>
        )
      }
    >
      {lock.why === 'lowered' ? t(`lock.lowered.${lock.role}`) : t(`lock.${lock.why}`)}{' '}
      {isUnsaved && t(`lock.notSaved.${keptOnDevice ? 'kept' : 'notKept'}`)}
      {isOut && !isUnsaved && t('lock.stays')}
    </Notice>
  )
}

/** The owner may have thrown it away in another window. */
export function Restore({ opened, className }: { opened: OpenDocument; className: string }) {
  const { t } = useTranslation()
  const takeOut = async () => {
    try {
      await restore(opened.id)
      opened.provider.connect()
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error
      showToast({ text: t('start.changeFailed') })
    }
  }
  return (
    <button type="button" className={className} onClick={() => void takeOut()}>
      {t('start.restore')}
    </button>
  )
}

/** What one may not do as a guest, one may be allowed to as somebody. */
export function OfferSignIn({ opened }: { opened: OpenDocument }) {
  const known = useObservable(me)
  useEffect(() => void learnMeAnew(), [])
  return known?.canSignIn === true && !known.signedIn ? (
    <SignInLink documentId={opened.id} className="button small" leaving={() => leavePlace(opened)} />
  ) : null
}
