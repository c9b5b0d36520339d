import { type MouseEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import type { ChatProvider } from '../../sync/chat/chat-provider.ts'
import type { ChatView } from '../../sync/chat/chat-view.ts'

/** What waits on this device was written by somebody else than who is here: it waits until that one is back, or it is decided here. */
export function ChatOthers({
  chat,
  others: { count, name },
}: { chat: ChatProvider } & Pick<ChatView, 'others'>) {
  const { t } = useTranslation('chat')
  const { t: main } = useTranslation()
  const cancel = useRef<HTMLButtonElement>(null)
  const [isAsking, ask] = useState(false)
  // Enter, pressed once too often, must do nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is there when it is asked.
  useEffect(() => cancel.current?.focus(), [isAsking])
  if (count === 0) return null
  const named = name ? t('othersNamed', { count, name }) : t('others', { count })
  const act = (what: () => void) => (event: MouseEvent) => {
    // The button goes; one writes on.
    event.currentTarget.closest('.chat')?.querySelector<HTMLElement>('.chat-field')?.focus()
    what()
  }
  return (
    <div className="chat-notice" role={isAsking ? 'alert' : 'status'}>
      <p>{isAsking ? t('othersSure', { count }) : named}</p>
      {isAsking ? (
        <p className="chat-decide">
          <button ref={cancel} type="button" className="link-button" onClick={act(() => ask(false))}>
            {main('app.cancel')}
          </button>
          <button type="button" className="link-button" onClick={act(() => chat.discardOthers())}>
            {t('othersDiscard')}
          </button>
        </p>
      ) : (
        <p className="chat-decide">
          <button type="button" className="link-button" onClick={act(() => chat.claimOthers())}>
            {t('othersMine')}
          </button>
          <button type="button" className="link-button" onClick={() => ask(true)}>
            {t('discard')}
          </button>
        </p>
      )}
    </div>
  )
}
