import { type KeyboardEvent, useId, useLayoutEffect } from 'react'
import { isComposing } from '../../editor/is-composing.ts'
import { useTranslation } from '../../i18n/index.ts'
import type { ChatProvider } from '../../sync/chat/chat-provider.ts'
import type { ChatView } from '../../sync/chat/chat-view.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { focusMode } from '../focus/focus-mode.ts'
import { useObservable } from '../parts/observable.ts'
import { PanelHeader } from '../parts/panel-header.tsx'
import { ChatComposer } from './chat-composer.tsx'
import { ChatLog } from './chat-log.tsx'
import { ChatOthers } from './chat-others.tsx'

interface ChatPanelProps {
  opened: OpenDocument
  chat: ChatProvider
  view: ChatView
  close: () => void
  draft: string
  setDraft: (draft: string) => void
}

export function ChatPanel({ opened, chat, view, close, draft, setDraft }: ChatPanelProps) {
  const { t } = useTranslation('chat')
  const heading = useId()
  useRoomBesideText()
  const role = useObservable(opened.role)
  // Until the server has said it, one may, as with the text: what is written waits.
  const mayWrite = role !== 'viewer'
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || isComposing(event.nativeEvent) || event.defaultPrevented) return
    event.stopPropagation()
    close()
  }
  const send = () => {
    chat.post(draft)
    setDraft('')
  }
  return (
    <>
      {/* On a phone it covers the text: a press beside it closes it. */}
      <div className="chat-ground" aria-hidden="true" onClick={close} />
      <aside className="chat" aria-labelledby={heading} onKeyDown={onKeyDown}>
        <PanelHeader of="chat" id={heading} heading={t('heading')} closeLabel={t('close')} close={close} />
        {view.state === 'offline' && <p className="chat-notice">{t('offline')}</p>}
        {view.state === 'absent' && <p className="chat-notice">{t('absent')}</p>}
        <ChatOthers chat={chat} others={view.others} />
        <ChatLog chat={chat} view={view} mayWrite={mayWrite} />
        <Writing view={view} />
        {mayWrite ? (
          <ChatComposer
            draft={draft}
            setDraft={setDraft}
            send={send}
            setTyping={isTyping => chat.setTyping(isTyping)}
          />
        ) : (
          <p className="chat-notice">{t('readOnly')}</p>
        )}
      </aside>
    </>
  )
}

/** Who is writing: its place is kept, so that nothing jumps. */
function Writing({ view: { typing } }: { view: ChatView }) {
  const { t } = useTranslation('chat')
  const { t: main } = useTranslation()
  const names = [...new Set(typing.map(({ profile }) => profile.name || main('app.guest')))]
  const [name = '', other = ''] = names
  const texts = ['', t('typingOne', { name }), t('typingTwo', { name, other })]
  return <p className="chat-typing">{texts[names.length] ?? t('typingMany')}</p>
}

/** The text makes way for it; who wants the text alone finds it again afterwards, as it was. Said at the root, for both are far from each other (see sheets.test.ts). */
function useRoomBesideText(): void {
  const isShown = !useObservable(focusMode)
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-chat', isShown)
    return () => document.documentElement.removeAttribute('data-chat')
  }, [isShown])
}
