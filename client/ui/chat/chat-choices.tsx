import Plus from 'lucide-react/icons/plus'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { lazily } from '../parts/lazily.tsx'

const EmojiPicker = lazily(async () => (await import('../emoji/emoji-picker.tsx')).EmojiPicker)

const common = ['👍', '❤️', '😄', '🎉', '👀', '✅', '🙏', '🤔']

interface ChatChoicesProps {
  isGiven: (emoji: string) => boolean
  choose: (emoji: string) => void
  close: () => void
}

/** What one can react with: what most people do, or anything. */
export function ChatChoices({ isGiven, choose, close }: ChatChoicesProps) {
  const { t } = useTranslation('chat')
  const [isAll, showAll] = useState(false)
  if (isAll)
    return (
      <>
        <EmojiPicker take={choose} close={close} />
        <WayIn />
      </>
    )
  return (
    <div className="chat-choices">
      {common.map((emoji, at) => (
        <button
          key={emoji}
          type="button"
          className="emoji"
          aria-pressed={isGiven(emoji)}
          {...(at === 0 && { 'data-autofocus': true })}
          onClick={() => {
            choose(emoji)
            close()
          }}
        >
          {emoji}
        </button>
      ))}
      <button
        type="button"
        className="emoji"
        aria-label={t('moreEmoji')}
        title={t('moreEmoji')}
        onPointerEnter={EmojiPicker.prefetch}
        onFocus={EmojiPicker.prefetch}
        onClick={() => showAll(true)}
      >
        <Plus />
      </button>
    </div>
  )
}

/** The button that was pressed is gone. It comes with what is fetched. */
function WayIn() {
  const here = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const panel = here.current?.closest<HTMLElement>('[popover]')
    const first = panel?.querySelector<HTMLElement>('[data-autofocus]')
    ;(first ?? panel)?.focus({ preventScroll: true })
  }, [])
  return <span ref={here} hidden />
}
