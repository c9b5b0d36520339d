import { type FormEvent, useId, useState } from 'react'
import { type GivenRole, givenRoles } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { RoleMenu } from './role-menu.tsx'
import type { SharingInUse } from './use-sharing.ts'

/** Gives a role to somebody by their e-mail address, whether they have ever been here or not. */
export function InviteForm({ inUse }: { inUse: SharingInUse }) {
  const { t } = useTranslation()
  const id = useId()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<GivenRole>('editor')
  const [invited, setInvited] = useState<string>()
  const [invalid, setInvalid] = useState(false)
  const begun = email.trim() !== ''
  const invite = async (event: FormEvent) => {
    event.preventDefault()
    const address = email.trim()
    if (address === '' || inUse.busy) return
    if (!looksLikeEmail(address)) return setInvalid(true)
    if (!(await inUse.change(api => api.invite(address, role)))) return
    setInvited(address)
    setEmail('')
  }
  return (
    <form className="share-invite" onSubmit={event => void invite(event)} noValidate>
      <div className="share-invite-field">
        <input
          id={id}
          type="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-label={t('share.invite')}
          placeholder={t('share.invite')}
          value={email}
          aria-invalid={invalid}
          aria-describedby={`${id}-said`}
          onChange={event => {
            setEmail(event.target.value)
            setInvalid(false)
          }}
        />
        {begun && (
          <RoleMenu
            name="invite"
            label={t('share.inviteAs')}
            value={t(`share.roles.${role}`)}
            choices={givenRoles.map(each => ({
              key: each,
              label: t(`share.roles.${each}`),
              chosen: each === role,
              choose: () => setRole(each),
            }))}
          />
        )}
      </div>
      {begun && (
        <button type="submit" className="button primary">
          {t('share.inviteNow')}
        </button>
      )}
      <p id={`${id}-said`} className={invalid ? 'field-error' : 'field-hint'} role="status">
        {invalid ? t('share.failed.invalid') : invited && t('share.invited', { email: invited })}
      </p>
    </form>
  )
}

/** The server knows better; this catches what was not finished. */
function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
}
