import Smile from 'lucide-react/icons/smile'
import type { QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { lazily } from '../parts/lazily.tsx'
import { Popover } from '../parts/popover.tsx'
import { tip } from '../toolbar/tool-button.tsx'

const EmojiForText = lazily(async () => (await import('./emoji-for-text.tsx')).EmojiForText)
const buttonId = 'emoji-button'
let isAtCaret = false

/** Opens the panel beside the caret; it is the button's all the same. */
export function openEmojiAtCaret(): void {
  isAtCaret = true
  document.getElementById(buttonId)?.click()
}

interface EmojiButtonProps {
  editor: QuireEditor
  /** There is no room for it: what opens the panel stands elsewhere. */
  isHidden: boolean
}

export function EmojiButton({ editor, isHidden }: EmojiButtonProps) {
  const { t } = useTranslation()
  const label = t('toolbar.emoji')
  return (
    <Popover
      label={label}
      width={344}
      align="start"
      at={() => {
        if (!isAtCaret) return undefined
        const { left, top, bottom } = editor.view.coordsAtPos(editor.state.selection.head)
        return new DOMRect(left, top, 0, bottom - top)
      }}
      trigger={{
        id: buttonId,
        className: isHidden ? 'tool tool-hidden' : 'tool',
        'aria-label': label,
        tabIndex: -1,
        onPointerEnter: EmojiForText.prefetch,
        onFocus: EmojiForText.prefetch,
        ...{ 'data-stop': isHidden ? undefined : true, 'data-tip': tip(label) },
        children: <Smile />,
      }}
    >
      {close => (
        <EmojiForText
          editor={editor}
          close={close}
          onClosed={() => {
            isAtCaret = false
          }}
        />
      )}
    </Popover>
  )
}
