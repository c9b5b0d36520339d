import { type KeyboardEvent, useRef } from 'react'
import { Link } from 'wouter'
import { useTranslation } from '../../i18n/index.ts'
import { relativeTime } from '../format/relative-time.ts'
import { searchBoxId } from '../start/search-box.tsx'
import { useNow } from '../start/use-now.ts'
import { Marked } from './marked.tsx'
import { type Hit, hitsOf, type Searched, useSearch } from './use-search.ts'

/** As many as the server gives. */
const maxFound = 50

export function SearchResults({ search, composing }: { search: string; composing: boolean }) {
  const { searched, again } = useSearch(search, composing)
  const hits = hitsOf(searched)
  const list = useRef<HTMLUListElement>(null)
  const now = useNow()
  const { t } = useTranslation('finding')
  return (
    <section className="found" aria-label={t('results')} aria-busy={searched.state === 'searching'}>
      <Said searched={searched} again={again} />
      {hits.length > 0 && (
        <ul
          ref={list}
          className="documents"
          aria-label={t('results')}
          data-search={'search' in searched ? searched.search : undefined}
          onKeyDown={event => goOn(event, list.current)}
        >
          {hits.map(hit => (
            <FoundItem key={hit.id} hit={hit} now={now} />
          ))}
        </ul>
      )}
    </section>
  )
}

/** What came of it, for those who see it and for those who hear it. */
function Said({ searched, again }: { searched: Searched; again: () => void }) {
  const { t } = useTranslation('finding')
  const { state } = searched
  const hits = hitsOf(searched)
  const isEmpty = (state === 'found' || state === 'onDevice') && hits.length === 0
  const count = hits.length
  return (
    <>
      <p className="found-count" role="status">
        {state === 'searching' && count === 0 && t('searching')}
        {state === 'onDevice' && `${t('onDevice')} `}
        {isEmpty && t('nothing', { search: searched.search })}
        {state !== 'failed' && count > 0 && t(count < maxFound ? 'count' : 'many', { count })}
        {state === 'failed' && t('failed')}
      </p>
      {state === 'found' && isEmpty && <p className="found-hint">{t('nothingHint')}</p>}
      {state === 'failed' && (
        <button type="button" className="button" onClick={again}>
          {t('retry')}
        </button>
      )}
    </>
  )
}

function FoundItem({ hit, now }: { hit: Hit; now: number }) {
  const { t, language } = useTranslation()
  const { id, title, titleHits, snippet, snippetHits, updatedAt, role } = hit
  const time = relativeTime(updatedAt, now, language) ?? t('start.justNow')
  const isUntitled = title.trim() === ''
  return (
    <li className="document-item">
      <Link href={`/d/${id}`} className="document-link">
        <span className="document-title" data-untitled={isUntitled || undefined}>
          {isUntitled ? t('app.untitled') : <Marked text={title} hits={titleHits} />}
        </span>
        <span className="document-excerpt found-snippet">
          {role !== undefined && role !== 'owner' && (
            <span className="document-remark">{t(`share.roles.${role}`)}</span>
          )}
          {snippet.trim() === '' ? t('start.noText') : <Marked text={snippet} hits={snippetHits} />}
        </span>
        <time className="document-time" dateTime={new Date(updatedAt).toISOString()}>
          {time}
        </time>
      </Link>
    </li>
  )
}

/** Arrows go from one to the next, and from the first back to the words. */
function goOn(event: KeyboardEvent, list: HTMLElement | null): void {
  const box = document.getElementById(searchBoxId)
  if (event.key === 'Escape') {
    event.preventDefault()
    box?.focus()
    return
  }
  const links = [...(list?.querySelectorAll<HTMLElement>('a') ?? [])]
  const at = links.findIndex(link => link.matches(':focus'))
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  const to = at + step < 0 ? box : links[at + step]
  to?.focus()
}
