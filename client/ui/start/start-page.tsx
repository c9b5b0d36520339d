import { Suspense, useEffect, useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { learnMe, me } from '../account/me.ts'
import { SignInLink } from '../account/sign-in-link.tsx'
import { leftUnsaved, sendLeft } from '../device/left-unsaved.ts'
import { recentDocuments } from '../device/recent-documents.ts'
import { SearchResults, Stars } from '../finding/finding.tsx'
import { GoButton } from '../finding/go-button.tsx'
import { Apart } from '../parts/apart.tsx'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'
import { Logo } from '../parts/logo.tsx'
import { Sheets } from '../parts/message.tsx'
import { useObservable } from '../parts/observable.ts'
import { usePageTitle } from '../parts/page-title.ts'
import { SettingsButton } from '../settings/settings-button.tsx'
import { DocumentList } from './document-list.tsx'
import { DropPlace, ImportButton, ImportFailed, useImport } from './import-file.tsx'
import { type Shelf, useShelf } from './lists.ts'
import { NewDocument } from './new-document.tsx'
import { SearchBox } from './search-box.tsx'
import { ShelfTabs } from './shelf-tabs.tsx'
import { useRefreshed } from './use-refreshed.ts'
import { useTyped } from './use-typed.ts'

const ServerList = lazily(async () => (await import('./server-list.tsx')).ServerList)

/** `onWillOpen` is called when a document is likely to be opened next: a moment to fetch what that needs. */
export function StartPage({ onWillOpen }: { onWillOpen: () => void }) {
  const shelf = useShelf()
  const recent = useObservable(recentDocuments)
  const signedIn = useObservable(me)?.signedIn === true
  usePageTitle('Quire')
  useEffect(() => {
    const timer = setTimeout(onWillOpen, 500)
    return () => clearTimeout(timer)
  }, [onWillOpen])
  useEffect(() => void learnMe(), [])
  // To a newcomer who has nothing anywhere, lists are noise.
  const importing = useImport()
  const isBlank = shelf === 'recent' && recent.length === 0
  return (
    <DropPlace take={importing.take}>
      <Apart>
        <Stars />
      </Apart>
      <StartHeader />
      <main>
        {isBlank && !signedIn ? (
          <Blank importing={importing} />
        ) : (
          <Shelved shelf={shelf} isBlank={isBlank} importing={importing} />
        )}
      </main>
    </DropPlace>
  )
}

function StartHeader() {
  const known = useObservable(me)
  return (
    <header className="start-header">
      <span className="wordmark">
        <Logo />
        Quire
      </span>
      <span className="start-actions">
        {known?.canSignIn === true && !known.signedIn && <SignInLink className="button" />}
        <GoButton />
        <SettingsButton />
      </span>
    </header>
  )
}

type Importing = { importing: ReturnType<typeof useImport> }

/** The ways to a new document. */
function Beginnings({ importing }: Importing) {
  return (
    <>
      <div className="file-actions">
        <ImportButton {...importing} />
        <NewDocument />
      </div>
      <ImportFailed state={importing.state} />
    </>
  )
}

function Blank({ importing }: Importing) {
  const { t } = useTranslation()
  return (
    <section className="start-empty">
      <Sheets />
      <h1>{t('start.empty')}</h1>
      <p>{t('start.emptyHint')}</p>
      <Beginnings importing={importing} />
    </section>
  )
}

function Shelved({ shelf, isBlank, importing }: { shelf: Shelf; isBlank: boolean } & Importing) {
  const { t } = useTranslation()
  const [typed, setTyped] = useTyped()
  const [composing, setComposing] = useState(false)
  const type = (value: string, isBeingComposed: boolean) => {
    setTyped(value)
    setComposing(isBeingComposed)
  }
  return (
    <>
      <div className="start-heading">
        <h1>{t('start.heading')}</h1>
        <Beginnings importing={importing} />
      </div>
      <SearchBox value={typed} onChange={type} onFocus={SearchResults.prefetch} />
      {typed.trim() === '' ? (
        <Shown shelf={shelf} isBlank={isBlank} />
      ) : (
        <ErrorBoundary>
          <Suspense fallback={<div className="list-loading" aria-busy="true" />}>
            <SearchResults search={typed} composing={composing} />
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  )
}

function Shown({ shelf, isBlank }: { shelf: Shelf; isBlank: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <ShelfTabs shown={shelf} />
      {shelf !== 'recent' && <ServerList key={shelf} list={shelf} />}
      {shelf === 'recent' && isBlank && <p className="list-note">{t('start.none.recent')}</p>}
      {shelf === 'recent' && !isBlank && <Recent />}
    </>
  )
}

function Recent() {
  const { t } = useTranslation()
  const recent = useObservable(recentDocuments)
  const stale = useRefreshed()
  return (
    <>
      <LeftUnsaved />
      <DocumentList documents={recent} />
      <p className="start-note">
        {stale ? t('start.stale') : t('start.privacy')} {t('device.opensOffline')}
      </p>
    </>
  )
}

/** What was written here and has not reached the server: it is looked for each time that one comes by. */
function LeftUnsaved() {
  const { t } = useTranslation()
  const count = useObservable(leftUnsaved).length
  useEffect(() => void sendLeft(), [])
  return (
    <div role="status">{count > 0 && <p className="unsaved-note">{t('device.unsaved', { count })}</p>}</div>
  )
}
