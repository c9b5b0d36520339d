import Maximize from 'lucide-react/icons/maximize-2'
import Search from 'lucide-react/icons/search'
import TableOfContents from 'lucide-react/icons/table-of-contents'
import { useTranslation } from '../../i18n/index.ts'
import { askToFind } from '../find/find-open.ts'
import { focusMode, focusShortcut } from '../focus/focus-mode.ts'
import { outlineShortcut, toggleOutline } from '../outline/outline-open.ts'
import { MenuButton } from '../toolbar/menu-items.tsx'

/** What helps to find one's way in the document. */
export function ViewItems({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const items = [
    { label: t('find.menu'), icon: <Search />, shortcut: 'Mod-f', run: () => askToFind('find') },
    { label: t('outline.heading'), icon: <TableOfContents />, shortcut: outlineShortcut, run: toggleOutline },
    {
      label: t('focus.mode'),
      icon: <Maximize />,
      shortcut: focusShortcut,
      run: () => focusMode.set(true),
    },
  ]
  return items.map((item, index) => (
    <MenuButton key={item.label} {...item} isFirst={index === 0} close={close} />
  ))
}
