import Check from 'lucide-react/icons/check'
import { useRef } from 'react'
import { focusText, type QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { blockIcons } from './block-icons.tsx'
import { type BlockType, blockTypes } from './block-types.ts'
import { ariaShortcut, showShortcut } from './shortcut.ts'
import { useRovingFocus } from './use-roving-focus.ts'

interface BlockMenuItemsProps {
  editor: QuireEditor
  chosen: BlockType | undefined
  close: () => void
}

export function BlockMenuItems({ editor, chosen, close }: BlockMenuItemsProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  const roving = useRovingFocus(list, { back: 'ArrowUp', forward: 'ArrowDown' })
  const choose = ({ kind, level }: BlockType) => {
    close()
    focusText(editor)
    editor.commands.setBlockKind(kind, level && { level })
  }
  return (
    <div ref={list} className="menu" role="none" {...roving}>
      {blockTypes.map(type => (
        <button
          key={type.text}
          type="button"
          role="menuitemradio"
          className="menu-item"
          data-stop
          data-autofocus={type === chosen || undefined}
          tabIndex={type === chosen ? 0 : -1}
          aria-checked={type === chosen}
          aria-keyshortcuts={ariaShortcut(type.shortcut)}
          onClick={() => choose(type)}
        >
          {blockIcons[type.text]}
          <span>{t(`toolbar.${type.text}`)}</span>
          {type === chosen ? <Check className="menu-check" /> : <kbd>{showShortcut(type.shortcut)}</kbd>}
        </button>
      ))}
    </div>
  )
}
