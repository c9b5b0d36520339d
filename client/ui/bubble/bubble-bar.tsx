import Bold from 'lucide-react/icons/bold'
import Code from 'lucide-react/icons/code'
import Highlighter from 'lucide-react/icons/highlighter'
import Italic from 'lucide-react/icons/italic'
import Strikethrough from 'lucide-react/icons/strikethrough'
import Underline from 'lucide-react/icons/underline'
import { useRef } from 'react'
import type { QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { LinkButton } from '../toolbar/link-button.tsx'
import { run, toggleMark } from '../toolbar/run.ts'
import { useSelection } from '../toolbar/selection.ts'
import { ToolButton } from '../toolbar/tool-button.tsx'
import { useRovingFocus } from '../toolbar/use-roving-focus.ts'
import { type Floating, useFloatingKeys, useFloatingPlace } from './use-floating.ts'

const marks = [
  { name: 'bold', text: 'bold', shortcut: 'Mod-b', icon: <Bold /> },
  { name: 'italic', text: 'italic', shortcut: 'Mod-i', icon: <Italic /> },
  { name: 'underline', text: 'underline', shortcut: 'Mod-u', icon: <Underline /> },
  { name: 'strike', text: 'strike', shortcut: 'Mod-Shift-s', icon: <Strikethrough /> },
  { name: 'code', text: 'inlineCode', shortcut: 'Mod-e', icon: <Code /> },
] as const

export function BubbleBar({ editor }: { editor: QuireEditor }) {
  const { t } = useTranslation()
  const bar = useRef<HTMLDivElement>(null)
  const selection = useSelection(editor)
  const roving = useRovingFocus(bar, { back: 'ArrowLeft', forward: 'ArrowRight' })
  useFloatingPlace(bar, editor, atSelection)
  useFloatingKeys(bar, editor)
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={t('bubble.label')}
      aria-controls="text"
      className="bubble"
      // The selection stays while a mouse presses a button here; fields in a panel want the focus.
      onMouseDown={event => {
        if (event.target instanceof Element && event.target.closest('[popover]') === null)
          event.preventDefault()
      }}
      {...roving}
    >
      {marks.map(({ name, text, shortcut, icon }) => (
        <ToolButton
          key={name}
          label={t(`toolbar.${text}`)}
          shortcut={shortcut}
          pressed={selection.marks[name]}
          run={() => run(editor, commands => toggleMark(commands, name))}
        >
          {icon}
        </ToolButton>
      ))}
      <ToolButton
        label={t('toolbar.highlight')}
        shortcut="Mod-Shift-h"
        pressed={selection.highlight !== undefined}
        run={() => run(editor, commands => commands.toggleHighlight())}
      >
        <Highlighter />
      </ToolButton>
      <LinkButton editor={editor} selection={selection} />
    </div>
  )
}

const atSelection: Floating = { range: ({ state }) => state.selection, side: 'above' }
