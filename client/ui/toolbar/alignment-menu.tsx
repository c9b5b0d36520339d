import AlignCenter from 'lucide-react/icons/text-align-center'
import AlignEnd from 'lucide-react/icons/text-align-end'
import AlignStart from 'lucide-react/icons/text-align-start'
import { type Alignment, isSource, type QuireEditor, type SelectionDescription } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { Popover } from '../parts/popover.tsx'
import { MenuItems } from './menu-items.tsx'
import { run } from './run.ts'
import { toolTrigger } from './tool-button.tsx'

export const alignmentIcons: Record<Alignment, React.ReactNode> = {
  start: <AlignStart />,
  center: <AlignCenter />,
  end: <AlignEnd />,
}
export const alignments: readonly { name: Alignment; shortcut: string }[] = [
  { name: 'start', shortcut: 'Mod-Shift-l' },
  { name: 'center', shortcut: 'Mod-Shift-e' },
  { name: 'end', shortcut: 'Mod-Shift-r' },
]

export function AlignmentMenu({ editor, selection }: MenuProps) {
  const { t } = useTranslation()
  const label = t('toolbar.align')
  return (
    <Popover
      label={label}
      role="menu"
      width={232}
      align="start"
      trigger={toolTrigger(label, alignmentIcons[selection.align ?? 'start'], {
        disabled: selection.align === undefined && isSource(selection.kind),
      })}
    >
      {close => (
        <MenuItems
          close={close}
          items={alignments.map(({ name, shortcut }) => ({
            label: t(`toolbar.aligned.${name}`),
            icon: alignmentIcons[name],
            shortcut,
            chosen: selection.align === name,
            isOneOf: true,
            run: () => run(editor, commands => commands.setAlignment(name)),
          }))}
        />
      )}
    </Popover>
  )
}

interface MenuProps {
  editor: QuireEditor
  selection: SelectionDescription
}
