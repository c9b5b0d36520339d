import LogOut from 'lucide-react/icons/log-out'
import { useTranslation } from '../../i18n/index.ts'
import { me } from '../account/me.ts'
import { SignInLink } from '../account/sign-in-link.tsx'
import type { Me } from '../api/me.ts'
import { keptProfile } from '../device/profile.ts'
import { Avatar } from '../document/avatar.tsx'
import { useObservable } from '../parts/observable.ts'
import type { SigningOut } from './use-sign-out.ts'

/** Who I am here, where people sign in. */
export function AccountSection({ signingOut }: { signingOut: SigningOut }) {
  const known = useObservable(me)
  if (known === undefined || known.mode === 'guest') return null
  if (known.signedIn && known.user !== undefined)
    return <SignedIn mode={known.mode} person={known.user} signingOut={signingOut} />
  return known.canSignIn ? <SignedOut /> : null
}

interface SignedInProps {
  mode: Me['mode']
  person: NonNullable<Me['user']>
  signingOut: SigningOut
}

function SignedIn({ mode, person, signingOut }: SignedInProps) {
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
      {mode === 'oidc' && <Ways {...signingOut} />}
    </div>
  )
}

function Ways({ failed, begin }: SigningOut) {
  const { t } = useTranslation()
  return (
    <>
      <div className="account-ways">
        <button type="button" className="button small" onClick={() => begin(false)}>
          <LogOut />
          {t('account.signOut')}
        </button>
        <button type="button" className="text-button" onClick={() => begin(true)}>
          {t('account.everywhere')}
        </button>
      </div>
      <p className="field-error" role="alert">
        {failed && t('account.failed')}
      </p>
    </>
  )
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
