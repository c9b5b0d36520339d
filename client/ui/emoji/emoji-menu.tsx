import { use, useLayoutEffect, useMemo } from 'react'
import { applyEmoji, dismissEmoji, type QuireEditor, type TypedQuery } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { useObservable } from '../parts/observable.ts'
import { SuggestionMenu } from '../slash/suggestion-menu.tsx'
import { type Emoji, withTone } from './emoji.ts'
import { emojiOfCode, findEmoji } from './find-emoji.ts'
import { keptTone, rememberEmoji } from './kept-emoji.ts'
import { loadEmoji } from './load-emoji.ts'

/** As many as one looks through rather than typing another letter. */
const most = 24

/** What a colon and two letters may mean; with a second colon, what they do mean. */
export function EmojiMenu({ editor, typed }: { editor: QuireEditor; typed: TypedQuery }) {
  const { t, language } = useTranslation('emoji')
  const all = use(loadEmoji(language))
  const tone = useObservable(keptTone)
  const { query, isWhole = false } = typed
  const items = useMemo(
    () =>
      isWhole
        ? []
        : findEmoji(all, query, most).map(emoji => ({
            id: emoji.text,
            icon: <span className="emoji">{withTone(emoji, tone)}</span>,
            name: emoji.name,
            hint: <kbd>{`:${emoji.codes[0]}:`}</kbd>,
            emoji,
          })),
    [all, query, isWhole, tone],
  )
  const choose = (emoji: Emoji) => {
    rememberEmoji(emoji.text)
    applyEmoji(editor, withTone(emoji, tone))
  }
  useLayoutEffect(() => {
    if (!isWhole) return
    const meant = emojiOfCode(all, query)
    if (meant === undefined) dismissEmoji(editor)
    else {
      rememberEmoji(meant.text)
      applyEmoji(editor, withTone(meant, keptTone.get()))
    }
  }, [all, editor, query, isWhole])
  if (isWhole) return null
  return (
    <SuggestionMenu
      editor={editor}
      typed={typed}
      label={t('label')}
      items={items}
      choose={item => choose(item.emoji)}
      dismiss={dismissEmoji}
    />
  )
}
