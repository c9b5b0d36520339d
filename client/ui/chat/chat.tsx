import { type RefObject, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from '../../i18n/index.ts'
import type { ChatProvider } from '../../sync/chat/chat-provider.ts'
import type { OpenDocument } from '../document/open-document.ts'
import type { Unread } from './chat-button.tsx'
import { chatOf } from './chat-of.ts'
import { ChatPanel } from './chat-panel.tsx'

interface ChatProps {
  opened: OpenDocument
  isOpen: boolean
  setOpen: (isOpen: boolean) => void
  setUnread: (unread: Unread | undefined) => void
  button: RefObject<HTMLButtonElement | null>
}

/** A document's chat, which goes on behind its button when it is not shown. */
export function Chat({ opened, isOpen, setOpen, setUnread, button }: ChatProps) {
  const chat = useMemo(() => chatOf(opened), [opened])
  const view = useView(chat)
  const [draft, setDraft] = useState('')
  useUnread(view.unread, setUnread)
  if (!isOpen) return null
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  // Out of the header, which would hold it in its own place.
  return createPortal(
    <ChatPanel opened={opened} chat={chat} view={view} close={close} draft={draft} setDraft={setDraft} />,
    document.body,
  )
}

function useView(chat: ChatProvider) {
  return useSyncExternalStore(
    useMemo(() => (listener: () => void) => chat.on('changed', listener), [chat]),
    () => chat.view,
  )
}

function useUnread(
  { count, isMore }: { count: number; isMore: boolean },
  setUnread: (unread: Unread | undefined) => void,
) {
  const { t } = useTranslation('chat')
  const label = isMore ? t('unreadMore', { count }) : t('unread', { count })
  useEffect(() => {
    const number = count > 99 ? '99+' : `${count}${isMore ? '+' : ''}`
    setUnread(count === 0 ? undefined : { count: number, label })
  }, [count, isMore, label, setUnread])
}
