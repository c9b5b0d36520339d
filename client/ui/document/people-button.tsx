import { Suspense, useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { keptProfile } from '../device/profile.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'
import { useObservable } from '../parts/observable.ts'
import { Popover } from '../parts/popover.tsx'
import { useIsNarrow } from '../parts/use-is-narrow.ts'
import { Avatar } from './avatar.tsx'
import type { OpenDocument } from './open-document.ts'
import { type PersonHere, peopleHere } from './people.ts'

const PeoplePanel = lazily(async () => (await import('../company/index.ts')).PeoplePanel)
const Company = lazily(async () => (await import('../company/index.ts')).Company)

/** More than these become a number. */
const room = { narrow: 2, wide: 4 }

export function PeopleButton({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const people = usePeople(opened)
  const names = people.map(person => person.name || t('app.guest')).join(', ')
  const label = `${t('people.here', { count: people.length })}: ${names}`
  const isNarrow = useIsNarrow()
  const places = isNarrow ? room.narrow : room.wide
  const shown = people.length > places ? people.slice(0, places - 1) : people
  // Where there is room, each of the others is a button of their own, beside this one.
  const here = isNarrow ? shown : shown.slice(0, 1)
  const meeting = useMeeting(opened, people)
  return (
    <>
      {meeting !== undefined && (
        <ErrorBoundary fallback={null}>
          <Suspense fallback={null}>
            <Company
              opened={opened}
              people={people}
              shown={isNarrow ? [] : shown.slice(1)}
              found={meeting.found}
            />
          </Suspense>
        </ErrorBoundary>
      )}
      <Popover
        label={t('people.heading')}
        width={320}
        trigger={{
          className: 'people',
          'aria-label': label,
          onPointerEnter: PeoplePanel.prefetch,
          onFocus: PeoplePanel.prefetch,
          ...{ 'data-tip': t('people.tip'), 'data-testid': 'people' },
          children: (
            <>
              {here.map(person => (
                <Avatar key={person.key} name={person.name} color={person.color} />
              ))}
              {people.length > shown.length && (
                <span
                  className="avatar avatar-more"
                  data-initials={`+${people.length - shown.length}`}
                  aria-hidden="true"
                />
              )}
            </>
          ),
        }}
      >
        {close => <PeoplePanel opened={opened} people={people} close={close} />}
      </Popover>
    </>
  )
}

/** From the first moment in which somebody else is here: whom one found here. Who was here alone before found oneself. */
function useMeeting({ participants }: OpenDocument, people: readonly PersonHere[]) {
  const [meeting, setMeeting] = useState<{ found: readonly PersonHere[] }>()
  const [wasAlone, setWasAlone] = useState(false)
  if (!wasAlone && meeting === undefined && participants.get().length === 1) setWasAlone(true)
  if (meeting === undefined && people.length > 1)
    setMeeting({ found: wasAlone ? people.filter(({ isMe }) => isMe) : people })
  return meeting
}

/** Who is here according to the server; away from it, just oneself. */
function usePeople({ participants, provider }: OpenDocument): PersonHere[] {
  const roster = useObservable(participants)
  const me = useObservable(keptProfile)
  const people = peopleHere(roster, provider.awareness.clientID)
  if (people.some(person => person.isMe)) return people
  const self = { key: 0, name: me.name, color: me.color, windows: 1, isMe: true, role: undefined }
  return [{ ...self, awarenessIds: [] }, ...people]
}
