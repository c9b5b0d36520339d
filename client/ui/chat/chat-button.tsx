import MessageCircle from 'lucide-react/icons/message-circle'
import { Suspense, useEffect, useRef, useState } from 'react'
import { addTexts, useTranslation } from '../../i18n/index.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'
import { useObservable } from '../parts/observable.ts'

const Chat = lazily(async () => (await Promise.all([import('./chat.tsx'), addTexts('chat')]))[0].Chat)

/** What one came for is the text: what is said beside it is fetched after that. */
const quietInMs = 2_000

/** What it says of the chat beside its name. */
export interface Unread {
  count: string
  label: string
}

export function ChatButton({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [unread, setUnread] = useState<Unread>()
  const isDue = useQuiet(useObservable(opened.synced))
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon-button chat-button"
        aria-label={unread === undefined ? t('chat') : `${t('chat')}: ${unread.label}`}
        aria-expanded={isOpen}
        data-tip={t('chat')}
        data-count={unread?.count}
        onPointerEnter={Chat.prefetch}
        onFocus={Chat.prefetch}
        onClick={() => setOpen(!isOpen)}
      >
        <MessageCircle />
      </button>
      {(isOpen || isDue) && (
        <ErrorBoundary fallback={null}>
          <Suspense fallback={null}>
            <Chat opened={opened} isOpen={isOpen} setOpen={setOpen} setUnread={setUnread} button={button} />
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  )
}

function useQuiet(isSynced: boolean): boolean {
  const [isQuiet, setQuiet] = useState(false)
  useEffect(() => {
    if (!isSynced) return
    const timer = setTimeout(() => setQuiet(true), quietInMs)
    return () => clearTimeout(timer)
  }, [isSynced])
  return isQuiet
}
