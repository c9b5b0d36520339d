import X from 'lucide-react/icons/x'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { type RecentDocument, recentDocuments, without } from '../device/recent-documents.ts'
import { relativeTime } from '../format/relative-time.ts'
import { showToast } from '../parts/toast.tsx'

export function DocumentList({ documents }: { documents: readonly RecentDocument[] }) {
  const { t } = useTranslation()
  const now = useNow()
  return (
    <ul className="documents" aria-label={t('start.list')}>
      {documents.map(recent => (
        <DocumentItem key={recent.id} recent={recent} now={now} />
      ))}
    </ul>
  )
}

function DocumentItem({ recent, now }: { recent: RecentDocument; now: number }) {
  const { t, i18n } = useTranslation()
  const title = recent.title.trim() || t('app.untitled')
  const time = relativeTime(recent.openedAt, now, i18n.language) ?? t('start.justNow')
  const exactly = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'full', timeStyle: 'short' })
  const remove = () => {
    const before = recentDocuments.get()
    recentDocuments.set(without(before, recent.id))
    showToast({
      text: t('start.removed'),
      action: { label: t('start.undo'), run: () => recentDocuments.set(before) },
    })
  }
  return (
    <li className="document-item">
      <Link href={`/d/${recent.id}`} className="document-link">
        <span className="document-title" data-untitled={recent.title.trim() === '' || undefined}>
          {title}
        </span>
        <span className="document-excerpt">{recent.excerpt.trim() || t('start.noText')}</span>
        <time
          className="document-time"
          dateTime={new Date(recent.openedAt).toISOString()}
          title={exactly.format(recent.openedAt)}
        >
          {time}
        </time>
      </Link>
      <button
        type="button"
        className="icon-button document-remove"
        aria-label={t('start.remove', { title })}
        onClick={remove}
      >
        <X />
      </button>
    </li>
  )
}

/** The time, a minute at a time: "5 minutes ago" does not stay so. */
function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
