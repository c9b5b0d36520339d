import ArrowDown from 'lucide-react/icons/arrow-down'
import { Fragment, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import type { ChatProvider } from '../../sync/chat/chat-provider.ts'
import type { ChatView } from '../../sync/chat/chat-view.ts'
import { ChatLine } from './chat-line.tsx'
import { ChatOutgoing } from './chat-outgoing.tsx'
import { daysAgo, linesOf } from './lines-of.ts'
import { useLogScroll } from './use-log-scroll.ts'

interface ChatLogProps {
  chat: ChatProvider
  view: ChatView
  mayWrite: boolean
}

/** What has been said, oldest first. */
export function ChatLog({ chat, view, mayWrite }: ChatLogProps) {
  const { t } = useTranslation('chat')
  const log = useRef<HTMLDivElement>(null)
  const { messages, outgoing } = view
  const lines = useMemo(() => linesOf(messages), [messages])
  const oldest = messages[0]?.n
  const scroll = useLogScroll(log, { oldest, length: messages.length + outgoing.length })
  const isSeen = useIsSeen()
  const firstUnread = useFirstUnread(chat, view)
  const newest = messages.at(-1)?.n
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has come since is read as well.
  useEffect(() => {
    if (isSeen && scroll.isAtEnd) chat.markRead()
  }, [chat, isSeen, scroll.isAtEnd, newest])
  return (
    <div className="chat-log-place">
      <div
        ref={log}
        className="chat-log"
        role="log"
        aria-label={t('log')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys.
        tabIndex={0}
        onScroll={scroll.onScroll}
      >
        {view.hasEarlier && (
          <button
            type="button"
            className="button small chat-earlier"
            disabled={view.state !== 'live'}
            onClick={() => chat.loadEarlier()}
          >
            {t('earlier')}
          </button>
        )}
        {messages.length === 0 && outgoing.length === 0 && <Nothing state={view.state} />}
        {lines.map(line => (
          <Fragment key={line.message.n}>
            {line.isNewDay && <Day at={line.message.at} />}
            {line.message.n === firstUnread && <p className="chat-fresh">{t('fresh')}</p>}
            <ChatLine line={line} chat={chat} mayReact={mayWrite} />
          </Fragment>
        ))}
        {outgoing.map(message => (
          <ChatOutgoing key={message.id} message={message} chat={chat} />
        ))}
      </div>
      {!scroll.isAtEnd && (
        <button type="button" className="button small chat-newest" onClick={scroll.goToEnd}>
          <ArrowDown />
          {t('newest')}
        </button>
      )}
    </div>
  )
}

function Nothing({ state }: { state: ChatView['state'] }) {
  const { t } = useTranslation('chat')
  if (state === 'loading') return <p className="chat-nothing">{t('loading')}</p>
  if (state !== 'live') return null
  return (
    <div className="chat-nothing">
      <p className="chat-nothing-lead">{t('empty')}</p>
      <p>{t('emptyHint')}</p>
    </div>
  )
}

function Day({ at }: { at: number }) {
  const { t, language } = useTranslation('chat')
  const days = daysAgo(at, Date.now())
  const date = new Intl.DateTimeFormat(language, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    ...(days > 300 && { year: 'numeric' }),
  })
  const word = days === 0 ? t('today') : days === 1 ? t('yesterday') : date.format(at)
  return <p className="chat-day">{word}</p>
}

/** The first that one had not read when the chat was opened: it stays marked for as long as it is open. Of what is all new, none is. */
function useFirstUnread(chat: ChatProvider, { messages, read, state }: ChatView): number | undefined {
  const [first, setFirst] = useState<{ n: number | undefined }>()
  if (first === undefined && state === 'live') {
    const unread = messages.find(message => message.n > read && !chat.isMine(message))
    setFirst({ n: read === 0 ? undefined : unread?.n })
  }
  return first?.n
}

/** Somebody may be looking at it. */
function useIsSeen(): boolean {
  return useSyncExternalStore(onSeen, () => document.visibilityState === 'visible' && document.hasFocus())
}

function onSeen(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  addEventListener('focus', listener)
  addEventListener('blur', listener)
  return () => {
    document.removeEventListener('visibilitychange', listener)
    removeEventListener('focus', listener)
    removeEventListener('blur', listener)
  }
}
