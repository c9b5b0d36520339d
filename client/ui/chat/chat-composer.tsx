import SendHorizontal from 'lucide-react/icons/send-horizontal'
import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { maxChatText } from '../../../protocol/chat.ts'
import { isComposing } from '../../editor/is-composing.ts'
import { useTranslation } from '../../i18n/index.ts'

/** From here on it is told how much room is left. */
const nearlyFull = maxChatText - 400

interface ChatComposerProps {
  draft: string
  setDraft: (draft: string) => void
  send: () => void
  setTyping: (isTyping: boolean) => void
}

export function ChatComposer({ draft, setDraft, send, setTyping }: ChatComposerProps) {
  const { t } = useTranslation('chat')
  const hint = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus({ preventScroll: true }), [])
  const sendAndStay = () => {
    send()
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || isComposing(event.nativeEvent)) return
    const isAsked = event.ctrlKey || event.metaKey
    // An on-screen keyboard has no Shift to hold: its Enter makes lines, and the button sends.
    if (!isAsked && (event.shiftKey || event.altKey || matchMedia('(pointer: coarse)').matches)) return
    event.preventDefault()
    sendAndStay()
  }
  return (
    <form
      className="chat-composer"
      onSubmit={event => {
        event.preventDefault()
        sendAndStay()
      }}
    >
      <textarea
        ref={field}
        className="chat-field"
        rows={1}
        maxLength={maxChatText}
        aria-label={t('write')}
        aria-describedby={hint}
        placeholder={t('placeholder')}
        value={draft}
        onChange={event => {
          setDraft(event.target.value)
          setTyping(event.target.value.trim() !== '')
        }}
        onBlur={() => setTyping(false)}
        onKeyDown={onKeyDown}
      />
      <button
        type="submit"
        className="icon-button chat-send"
        aria-label={t('send')}
        disabled={draft.trim() === ''}
      >
        <SendHorizontal />
      </button>
      <p id={hint} className={draft.length < nearlyFull ? 'visually-hidden' : 'chat-hint'}>
        {draft.length < nearlyFull ? t('sendHint') : t('tooLong', { count: draft.length, most: maxChatText })}
      </p>
    </form>
  )
}
