import Crown from 'lucide-react/icons/crown'
import UserMinus from 'lucide-react/icons/user-minus'
import { useId } from 'react'
import { givenRoles } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { me } from '../account/me.ts'
import { Avatar } from '../document/avatar.tsx'
import { useObservable } from '../parts/observable.ts'
import { type ListedPerson, peopleWithAccess } from './people-with-access.ts'
import { type Deed, RoleMenu } from './role-menu.tsx'
import type { SharePartProps } from './share-panel.tsx'

export function PeopleSection(props: SharePartProps) {
  const { t } = useTranslation()
  const id = useId()
  const { opened, sharing } = props
  const participants = useObservable(opened.participants)
  const myId = useObservable(me)?.user?.id
  const mySession = opened.provider.session
  const list = peopleWithAccess({ people: sharing?.people ?? [], participants, mySession, myId })
  // Without the server there is nobody to name.
  if (list.length === 0) return null
  return (
    <section className="share-section" aria-labelledby={id}>
      <h3 className="share-heading" id={id}>
        {sharing === undefined ? t('people.heading') : t('share.people')}
      </h3>
      <ul className="share-people" tabIndex={sharing?.isOwner === true ? undefined : 0} aria-labelledby={id}>
        {list.map(person => (
          <PersonLine key={person.key} person={person} {...props} />
        ))}
      </ul>
    </section>
  )
}

function PersonLine({ person, ...props }: SharePartProps & { person: ListedPerson }) {
  const { t } = useTranslation()
  const { name, email, isMe, isHere, isInvited, role } = person
  const called = name || email || t('app.guest')
  const address = name === '' ? undefined : email
  const remarks = [
    // Where nobody else is listed, the heading says it.
    isHere && props.sharing !== undefined && t('share.here'),
    isInvited && t('share.isInvited'),
    props.sharing !== undefined && person.id === undefined && t('share.byLink'),
  ].filter(remark => typeof remark === 'string')
  const isChangeable = props.sharing?.isOwner === true && person.id !== undefined && role !== 'owner'
  return (
    <li className="share-person" data-out={role === 'none' || undefined} data-testid="person">
      <span className="share-avatar" data-here={isHere || undefined}>
        <Avatar name={name || (email ?? '')} color={person.color} />
      </span>
      <span className="share-names">
        <span className="person-name">
          {called}
          {isMe && <span className="share-me"> ({t('app.you')})</span>}
        </span>
        {(address !== undefined || remarks.length > 0) && (
          <span className="share-remark share-remarks">
            {/* However long the address, what is said of the person stays to be read. */}
            {address !== undefined && <span className="share-address">{address}</span>}
            {address !== undefined && remarks.length > 0 && <span>&nbsp;·&nbsp;</span>}
            {remarks.length > 0 && <span>{remarks.join(' · ')}</span>}
          </span>
        )}
      </span>
      {isChangeable ? (
        <PersonRole person={person} called={called} {...props} />
      ) : (
        <span className="share-role">{t(`share.roles.${role}`)}</span>
      )}
    </li>
  )
}

function PersonRole(props: SharePartProps & { person: ListedPerson; called: string }) {
  const { person, called, inUse, ask } = props
  const { t } = useTranslation()
  const { id = '', role, isInvited } = person
  const menu = `person ${id}`
  const makeOwner: Deed = {
    key: 'owner',
    label: t('share.makeOwner'),
    icon: <Crown />,
    run: () => ask({ from: menu, what: 'makeOwner', id, name: called }),
  }
  const remove: Deed = {
    key: 'remove',
    label: t('share.remove'),
    icon: <UserMinus />,
    tone: 'bad',
    run: () => void inUse.change(api => api.remove(id)),
  }
  return (
    <RoleMenu
      name={menu}
      label={t('share.roleOf', { name: called })}
      value={t(`share.roles.${role}`)}
      choices={givenRoles.map(each => ({
        key: each,
        label: t(`share.roles.${each}`),
        chosen: each === role,
        // The same again: what came by the link becomes a role of one's own, which stays when the link goes.
        choose: () => void inUse.change(api => api.giveRole(id, each)),
      }))}
      deeds={role === 'none' ? [] : isInvited ? [remove] : [makeOwner, remove]}
    />
  )
}
