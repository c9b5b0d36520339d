import Bold from 'lucide-react/icons/bold'
import Code from 'lucide-react/icons/code'
import Highlighter from 'lucide-react/icons/highlighter'
import Italic from 'lucide-react/icons/italic'
import Strikethrough from 'lucide-react/icons/strikethrough'
import Underline from 'lucide-react/icons/underline'
import type { QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { LinkButton } from '../toolbar/link-button.tsx'
import { run, toggleMark } from '../toolbar/run.ts'
import { useSelection } from '../toolbar/selection.ts'
import { ToolButton } from '../toolbar/tool-button.tsx'
import { FloatingBar } from './floating-bar.tsx'
import type { Floating } from './use-floating.ts'

const marks = [
  { name: 'bold', text: 'bold', shortcut: 'Mod-b', icon: <Bold /> },
  { name: 'italic', text: 'italic', shortcut: 'Mod-i', icon: <Italic /> },
  { name: 'underline', text: 'underline', shortcut: 'Mod-u', icon: <Underline /> },
  { name: 'strike', text: 'strike', shortcut: 'Mod-Shift-s', icon: <Strikethrough /> },
  { name: 'code', text: 'inlineCode', shortcut: 'Mod-e', icon: <Code /> },
] as const

export function BubbleBar({ editor }: { editor: QuireEditor }) {
  const { t } = useTranslation()
  const selection = useSelection(editor)
  return (
    <FloatingBar editor={editor} label={t('bubble.label')} floating={atSelection} className="bubble">
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
    </FloatingBar>
  )
}

/** All of it: of selected cells each is a range of its own. */
const atSelection: Floating = {
  range: ({ state: { selection } }) => ({
    from: Math.min(...selection.ranges.map(({ $from }) => $from.pos)),
    to: Math.max(...selection.ranges.map(({ $to }) => $to.pos)),
  }),
  side: 'above',
}
