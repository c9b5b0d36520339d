import Bold from 'lucide-react/icons/bold'
import Code from 'lucide-react/icons/code'
import Italic from 'lucide-react/icons/italic'
import IndentDecrease from 'lucide-react/icons/list-indent-decrease'
import IndentIncrease from 'lucide-react/icons/list-indent-increase'
import Redo from 'lucide-react/icons/redo-2'
import Strikethrough from 'lucide-react/icons/strikethrough'
import Underline from 'lucide-react/icons/underline'
import Undo from 'lucide-react/icons/undo-2'
import { useRef } from 'react'
import { isRichKind, isSource, type MarkName, type QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { EmojiButton } from '../emoji/emoji-button.tsx'
import { ImageButton } from '../images/image-button.tsx'
import { LateTools } from '../rich/late-tools.tsx'
import { TableButton } from '../tables/table-button.tsx'
import { AlignmentMenu } from './alignment-menu.tsx'
import { BlockMenu } from './block-menu.tsx'
import { ColorButton } from './color-button.tsx'
import { LinkButton, linkButtonId, useLinkShortcut } from './link-button.tsx'
import { MoreMenu } from './more-menu.tsx'
import { run, toggleMark } from './run.ts'
import { useSelection } from './selection.ts'
import { ToneButtons } from './tone-buttons.tsx'
import { ToolButton } from './tool-button.tsx'
import { useCutEdges } from './use-cut-edges.ts'
import { useIsTight } from './use-is-tight.ts'
import { useRovingFocus } from './use-roving-focus.ts'
import { useToolbarKeys } from './use-toolbar-keys.ts'

const marks: readonly { name: MarkName; text: MarkText; shortcut: string; icon: React.ReactNode }[] = [
  { name: 'bold', text: 'bold', shortcut: 'Mod-b', icon: <Bold /> },
  { name: 'italic', text: 'italic', shortcut: 'Mod-i', icon: <Italic /> },
  { name: 'underline', text: 'underline', shortcut: 'Mod-u', icon: <Underline /> },
  { name: 'strike', text: 'strike', shortcut: 'Mod-Shift-s', icon: <Strikethrough /> },
  { name: 'code', text: 'inlineCode', shortcut: 'Mod-e', icon: <Code /> },
]
const marksShown = (isTight: boolean) =>
  isTight ? marks.filter(({ name }) => name !== 'strike' && name !== 'code') : marks
type MarkText = 'bold' | 'italic' | 'underline' | 'strike' | 'inlineCode'

export function Toolbar({ editor }: { editor: QuireEditor }) {
  const { t } = useTranslation()
  const bar = useRef<HTMLDivElement>(null)
  const selection = useSelection(editor)
  const roving = useRovingFocus(bar, { back: 'ArrowLeft', forward: 'ArrowRight' })
  const isTight = useIsTight()
  useCutEdges(bar)
  useToolbarKeys(bar, editor)
  useLinkShortcut(editor)
  const { kind } = selection
  const isList = kind === 'bullet' || kind === 'ordered' || kind === 'task'

  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={t('toolbar.label')}
      aria-controls="text"
      className="toolbar"
      // The caret stays in the text while a mouse or finger presses a button here.
      onMouseDown={event => keepsFocus(event.target) && event.preventDefault()}
      {...roving}
    >
      <div className="toolbar-row">
        <Group>
          <ToolButton
            label={t('toolbar.undo')}
            shortcut="Mod-z"
            disabled={!selection.canUndo}
            run={() => run(editor, commands => commands.undo())}
          >
            <Undo />
          </ToolButton>
          <ToolButton
            label={t('toolbar.redo')}
            shortcut="Mod-Shift-z"
            disabled={!selection.canRedo}
            run={() => run(editor, commands => commands.redo())}
          >
            <Redo />
          </ToolButton>
        </Group>
        <Group>
          <BlockMenu editor={editor} selection={selection} />
          {isList && <Indents editor={editor} />}
          {kind !== undefined && isRichKind(kind) && <LateTools editor={editor} selection={selection} />}
          {kind === 'callout' && <ToneButtons editor={editor} tone={selection.tone} />}
        </Group>
        <Group>
          {marksShown(isTight).map(({ name, text, shortcut, icon }) => (
            <ToolButton
              key={name}
              label={t(`toolbar.${text}`)}
              shortcut={shortcut}
              pressed={selection.marks[name]}
              disabled={isSource(kind)}
              run={() => run(editor, commands => toggleMark(commands, name))}
            >
              {icon}
            </ToolButton>
          ))}
          <LinkButton editor={editor} selection={selection} id={linkButtonId} />
          <ColorButton editor={editor} selection={selection} />
        </Group>
        <Group>
          {!isTight && <AlignmentMenu editor={editor} selection={selection} />}
          <ImageButton editor={editor} />
          <TableButton editor={editor} inTable={selection.inTable} />
          <EmojiButton editor={editor} isHidden={isTight} />
          <MoreMenu editor={editor} selection={selection} isTight={isTight} />
        </Group>
      </div>
    </div>
  )
}

/** Phones have no Tab key. */
function Indents({ editor }: { editor: QuireEditor }) {
  const { t } = useTranslation()
  return (
    <>
      <ToolButton
        label={t('toolbar.outdent')}
        shortcut="Shift-Tab"
        run={() => run(editor, commands => commands.outdentBlock())}
      >
        <IndentDecrease />
      </ToolButton>
      <ToolButton
        label={t('toolbar.indent')}
        shortcut="Tab"
        run={() => run(editor, commands => commands.indentBlock())}
      >
        <IndentIncrease />
      </ToolButton>
    </>
  )
}

function Group({ children }: { children: React.ReactNode }) {
  return <div className="toolbar-group">{children}</div>
}

/** Fields in a popover want the focus that buttons must not take. */
function keepsFocus(target: EventTarget): boolean {
  return !(target instanceof Element && target.closest('[popover]') !== null)
}
