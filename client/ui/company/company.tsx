import X from 'lucide-react/icons/x'
import { type CSSProperties, useEffect, useRef, useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { Avatar } from '../document/avatar.tsx'
import type { OpenDocument } from '../document/open-document.ts'
import type { PersonHere } from '../document/people.ts'
import { useObservable } from '../parts/observable.ts'
import { showToast } from '../parts/toast.tsx'
import { tellArrivals } from './arrivals.ts'
import { describeNews } from './describe-news.ts'
import { followerOf } from './follow.ts'
import { publishView } from './publish-view.ts'

interface CompanyProps {
  opened: OpenDocument
  people: readonly PersonHere[]
  /** Those for whom there is room. */
  shown: readonly PersonHere[]
  /** Who was here when one came. */
  found: readonly PersonHere[]
}

/** The others: a button for each, to go where they go, and what a screen reader hears of them. */
export function Company({ opened, people, shown, found }: CompanyProps) {
  const { t } = useTranslation()
  const follower = followerOf(opened)
  const followed = useObservable(follower.whom)
  useEffect(() => publishView(opened), [opened])
  useEffect(() => follower.stop, [follower])
  return (
    <>
      {shown.map(person => {
        const follows = person.key === followed?.key
        const name = person.name || t('app.guest')
        return (
          <button
            key={person.key}
            type="button"
            className="companion"
            style={inTheirColor(person)}
            data-follows
            data-tip={t(follows ? 'company.stop' : 'company.follow', { name })}
            aria-label={t('company.follow', { name })}
            aria-pressed={follows}
            onClick={() => (follows ? follower.stop() : follower.follow(person))}
          >
            <Avatar name={person.name} color={person.color} />
          </button>
        )
      })}
      <Announcer opened={opened} people={people} found={found} followed={followed} />
      {followed !== undefined && <Frame person={followed} stop={follower.stop} />}
    </>
  )
}

function inTheirColor({ color }: PersonHere): CSSProperties {
  const style: CSSProperties & { '--person': string } = { '--person': color }
  return style
}

/** While one follows somebody the window has a frame of their colour. */
function Frame({ person, stop }: { person: PersonHere; stop: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="follow" style={inTheirColor(person)}>
      <div className="follow-word">
        <span>{t('company.following', { name: person.name || t('app.guest') })}</span>
        <button type="button" data-follows onClick={stop}>
          <X />
          {t('company.end')}
        </button>
      </div>
    </div>
  )
}

type Said = Omit<CompanyProps, 'shown'> & { followed: PersonHere | undefined }

/** Says who comes and who goes, and whom one follows. */
function Announcer({ opened, people, found, followed }: Said) {
  const { t, language } = useTranslation()
  const isLive = useObservable(opened.status).state === 'live'
  const [said, setSaid] = useState('')
  const teller = useRef<ReturnType<typeof tellArrivals>>(undefined)
  const [foundFirst] = useState(found)

  useEffect(() => {
    const arrivals = tellArrivals(foundFirst, news => setSaid(describeNews(news, t, language)))
    teller.current = arrivals
    return arrivals.close
  }, [foundFirst, t, language])
  useEffect(() => teller.current?.hear(isLive ? people : undefined), [people, isLive])

  const before = useRef(followed)
  useEffect(() => {
    const known = before.current
    before.current = followed
    if (known?.key === followed?.key) return
    const name = (followed ?? known)?.name || t('app.guest')
    if (followed !== undefined) setSaid(t('company.followingNow', { name }))
    else if (people.some(({ key }) => key === known?.key)) setSaid(t('company.stopped', { name }))
    else showToast({ text: t('company.gone', { name }) })
  }, [followed, people, t])

  return (
    <span role="status" className="visually-hidden" data-testid="company">
      {said}
    </span>
  )
}
