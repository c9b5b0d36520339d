import { type Translate, useTranslation } from '../../i18n/index.ts'
import type { Outgoing } from '../../sync/chat/chat-outbox.ts'
import type { ChatProvider } from '../../sync/chat/chat-provider.ts'
import { Saying } from './chat-line.tsx'
import { ChatWords } from './chat-words.tsx'

/** A message that no server has, and what becomes of it. */
export function ChatOutgoing({ message, chat }: { message: Outgoing; chat: ChatProvider }) {
  const { t } = useTranslation('chat')
  const { id, text, state } = message
  const what = whatOf(message, t)
  return (
    <Saying isMine name="" color="" author={t('you')} isNamed={false} time={what}>
      <ChatWords text={text} />
      <p className="chat-fate" data-state={state}>
        <span>{what}</span>
        {state === 'refused' && (
          <>
            <button type="button" className="link-button" onClick={() => chat.tryAgain(id)}>
              {t('again')}
            </button>
            <button type="button" className="link-button" onClick={() => chat.discard(id)}>
              {t('discard')}
            </button>
          </>
        )}
      </p>
    </Saying>
  )
}

function whatOf({ state, reason, isKept }: Outgoing, t: Translate<'chat'>): string {
  if (state === 'refused') {
    if (reason === 'forbidden') return t('refusedRole')
    return reason === 'too-large' ? t('refusedFull') : t('refused')
  }
  if (state === 'sending') return t('sending')
  return isKept ? t('queued') : t('notKept')
}
