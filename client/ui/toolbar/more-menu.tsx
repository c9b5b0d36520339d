import Code from 'lucide-react/icons/code'
import Ellipsis from 'lucide-react/icons/ellipsis'
import Minus from 'lucide-react/icons/minus'
import RemoveFormatting from 'lucide-react/icons/remove-formatting'
import Smile from 'lucide-react/icons/smile'
import Strikethrough from 'lucide-react/icons/strikethrough'
import Subscript from 'lucide-react/icons/subscript'
import Superscript from 'lucide-react/icons/superscript'
import TableOfContents from 'lucide-react/icons/table-of-contents'
import { isSource, type QuireEditor, type SelectionDescription } from '../../editor/index.ts'
import { type Translate, useTranslation } from '../../i18n/index.ts'
import { openEmojiAtCaret } from '../emoji/emoji-button.tsx'
import { Popover } from '../parts/popover.tsx'
import { alignmentIcons, alignments } from './alignment-menu.tsx'
import { type MenuItem, MenuItems } from './menu-items.tsx'
import { run, toggleMark } from './run.ts'
import { toolTrigger } from './tool-button.tsx'

const elsewhereMarks = [
  { name: 'strike', text: 'strike', shortcut: 'Mod-Shift-s', icon: <Strikethrough /> },
  { name: 'code', text: 'inlineCode', shortcut: 'Mod-e', icon: <Code /> },
] as const
const marks = [
  { name: 'subscript', text: 'subscript', shortcut: 'Mod-,', icon: <Subscript /> },
  { name: 'superscript', text: 'superscript', shortcut: 'Mod-.', icon: <Superscript /> },
] as const

interface MoreMenuProps {
  editor: QuireEditor
  selection: SelectionDescription
  /** There is no room beside the menu for what else is wanted seldom. */
  isTight: boolean
}

/** What is wanted too seldom to stand in everybody's way. */
export function MoreMenu({ editor, selection, isTight }: MoreMenuProps) {
  const { t } = useTranslation()
  const label = t('toolbar.more')
  return (
    <Popover label={label} role="menu" width={264} trigger={toolTrigger(label, <Ellipsis />)}>
      {close => (
        <MenuItems
          close={close}
          items={[
            ...markItems(t, editor, selection, isTight ? [...elsewhereMarks, ...marks] : marks),
            {
              label: t('toolbar.clearLooks'),
              icon: <RemoveFormatting />,
              shortcut: 'Mod-\\',
              disabled: isSource(selection.kind),
              run: () => run(editor, commands => commands.clearLooks()),
            },
            ...(isTight ? alignmentItems(t, editor, selection) : []),
            {
              label: t('toolbar.rule'),
              icon: <Minus />,
              isParted: true,
              run: () => run(editor, commands => commands.setHorizontalRule()),
            },
            {
              label: t('toolbar.contents'),
              icon: <TableOfContents />,
              disabled: selection.inTable,
              run: () => run(editor, commands => commands.insertContents()),
            },
            ...(isTight ? [{ label: t('toolbar.emoji'), icon: <Smile />, run: openEmojiAtCaret }] : []),
          ]}
        />
      )}
    </Popover>
  )
}

type Mark = (typeof marks)[number] | (typeof elsewhereMarks)[number]

function markItems(
  t: Translate,
  editor: QuireEditor,
  selection: SelectionDescription,
  shown: readonly Mark[],
): MenuItem[] {
  return shown.map(({ name, text, shortcut, icon }) => ({
    label: t(`toolbar.${text}`),
    icon,
    shortcut,
    chosen: selection.marks[name],
    disabled: isSource(selection.kind),
    run: () => run(editor, commands => toggleMark(commands, name)),
  }))
}

/** They have a menu of their own in the bar, where there is room. */
function alignmentItems(t: Translate, editor: QuireEditor, { align }: SelectionDescription): MenuItem[] {
  return alignments.map(({ name, shortcut }) => ({
    label: `${t('toolbar.align')}: ${t(`toolbar.aligned.${name}`)}`,
    icon: alignmentIcons[name],
    shortcut,
    chosen: align === name,
    isOneOf: true,
    disabled: align === undefined,
    run: () => run(editor, commands => commands.setAlignment(name)),
  }))
}
