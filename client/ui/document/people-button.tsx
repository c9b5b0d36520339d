import { useTranslation } from 'react-i18next'
import { keptProfile } from '../device/profile.ts'
import { lazily } from '../parts/lazily.tsx'
import { useObservable } from '../parts/observable.ts'
import { Popover } from '../parts/popover.tsx'
import { useIsNarrow } from '../parts/use-is-narrow.ts'
import { Avatar } from './avatar.tsx'
import type { OpenDocument } from './open-document.ts'
import { type PersonHere, peopleHere } from './people.ts'

const PeoplePanel = lazily(async () => (await import('./people-panel.tsx')).PeoplePanel)

/** More than these become a number. */
const room = { narrow: 2, wide: 4 }

export function PeopleButton({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const people = usePeople(opened)
  const names = people.map(person => person.name || t('app.guest')).join(', ')
  const label = `${t('people.here', { count: people.length })}: ${names}`
  const places = useIsNarrow() ? room.narrow : room.wide
  const shown = people.length > places ? people.slice(0, places - 1) : people
  return (
    <Popover
      label={t('people.heading')}
      width={300}
      trigger={{
        className: 'people',
        'aria-label': label,
        onPointerEnter: PeoplePanel.prefetch,
        onFocus: PeoplePanel.prefetch,
        ...{ 'data-tip': t('people.tip'), 'data-testid': 'people' },
        children: (
          <>
            {shown.map(person => (
              <Avatar key={person.key} name={person.name} color={person.color} />
            ))}
            {people.length > shown.length && (
              <span className="avatar avatar-more">+{people.length - shown.length}</span>
            )}
          </>
        ),
      }}
    >
      {close => <PeoplePanel people={people} close={close} />}
    </Popover>
  )
}

/** Who is here according to the server; away from it, just oneself. */
function usePeople({ participants, provider }: OpenDocument): PersonHere[] {
  const roster = useObservable(participants)
  const me = useObservable(keptProfile)
  const people = peopleHere(roster, provider.awareness.clientID)
  if (people.some(person => person.isMe)) return people
  return [{ key: 0, name: me.name, color: me.color, windows: 1, isMe: true, mayWrite: true }, ...people]
}
