import Check from 'lucide-react/icons/check'
import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import LocateFixed from 'lucide-react/icons/locate-fixed'
import { type CSSProperties, type FormEvent, useId, useState } from 'react'
import { maxNameLength } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { me } from '../account/me.ts'
import { palette } from '../device/palette.ts'
import { keptProfile } from '../device/profile.ts'
import { Avatar } from '../document/avatar.tsx'
import type { OpenDocument } from '../document/open-document.ts'
import type { PersonHere } from '../document/people.ts'
import { useObservable } from '../parts/observable.ts'
import { followerOf } from './follow.ts'
import { useHasCaret } from './use-has-caret.ts'

type PanelProps = { opened: OpenDocument; people: readonly PersonHere[]; close: () => void }

export function PeoplePanel({ opened, people, close }: PanelProps) {
  const { t } = useTranslation()
  return (
    <div className="panel">
      <MyProfile close={close} />
      <h2 className="panel-heading">{t('people.heading')}</h2>
      <ul className="people-list">
        {people.map(person => (
          <li key={person.key}>
            <Avatar name={person.name} color={person.color} />
            <span className="person">
              <span className="person-name">
                {person.name || t('app.guest')}
                {person.isMe && <span className="person-you"> ({t('app.you')})</span>}
              </span>
              <Remark person={person} />
            </span>
            {!person.isMe && <WaysThere opened={opened} person={person} close={close} />}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Remark({ person: { role, windows } }: { person: PersonHere }) {
  const { t } = useTranslation()
  const remarks = [
    role !== undefined && t(`share.roles.${role}`),
    windows > 1 && t('people.windows', { count: windows }),
  ].filter(remark => remark !== false)
  return remarks.length > 0 && <span className="person-remark">{remarks.join(' · ')}</span>
}

/** To where somebody is: once, or for as long as they are here. */
function WaysThere({
  opened,
  person,
  close,
}: {
  opened: OpenDocument
  person: PersonHere
  close: () => void
}) {
  const { t } = useTranslation()
  const follower = followerOf(opened)
  const follows = useObservable(follower.whom)?.key === person.key
  const hasCaret = useHasCaret(opened, person)
  const name = person.name || t('app.guest')
  const go = (way: (person: PersonHere) => void) => {
    close()
    way(person)
  }
  return (
    <span className="person-ways">
      {hasCaret && (
        <button
          type="button"
          className="icon-button"
          aria-label={t('company.goTo', { name })}
          title={t('company.goTo', { name })}
          onClick={() => go(follower.jump)}
        >
          <LocateFixed />
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        data-follows
        aria-pressed={follows}
        aria-label={t('company.follow', { name })}
        title={t(follows ? 'company.stop' : 'company.follow', { name })}
        onClick={() => go(follows ? follower.stop : follower.follow)}
      >
        {follows ? <EyeOff /> : <Eye />}
      </button>
    </span>
  )
}

/** The name is taken over when it is whole (Enter, or leaving the field), not letter by letter in everybody's roster. */
function MyProfile({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const { name, color } = useObservable(keptProfile)
  const isNamed = useObservable(me)?.signedIn === true
  const [typed, setTyped] = useState(name)
  // A field with the focus raises a phone's keyboard, in front of the list that one wanted to see.
  const [invites] = useState(() => name === '' && matchMedia('(pointer: fine)').matches)
  const keepName = () => {
    const next = typed.trim()
    if (next !== keptProfile.get().name) keptProfile.set({ ...keptProfile.get(), name: next })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    keepName()
    close()
  }
  return (
    <form onSubmit={submit}>
      <label className="field" htmlFor={id}>
        <span>{t('people.name')}</span>
        <input
          id={id}
          data-autofocus={invites || undefined}
          autoComplete="nickname"
          maxLength={maxNameLength}
          readOnly={isNamed}
          placeholder={t('people.namePlaceholder')}
          aria-describedby={`${id}-hint`}
          value={typed}
          onChange={event => setTyped(event.target.value)}
          onBlur={keepName}
        />
      </label>
      <p className="field-hint" id={`${id}-hint`}>
        {t(isNamed ? 'people.nameGiven' : 'people.nameHint')}
      </p>
      <fieldset className="swatches">
        <legend className="visually-hidden">{t('people.color')}</legend>
        {palette.map(swatch => (
          <Swatch
            key={swatch.name}
            label={t(`colors.${swatch.name}`)}
            color={swatch.color}
            checked={swatch.color === color}
            choose={() => keptProfile.set({ ...keptProfile.get(), color: swatch.color })}
          />
        ))}
      </fieldset>
    </form>
  )
}

function Swatch(props: { label: string; color: string; checked: boolean; choose: () => void }) {
  const { label, color, checked, choose } = props
  const style: CSSProperties & { '--person': string } = { '--person': color }
  return (
    <label className="swatch" style={style} title={label}>
      <input type="radio" name="color" aria-label={label} checked={checked} onChange={choose} />
      {checked && <Check />}
    </label>
  )
}
