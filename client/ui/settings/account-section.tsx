import LogOut from 'lucide-react/icons/log-out'
import { useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { forgetSaved } from '../../sync/forget-saved.ts'
import { me } from '../account/me.ts'
import { SignInLink } from '../account/sign-in-link.tsx'
import type { Me } from '../api/me.ts'
import { signOut } from '../api/me.ts'
import { RequestFailed } from '../api/request.ts'
import { keptProfile } from '../device/profile.ts'
import { recentDocuments } from '../device/recent-documents.ts'
import { Avatar } from '../document/avatar.tsx'
import { useObservable } from '../parts/observable.ts'

/** Who I am here, where people sign in. */
export function AccountSection() {
  const known = useObservable(me)
  if (known === undefined || known.mode === 'guest') return null
  if (known.signedIn && known.user !== undefined) return <SignedIn mode={known.mode} person={known.user} />
  return known.canSignIn ? <SignedOut /> : null
}

function SignedIn({ mode, person }: { mode: Me['mode']; person: NonNullable<Me['user']> }) {
  const name = person.name || person.email || ''
  const { color } = useObservable(keptProfile)
  return (
    <div className="account">
      <div className="account-person">
        <Avatar name={name} color={color} />
        <span className="share-names">
          <span className="person-name">{name}</span>
          {person.name !== '' && person.email !== undefined && (
            <span className="share-remark">{person.email}</span>
          )}
        </span>
      </div>
      {/* A proxy's login is the proxy's to end. */}
      {mode === 'oidc' && <Ways />}
    </div>
  )
}

function Ways() {
  const { t } = useTranslation()
  const [failed, setFailed] = useState(false)
  const leave = async (everywhere: boolean) => {
    try {
      await signOut({ everywhere })
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error
      setFailed(true)
      return
    }
    keptProfile.set({ ...keptProfile.get(), name: '' })
    await forgetDocuments()
    location.assign('/')
  }
  return (
    <>
      <div className="account-ways">
        <button type="button" className="button small" onClick={() => void leave(false)}>
          <LogOut />
          {t('account.signOut')}
        </button>
        <button type="button" className="text-button" onClick={() => void leave(true)}>
          {t('account.everywhere')}
        </button>
      </div>
      <p className="field-error" role="alert">
        {failed && t('account.failed')}
      </p>
    </>
  )
}

/** The next person at this device finds nothing but words that are on no server yet. */
async function forgetDocuments(): Promise<void> {
  const opened = recentDocuments.get().map(({ id }) => id)
  const kept = new Set(await forgetSaved(opened))
  recentDocuments.set(recentDocuments.get().filter(({ id }) => kept.has(id)))
}

function SignedOut() {
  const { t } = useTranslation()
  const [, id] = /^\/d\/([^/]+)$/.exec(location.pathname) ?? []
  return (
    <div className="account">
      <SignInLink className="button primary" {...(id !== undefined && { documentId: id })} />
      <p className="field-hint">{t('account.signInHint')}</p>
    </div>
  )
}
