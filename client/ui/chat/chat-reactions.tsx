import SmilePlus from 'lucide-react/icons/smile-plus'
import type { ChatMessage } from '../../../protocol/chat.ts'
import { i18n, useTranslation } from '../../i18n/index.ts'
import type { ChatProvider } from '../../sync/chat/chat-provider.ts'
import { Popover } from '../parts/popover.tsx'
import { showToast } from '../parts/toast.tsx'
import { ChatChoices } from './chat-choices.tsx'

interface ChatReactionsProps {
  message: ChatMessage
  chat: ChatProvider
  mayReact: boolean
  author: string
}

/** What others have answered with a picture; a press adds one's own, or takes it back. */
export function ChatReactions({ message, chat, mayReact, author }: ChatReactionsProps) {
  const { t } = useTranslation('chat')
  const { t: main } = useTranslation()
  const react = (emoji: string, isOn: boolean) => {
    if (!chat.react(message.n, emoji, isOn)) showToast({ text: i18n.t('chat:reactOffline') })
  }
  const has = (emoji: string) => {
    const given = message.reactions.find(each => each.emoji === emoji)
    return given !== undefined && chat.hasReacted(given.people)
  }
  return (
    <div className="chat-reactions">
      {message.reactions.map(({ emoji, people }) => {
        const names = people.map(({ name }) => name || main('app.guest')).join(', ')
        const label = t('reacted', { emoji, count: people.length, people: names })
        return (
          <button
            key={emoji}
            type="button"
            className="chat-reaction"
            aria-pressed={has(emoji)}
            aria-label={label}
            title={names}
            disabled={!mayReact}
            onClick={() => react(emoji, !has(emoji))}
          >
            <span className="emoji" aria-hidden="true">
              {emoji}
            </span>
            <span aria-hidden="true">{people.length}</span>
          </button>
        )
      })}
      {mayReact && (
        <Popover
          label={t('reactTo', { name: author })}
          width={344}
          trigger={{
            className: 'icon-button chat-react',
            'aria-label': t('reactTo', { name: author }),
            children: <SmilePlus />,
          }}
        >
          {close => <ChatChoices isGiven={has} choose={emoji => react(emoji, !has(emoji))} close={close} />}
        </Popover>
      )}
    </div>
  )
}
