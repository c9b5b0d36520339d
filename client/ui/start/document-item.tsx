import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { DocumentId } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { DocumentMenuButton, DocumentStar } from '../finding/finding.tsx'
import { relativeTime } from '../format/relative-time.ts'
import { Apart } from '../parts/apart.tsx'

interface DocumentItemProps {
  id: DocumentId
  title: string
  excerpt: string
  /** When it was opened, or changed. Milliseconds since 1970. */
  at: number
  now: number
  /** What one may do, where that is news. */
  remark?: string
  /** Buttons. */
  children: ReactNode
  /** It cannot be opened where it lies. */
  isAway?: boolean
}

export function DocumentItem(props: DocumentItemProps) {
  const { id, title, excerpt, at, now, remark, children, isAway = false } = props
  const { t, language } = useTranslation()
  const time = relativeTime(at, now, language) ?? t('start.justNow')
  const exactly = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' })
  const words = (
    <>
      <span className="document-title" data-untitled={title.trim() === '' || undefined}>
        <Apart>
          <DocumentStar id={id} />
        </Apart>
        {title.trim() || t('app.untitled')}
      </span>
      <span className="document-excerpt">
        {remark !== undefined && <span className="document-remark">{remark}</span>}
        {excerpt.trim() || t('start.noText')}
      </span>
      <time className="document-time" dateTime={new Date(at).toISOString()} title={exactly.format(at)}>
        {time}
      </time>
    </>
  )
  return (
    <li className="document-item" data-away={isAway || undefined}>
      {isAway ? (
        <div className="document-link">{words}</div>
      ) : (
        <Link href={`/d/${id}`} className="document-link">
          {words}
        </Link>
      )}
      {!isAway && (
        <Apart instead={<span className="icon-button document-more" />}>
          <DocumentMenuButton id={id} title={title} />
        </Apart>
      )}
      {children}
    </li>
  )
}
