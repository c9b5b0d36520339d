import Check from 'lucide-react/icons/check'
import Heading1 from 'lucide-react/icons/heading-1'
import Heading2 from 'lucide-react/icons/heading-2'
import Heading3 from 'lucide-react/icons/heading-3'
import Info from 'lucide-react/icons/info'
import List from 'lucide-react/icons/list'
import ListOrdered from 'lucide-react/icons/list-ordered'
import ListTodo from 'lucide-react/icons/list-todo'
import Pilcrow from 'lucide-react/icons/pilcrow'
import SquareCode from 'lucide-react/icons/square-code'
import TextQuote from 'lucide-react/icons/text-quote'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { focusText, type QuireEditor } from '../../editor/index.ts'
import { type BlockType, blockTypes } from './block-types.ts'
import { ariaShortcut, showShortcut } from './shortcut.ts'
import { useRovingFocus } from './use-roving-focus.ts'

const icons: Record<BlockType['text'], React.ReactNode> = {
  paragraph: <Pilcrow />,
  heading1: <Heading1 />,
  heading2: <Heading2 />,
  heading3: <Heading3 />,
  bullet: <List />,
  ordered: <ListOrdered />,
  task: <ListTodo />,
  quote: <TextQuote />,
  callout: <Info />,
  code: <SquareCode />,
}

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
          {icons[type.text]}
          <span>{t(`toolbar.${type.text}`)}</span>
          {type === chosen ? <Check className="menu-check" /> : <kbd>{showShortcut(type.shortcut)}</kbd>}
        </button>
      ))}
    </div>
  )
}
