import { Suspense, useCallback, useEffect, useSyncExternalStore } from 'react'
import {
  emojiQueryIn,
  isWantedEmoji,
  mentionQueryIn,
  type QuireEditor,
  slashIn,
  type TypedQuery,
} from '../../editor/index.ts'
import { addTexts } from '../../i18n/index.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'

const SlashMenu = lazily(async () => {
  const [{ SlashMenu }] = await Promise.all([import('./slash-menu.tsx'), addTexts('rich')])
  return SlashMenu
})
const MentionMenu = lazily(async () => (await import('../mention/mention-menu.tsx')).MentionMenu)
const EmojiMenu = lazily(async () => (await import('../emoji/emoji-menu.tsx')).EmojiMenu)

/** The menus of blocks, of people and of emoji, while a person looks for one; their code comes with the first sign for it. */
export function Slash({ editor, opened }: { editor: QuireEditor; opened: OpenDocument }) {
  const slash = useTyped(editor, slashIn)
  const mention = useTyped(editor, mentionQueryIn)
  const emoji = useTyped(editor, emojiQueryIn)
  const mayBeEmoji = emoji !== undefined
  useEffect(() => {
    if (mayBeEmoji) void EmojiMenu.prefetch()
  }, [mayBeEmoji])
  return (
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        {slash !== undefined && <SlashMenu key={slash.from} editor={editor} slash={slash} />}
        {mention !== undefined && (
          <MentionMenu key={mention.from} editor={editor} typed={mention} opened={opened} />
        )}
        {emoji !== undefined && isWantedEmoji(emoji) && (
          <EmojiMenu key={emoji.from} editor={editor} typed={emoji} />
        )}
      </Suspense>
    </ErrorBoundary>
  )
}

function useTyped(
  editor: QuireEditor,
  read: (editor: QuireEditor) => TypedQuery | undefined,
): TypedQuery | undefined {
  const subscribe = useCallback(
    (listener: () => void) => {
      editor.on('transaction', listener)
      return () => editor.off('transaction', listener)
    },
    [editor],
  )
  return useSyncExternalStore(subscribe, () => read(editor))
}
