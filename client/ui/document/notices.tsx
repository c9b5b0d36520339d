import { useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { madeHere } from '../device/made-here.ts'
import { renewApp, wasJustReloaded } from '../device/renew-app.ts'
import { useObservable } from '../parts/observable.ts'
import { CopyAll, CopyUnsaved } from './copy-words.tsx'
import { isShutOut } from './lock.ts'
import { LockNotice, OfferSignIn } from './lock-notice.tsx'
import { Notice } from './notice.tsx'
import { hasContent, type OpenDocument } from './open-document.ts'

/** What must be read before writing on. */
export function Notices({ opened, foreign }: { opened: OpenDocument; foreign: boolean }) {
  return (
    <div className="notices">
      <LockNotice opened={opened} />
      <RefusalNotice opened={opened} />
      {foreign && <ForeignNotice />}
      <WaitingNotice opened={opened} />
      <SizeNotice opened={opened} />
    </div>
  )
}

/** Somebody's newer version put something into the document that this one would not keep as it is. */
function ForeignNotice() {
  const { t } = useTranslation()
  // Decided once: who has just reloaded, and finds the same, waits for a server that is not the newest yet.
  const [reloaded] = useState(wasJustReloaded)
  return (
    <Notice tone="locked" action={<Reload />}>
      {t(reloaded ? 'version.stillNewer' : 'version.newer')}
    </Notice>
  )
}

function RefusalNotice({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const { notice } = useObservable(opened.shownStatus)
  const status = useObservable(opened.status)
  const editor = useObservable(opened.editor)
  if (notice === undefined) return null
  // Nothing of what stands there was written now, or it would be unsaved.
  const showsDeviceCopy = notice.text === 'notOpened' && editor !== undefined && hasContent(opened.doc)
  const offersCopy = notice.offer === 'copy' || notice.words === 'notKept'
  return (
    <Notice
      tone="bad"
      action={
        <>
          {isShutOut(status) && <OfferSignIn opened={opened} />}
          {isShutOut(status) && notice.words && <CopyUnsaved opened={opened} />}
          {offersCopy && <CopyAll opened={opened} />}
          {notice.offer === 'reload' && <Reload />}
        </>
      }
    >
      {t(`refusal.${notice.text}`)} {notice.words && t(`refusal.${notice.words}`)}
      {showsDeviceCopy && t('refusal.deviceCopy')}
    </Notice>
  )
}

/** An empty page while the server is away may belong to a document that has text there. */
function WaitingNotice({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const synced = useObservable(opened.synced)
  const editor = useObservable(opened.editor)
  const isNew = useObservable(madeHere).some(({ id }) => id === opened.id)
  if (synced || editor === undefined) return null
  if (isNew) return <Notice tone="quiet">{t('device.madeHere')}</Notice>
  return <WaitingIfEmpty opened={opened} />
}

function WaitingIfEmpty({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  // Decided once, when the editor came: what one types meanwhile does not make the document known.
  const [startedEmpty] = useState(() => !hasContent(opened.doc))
  return startedEmpty ? <Notice tone="quiet">{t('document.waiting')}</Notice> : null
}

function SizeNotice({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const fullness = useObservable(opened.fullness)
  if (fullness === undefined) return null
  return <Notice tone="quiet">{t('lock.nearlyFull', { percent: Math.floor(fullness * 100) })}</Notice>
}

function Reload() {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const reload = () => {
    setBusy(true)
    void renewApp()
  }
  return (
    <button type="button" className="button small" aria-disabled={busy} onClick={busy ? undefined : reload}>
      {t(busy ? 'version.reloading' : 'app.reload')}
    </button>
  )
}
