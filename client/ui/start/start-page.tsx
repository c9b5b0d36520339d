import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { recentDocuments } from '../device/recent-documents.ts'
import { Logo } from '../parts/logo.tsx'
import { Sheets } from '../parts/message.tsx'
import { useObservable } from '../parts/observable.ts'
import { usePageTitle } from '../parts/page-title.ts'
import { SettingsButton } from '../settings/settings-button.tsx'
import { DocumentList } from './document-list.tsx'
import { NewDocument } from './new-document.tsx'
import { useRefreshed } from './use-refreshed.ts'

/** `onWillOpen` is called when a document is likely to be opened next: a moment to fetch what that needs. */
export function StartPage({ onWillOpen }: { onWillOpen: () => void }) {
  const { t } = useTranslation()
  const recent = useObservable(recentDocuments)
  const stale = useRefreshed()
  usePageTitle('Quire')
  useEffect(() => {
    const timer = setTimeout(onWillOpen, 500)
    return () => clearTimeout(timer)
  }, [onWillOpen])

  return (
    <div className="start">
      <header className="start-header">
        <span className="wordmark">
          <Logo />
          Quire
        </span>
        <SettingsButton />
      </header>
      <main className="start-main">
        {recent.length === 0 ? (
          <section className="start-empty">
            <Sheets />
            <h1>{t('start.empty')}</h1>
            <p>{t('start.emptyHint')}</p>
            <NewDocument />
          </section>
        ) : (
          <>
            <div className="start-heading">
              <h1>{t('start.heading')}</h1>
              <NewDocument />
            </div>
            <DocumentList documents={recent} />
            <p className="start-note">{stale ? t('start.stale') : t('start.privacy')}</p>
          </>
        )}
      </main>
    </div>
  )
}
