import type { ReactNode } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import type { ChatProvider } from '../../sync/chat/chat-provider.ts'
import { Avatar } from '../document/avatar.tsx'
import { ChatReactions } from './chat-reactions.tsx'
import { ChatWords } from './chat-words.tsx'
import type { Line } from './lines-of.ts'

interface ChatLineProps {
  line: Line
  chat: ChatProvider
  mayReact: boolean
}

/** One message, with its author where that is another than above. */
export function ChatLine({ line: { message, isNamed }, chat, mayReact }: ChatLineProps) {
  const { t } = useTranslation('chat')
  const { t: main, language } = useTranslation()
  const isMine = chat.isMine(message)
  const name = message.name || main('app.guest')
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(message.at)
  return (
    <Saying
      isMine={isMine}
      color={message.color}
      name={message.name}
      author={isMine ? t('you') : name}
      isNamed={isNamed}
      time={<time dateTime={new Date(message.at).toISOString()}>{time}</time>}
    >
      <ChatWords text={message.text} />
      <ChatReactions message={message} chat={chat} mayReact={mayReact} author={name} />
    </Saying>
  )
}

interface SayingProps {
  isMine: boolean
  name: string
  color: string
  author: string
  isNamed: boolean
  time: ReactNode
  children: ReactNode
}

export function Saying({ isMine, name, color, author, isNamed, time, children }: SayingProps) {
  return (
    <div className="chat-line" data-mine={isMine || undefined} data-named={isNamed || undefined}>
      {isNamed && !isMine && <Avatar name={name} color={color} />}
      <div className="chat-saying">
        <p className={isNamed ? 'chat-author' : 'visually-hidden'}>
          <span className="chat-name">{author}</span> {time}
        </p>
        {children}
      </div>
    </div>
  )
}
