import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { useTranslation } from '../../i18n/index.ts'
import { ChatButton } from '../chat/chat-button.tsx'
import { FilesButton } from '../files/files-button.tsx'
import { GoButton } from '../finding/go-button.tsx'
import { Logo } from '../parts/logo.tsx'
import { useObservable } from '../parts/observable.ts'
import { SettingsButton } from '../settings/settings-button.tsx'
import { ShareButton } from '../share/share-button.tsx'
import type { OpenDocument } from './open-document.ts'
import { PeopleButton } from './people-button.tsx'
import { StatusButton } from './status-button.tsx'
import { useTitle } from './use-title.ts'

export function DocumentHeader({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  return (
    <header className="document-header">
      <Link href="/" className="home-link" aria-label={t('app.home')} data-tip={t('app.home')}>
        <Logo />
      </Link>
      <GoButton />
      <RunningTitle opened={opened} />
      <StatusButton opened={opened} />
      <div className="header-actions">
        <PeopleButton opened={opened} />
        <ChatButton opened={opened} />
        <ShareButton opened={opened} />
        <FilesButton opened={opened} />
        <SettingsButton />
      </div>
    </header>
  )
}

/** The title stands above the text; once that has scrolled away, it stands here. */
function RunningTitle({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const title = useTitle(opened)
  const editor = useObservable(opened.editor)
  const [away, setAway] = useState(false)
  useEffect(() => {
    const field = document.getElementById('title')
    if (editor === undefined || field === null) return
    const observer = new IntersectionObserver(
      entries => setAway(entries.some(entry => !entry.isIntersecting)),
      { rootMargin: '-104px 0px 0px 0px' },
    )
    observer.observe(field)
    return () => observer.disconnect()
  }, [editor])
  return (
    <div className="running-title" data-shown={away} aria-hidden="true">
      {title.trim() || t('app.untitled')}
    </div>
  )
}
