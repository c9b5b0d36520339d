import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { CopyAll, CopyUnsaved } from './copy-words.tsx'
import { OfferSignIn } from './lock-notice.tsx'
import { Notice } from './notice.tsx'
import type { OpenDocument } from './open-document.ts'
import { unsavedWords } from './unsaved-words.ts'

/** What is not saved was written by somebody else than who is here now: it waits until that is decided. */
export function WrittenByAnother({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const [isAsking, ask] = useState(false)
  const { provider, doc } = opened
  if (isAsking) return <Sure opened={opened} cancel={() => ask(false)} />
  const name = provider.unsavedBy
  const words = unsavedWords(doc, provider.unsavedUpdates)
  return (
    <Notice
      tone="locked"
      action={
        <>
          <button type="button" className="button small" onClick={() => provider.connect()}>
            {t('written.saveAsMine')}
          </button>
          <OfferSignIn opened={opened} />
          {words === '' ? <CopyAll opened={opened} /> : <CopyUnsaved opened={opened} />}
          <button type="button" className="button small" onClick={() => ask(true)}>
            {t('written.discard')}
          </button>
        </>
      }
    >
      {name ? t('written.named', { name }) : t('written.nameless')}
    </Notice>
  )
}

function Sure({ opened, cancel }: { opened: OpenDocument; cancel: () => void }) {
  const { t } = useTranslation()
  const first = useRef<HTMLButtonElement>(null)
  // Enter, pressed once too often, must do nothing.
  useEffect(() => first.current?.focus(), [])
  const discard = async () => {
    opened.giveUp()
    await opened.provider.discard()
    location.reload()
  }
  return (
    <Notice
      tone="bad"
      action={
        <>
          <button ref={first} type="button" className="button small" onClick={cancel}>
            {t('app.cancel')}
          </button>
          <button type="button" className="button small danger" onClick={() => void discard()}>
            {t('written.discardNow')}
          </button>
        </>
      }
    >
      {t('written.sure')}
    </Notice>
  )
}
