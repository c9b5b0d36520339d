import Check from 'lucide-react/icons/check'
import { type CSSProperties, type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { maxNameLength } from '../../../protocol/index.ts'
import { me } from '../account/me.ts'
import { palette } from '../device/palette.ts'
import { keptProfile } from '../device/profile.ts'
import { useObservable } from '../parts/observable.ts'
import { Avatar } from './avatar.tsx'
import type { PersonHere } from './people.ts'

export function PeoplePanel({ people, close }: { people: readonly PersonHere[]; close: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="panel">
      <MyProfile close={close} />
      <h2 className="panel-heading">{t('people.heading')}</h2>
      <ul className="people-list">
        {people.map(person => (
          <li key={person.key}>
            <Avatar name={person.name} color={person.color} />
            <span className="person-name">{person.name || t('app.guest')}</span>
            <Remark person={person} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Remark({ person }: { person: PersonHere }) {
  const { t } = useTranslation()
  const remarks = [
    person.isMe && t('app.you'),
    person.windows > 1 && t('people.windows', { count: person.windows }),
    !person.mayWrite && t('people.viewing'),
  ].filter(remark => remark !== false)
  return <span className="person-remark">{remarks.join(' · ')}</span>
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
