import Search from 'lucide-react/icons/search'
import { useTranslation } from '../../i18n/index.ts'
import { ariaShortcut } from '../toolbar/shortcut.ts'
import { tip } from '../toolbar/tool-button.tsx'
import { SwitcherDialog } from './finding.tsx'
import { switcherOpen } from './switcher-open.ts'

/** The way to another document for a finger or a mouse. */
export function GoButton() {
  const { t } = useTranslation()
  const label = t('app.go')
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      aria-haspopup="dialog"
      aria-keyshortcuts={ariaShortcut('Mod-k')}
      data-tip={tip(label, 'Mod-k')}
      onPointerEnter={SwitcherDialog.prefetch}
      onFocus={SwitcherDialog.prefetch}
      onClick={() => switcherOpen.set(true)}
    >
      <Search />
    </button>
  )
}
