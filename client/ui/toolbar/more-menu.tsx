import Ellipsis from 'lucide-react/icons/ellipsis'
import Subscript from 'lucide-react/icons/subscript'
import Superscript from 'lucide-react/icons/superscript'
import { useTranslation } from 'react-i18next'
import type { QuireEditor, SelectionDescription } from '../../editor/index.ts'
import { Popover } from '../parts/popover.tsx'
import { MenuItems } from './menu-items.tsx'
import { run, toggleMark } from './run.ts'
import { tip } from './tool-button.tsx'

const marks = [
  { name: 'subscript', shortcut: 'Mod-,', icon: <Subscript /> },
  { name: 'superscript', shortcut: 'Mod-.', icon: <Superscript /> },
] as const

/** What is wanted too seldom to stand in everybody's way. */
export function MoreMenu({ editor, selection }: { editor: QuireEditor; selection: SelectionDescription }) {
  const { t } = useTranslation()
  const label = t('toolbar.more')
  return (
    <Popover
      label={label}
      role="menu"
      width={264}
      trigger={{
        className: 'tool',
        'aria-label': label,
        tabIndex: -1,
        ...{ 'data-stop': true, 'data-tip': tip(label) },
        children: <Ellipsis />,
      }}
    >
      {close => (
        <MenuItems
          close={close}
          items={marks.map(({ name, shortcut, icon }) => ({
            label: t(`toolbar.${name}`),
            icon,
            shortcut,
            chosen: selection.marks[name],
            disabled: selection.kind === 'code',
            run: () => run(editor, commands => toggleMark(commands, name)),
          }))}
        />
      )}
    </Popover>
  )
}
